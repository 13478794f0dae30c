#include "text/g2p/han_lexicon.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <type_traits>

#include "base/files.h"

namespace dragoman::text {

namespace {

constexpr std::string_view kMagic = "HANLEX1\n";
constexpr std::uint64_t kLargestFile = 64 << 20;
constexpr std::size_t kSoundBytes = 8;
constexpr std::size_t kEmissionsEach = 4;
constexpr std::int16_t kNoEmission = -32768;
constexpr std::uint16_t kNoReading = 0xFFFF;
constexpr std::uint16_t kHighestTone = 6;
constexpr std::uint32_t kMostLetters = 0xFFFE;
constexpr auto kLastClass = static_cast<unsigned>(WordClass::kAbbreviation);

static_assert(std::endian::native == std::endian::little, "the file's numbers are little-endian");

base::Error damaged(const char* what) {
  return {base::ErrorKind::kModelInvalid,
          "The lexicon of Chinese words is damaged. Install it again with `make setup`.", what};
}

template <typename T>
bool ascends(const std::vector<T>& values) {
  return std::ranges::adjacent_find(values, std::greater_equal<>()) == values.end();
}

}  // namespace

struct HanLexicon::Counts {
  std::uint32_t sounds, letters, words, text, read_words, readings, emissions, frequency_sum;
};

/// Takes tables off the front of the file.
class HanLexicon::Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <typename Table>
  [[nodiscard]] bool take(std::size_t count, Table& table) {
    using Value = typename Table::value_type;
    static_assert(std::is_trivially_copyable_v<Value>);
    if (count > rest_.size() / sizeof(Value)) return false;
    table.resize(count);
    if (count > 0) std::memcpy(table.data(), rest_.data(), count * sizeof(Value));
    rest_.remove_prefix(count * sizeof(Value));
    return true;
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

base::Result<HanLexicon> HanLexicon::open(const std::string& path) {
  auto bytes = base::read_file(path, kLargestFile);
  if (!bytes && bytes.error().kind == base::ErrorKind::kNotFound) {
    return base::Error{base::ErrorKind::kModelMissing,
                       "The lexicon of Chinese words is not installed. Run `make setup`.", path};
  }
  if (!bytes) return damaged("it cannot be read");
  return parse(*bytes);
}

base::Result<HanLexicon> HanLexicon::parse(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return damaged("no lexicon");
  Reader reader(bytes.substr(kMagic.size()));
  std::vector<Counts> counts;
  if (!reader.take(1, counts)) return damaged("too short");
  HanLexicon lexicon;
  if (auto status = lexicon.read_tables(reader, counts.front()); !status) return status.error();
  if (const char* fault = lexicon.fault(); fault != nullptr) return damaged(fault);
  lexicon.make_indices();
  return lexicon;
}

base::Status HanLexicon::read_tables(Reader& reader, const Counts& counts) {
  std::string sounds;
  frequency_sum_ = counts.frequency_sum;
  const bool complete =
      reader.take(std::size_t{counts.sounds} * kSoundBytes, sounds) &&
      reader.take(counts.letters, letters_) && reader.take(counts.letters, letter_frequencies_) &&
      reader.take(counts.letters, letter_readings_) && reader.take(counts.letters, letter_kinds_) &&
      reader.take(std::size_t{counts.emissions} * kEmissionsEach, emissions_) &&
      reader.take(std::size_t{counts.words} + 1, begins_) && reader.take(counts.text, text_) &&
      reader.take(counts.words, frequencies_) && reader.take(counts.words, kinds_) &&
      reader.take(counts.read_words, read_words_) && reader.take(counts.readings, readings_) &&
      reader.at_end();
  if (!complete) return damaged("not as long as its counts say");
  for (std::size_t at = 0; at < sounds.size(); at += kSoundBytes) {
    const auto padded = std::string_view(sounds).substr(at, kSoundBytes);
    sounds_.emplace_back(padded.substr(0, padded.find('\0')));
  }
  return {};
}

// What is wrong with the tables, or nothing: whatever passes can be looked up without a check.
const char* HanLexicon::fault() const {
  const auto is_sound = [](const std::string& sound) {
    return !sound.empty() && sound.size() < kSoundBytes &&
           std::ranges::all_of(sound, [](char c) { return c >= 'a' && c <= 'z'; });
  };
  if (frequency_sum_ == 0) return "no frequencies";
  if (!std::ranges::all_of(sounds_, is_sound)) return "a sound that is none";
  if (letters_.size() > kMostLetters || !ascends(letters_)) return "letters out of order";
  if (!emissions_.empty() && emissions_.size() != letters_.size() * kEmissionsEach) {
    return "emissions of some letters only";
  }
  const auto is_code = [this](std::uint16_t code) {
    return code == kNoReading || is_reading(code);
  };
  const auto is_kind = [](std::uint8_t kind) { return (kind & 15U) <= kLastClass; };
  if (!std::ranges::all_of(letter_readings_, is_code) ||
      !std::ranges::all_of(readings_, [this](auto code) { return is_reading(code); })) {
    return "a reading that is none";
  }
  if (!std::ranges::all_of(letter_kinds_, is_kind) || !std::ranges::all_of(kinds_, is_kind)) {
    return "a word class that is none";
  }
  const auto is_frequency = [this](std::uint32_t frequency) { return frequency <= frequency_sum_; };
  if (!std::ranges::all_of(letter_frequencies_, is_frequency) ||
      !std::ranges::all_of(frequencies_, is_frequency)) {
    return "a frequency above the sum";
  }
  return fault_of_words();
}

const char* HanLexicon::fault_of_words() const {
  if (begins_.front() != 0 || begins_.back() != text_.size()) return "words without bounds";
  for (std::size_t word = 1; word < begins_.size(); ++word) {
    const auto begin = begins_[word - 1];
    const auto end = begins_[word];
    if (end < begin || end > text_.size() || end - begin < 2 || end - begin > kLongestWord) {
      return "a word of no length";
    }
  }
  if (std::ranges::any_of(text_, [this](char16_t letter) { return letter >= letters_.size(); })) {
    return "a word of unknown letters";
  }
  for (std::uint32_t word = 1; word < kinds_.size(); ++word) {
    if (letters_of(word - 1) >= letters_of(word)) return "words out of order";
  }
  if (!ascends(read_words_) || (!read_words_.empty() && read_words_.back() >= kinds_.size())) {
    return "readings of no word";
  }
  std::size_t syllables = 0;
  for (const auto word : read_words_) syllables += letters_of(word).size();
  return syllables == readings_.size() ? nullptr : "readings of another length";
}

bool HanLexicon::is_reading(std::uint16_t code) const {
  return code / 8U < sounds_.size() && code % 8U <= kHighestTone;
}

void HanLexicon::make_indices() {
  first_words_.assign(letters_.size() + 1, 0);
  for (std::uint32_t word = 0; word < kinds_.size(); ++word) {
    first_words_[letters_of(word).front() + 1U] = word + 1;
  }
  for (std::size_t i = 1; i < first_words_.size(); ++i) {
    first_words_[i] = std::max(first_words_[i], first_words_[i - 1]);
  }
  reading_begins_.reserve(read_words_.size());
  std::uint32_t begin = 0;
  for (const auto word : read_words_) {
    reading_begins_.push_back(begin);
    begin += static_cast<std::uint32_t>(letters_of(word).size());
  }
}

std::optional<std::uint16_t> HanLexicon::number_of(char32_t letter) const {
  const auto found = std::ranges::lower_bound(letters_, static_cast<std::uint32_t>(letter));
  if (found == letters_.end() || *found != letter) return std::nullopt;
  return static_cast<std::uint16_t>(found - letters_.begin());
}

std::u16string_view HanLexicon::letters_of(std::uint32_t word) const {
  return std::u16string_view(text_).substr(begins_[word], begins_[word + 1] - begins_[word]);
}

std::vector<HanEntry> HanLexicon::words_at(std::u32string_view text) const {
  std::vector<HanEntry> found;
  const auto make = [&](std::size_t length, std::uint32_t frequency, unsigned kind,
                        std::uint32_t number) {
    found.push_back({length, frequency, static_cast<WordClass>(kind & 15U),
                     static_cast<std::uint8_t>(kind >> 4U), number});
  };
  const auto first = text.empty() ? std::nullopt : number_of(text.front());
  if (!first) return found;
  make(1, letter_frequencies_[*first], letter_kinds_[*first], *first);
  // Words of the same beginning lie together; each letter more narrows their range.
  auto low = first_words_[*first];
  auto high = first_words_[*first + 1U];
  for (std::size_t at = 1; at < std::min(text.size(), kLongestWord) && low < high; ++at) {
    const auto letter = number_of(text[at]);
    if (!letter) break;
    const auto before = [&](std::uint32_t word, std::uint32_t bound) {
      const auto letters = letters_of(word);
      return letters.size() <= at || letters[at] < bound;
    };
    const auto search = [&](std::uint32_t from, std::uint32_t bound) {
      auto to = high;
      while (from < to) {
        const auto middle = from + (to - from) / 2;
        if (before(middle, bound))
          from = middle + 1;
        else
          to = middle;
      }
      return from;
    };
    low = search(low, *letter);
    high = search(low, *letter + 1U);
    if (low < high && letters_of(low).size() == at + 1) {
      make(at + 1, frequencies_[low], kinds_[low], low);
    }
  }
  return found;
}

std::optional<HanEntry> HanLexicon::find(std::u32string_view word) const {
  if (word.empty()) return std::nullopt;
  const auto found = words_at(word);
  if (found.empty() || found.back().length != word.size()) return std::nullopt;
  return found.back();
}

bool HanLexicon::has_reading(const HanEntry& entry) const {
  return entry.length == 1 ? letter_readings_[entry.number] != kNoReading
                           : std::ranges::binary_search(read_words_, entry.number);
}

std::vector<Syllable> HanLexicon::reading(const HanEntry& entry) const {
  std::vector<Syllable> syllables;
  if (!has_reading(entry)) return syllables;
  if (entry.length == 1) return {syllable(letter_readings_[entry.number])};
  const auto place = std::ranges::lower_bound(read_words_, entry.number) - read_words_.begin();
  const auto begin = reading_begins_[static_cast<std::size_t>(place)];
  for (std::size_t i = 0; i < entry.length; ++i)
    syllables.push_back(syllable(readings_[begin + i]));
  return syllables;
}

Syllable HanLexicon::syllable(std::uint16_t code) const {
  return {sounds_[code / 8U], static_cast<int>(code % 8U)};
}

Emissions HanLexicon::emissions(char32_t letter) const {
  const auto number = emissions_.empty() ? std::nullopt : number_of(letter);
  if (!number) return {kImpossible, kImpossible, kImpossible, kImpossible};
  const auto value = [&](std::size_t state) {
    const auto stored = emissions_[*number * kEmissionsEach + state];
    return stored == kNoEmission ? kImpossible : stored / 1000.0;
  };
  return {value(0), value(1), value(2), value(3)};
}

}  // namespace dragoman::text
