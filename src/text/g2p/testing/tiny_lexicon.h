#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "text/g2p/han_lexicon.h"

namespace dragoman::text {

/// A lexicon that a test makes, in the form that setup/importers/han_lexicon_file.py writes.
class TinyLexicon {
 public:
  using Reading = std::vector<std::pair<std::string, int>>;

  TinyLexicon& add(const std::u32string& text, std::uint32_t frequency, const Reading& reading = {},
                   WordClass word_class = WordClass::kOther, std::uint8_t marks = 0) {
    words_[text] = {frequency, reading,
                    static_cast<std::uint8_t>(static_cast<unsigned>(word_class) + 16U * marks)};
    return *this;
  }

  /// Logarithms in thousandths: begins a word, is inside, ends one, is one.
  TinyLexicon& emits(char32_t letter, std::array<std::int16_t, 4> emissions) {
    emissions_[letter] = emissions;
    return *this;
  }

  [[nodiscard]] std::string bytes() const {
    std::set<char32_t> letters;
    std::set<std::string> sounds;
    std::uint32_t sum = 1;
    for (const auto& [text, word] : words_) {
      letters.insert(text.begin(), text.end());
      for (const auto& [sound, tone] : word.reading) sounds.insert(sound);
      sum += word.frequency;
    }
    for (const auto& [letter, emissions] : emissions_) letters.insert(letter);
    const auto number = [](const auto& set, const auto& item) {
      return static_cast<std::uint16_t>(std::distance(set.begin(), set.find(item)));
    };
    const auto code = [&](const std::pair<std::string, int>& syllable) {
      return static_cast<std::uint16_t>(8 * number(sounds, syllable.first) + syllable.second);
    };
    Table points, letter_frequencies, letter_readings, letter_kinds, emitted;
    for (const auto letter : letters) {
      const auto found = words_.find(std::u32string(1, letter));
      const auto word = found == words_.end() ? Word{} : found->second;
      points.put<std::uint32_t>(letter);
      letter_frequencies.put<std::uint32_t>(word.frequency);
      letter_readings.put<std::uint16_t>(word.reading.empty() ? 0xFFFF : code(word.reading[0]));
      letter_kinds.put<std::uint8_t>(word.kind);
      const auto known = emissions_.find(letter);
      for (std::size_t state = 0; state < 4 && !emissions_.empty(); ++state) {
        emitted.put<std::int16_t>(known == emissions_.end() ? std::int16_t{-32768}
                                                            : known->second[state]);
      }
    }
    Table begins, text_letters, frequencies, kinds, read, readings;
    begins.put<std::uint32_t>(0);
    for (const auto& [text, word] : words_) {
      if (text.size() < 2) continue;
      for (const auto letter : text) text_letters.put<std::uint16_t>(number(letters, letter));
      if (!word.reading.empty()) read.put<std::uint32_t>(kinds.count);
      for (const auto& syllable : word.reading) readings.put<std::uint16_t>(code(syllable));
      begins.put<std::uint32_t>(text_letters.count);
      frequencies.put<std::uint32_t>(word.frequency);
      kinds.put<std::uint8_t>(word.kind);
    }
    Table counts;
    for (const auto count :
         {static_cast<std::uint32_t>(sounds.size()), points.count, kinds.count, text_letters.count,
          read.count, readings.count, emitted.count / 4, sum}) {
      counts.put<std::uint32_t>(count);
    }
    std::string file = "HANLEX1\n" + counts.bytes;
    for (const auto& sound : sounds) file += sound + std::string(8 - sound.size(), '\0');
    for (const auto* table :
         {&points, &letter_frequencies, &letter_readings, &letter_kinds, &emitted, &begins,
          &text_letters, &frequencies, &kinds, &read, &readings}) {
      file += table->bytes;
    }
    return file;
  }

  [[nodiscard]] HanLexicon lexicon() const { return HanLexicon::parse(bytes()).value(); }

 private:
  struct Word {
    std::uint32_t frequency = 0;
    Reading reading;
    std::uint8_t kind = 0;
  };
  struct Table {
    template <typename Value>
    void put(Value value) {
      std::array<char, sizeof(Value)> raw{};
      std::memcpy(raw.data(), &value, sizeof(Value));
      bytes.append(raw.data(), raw.size());
      ++count;
    }
    std::string bytes;
    std::uint32_t count = 0;
  };

  std::map<std::u32string, Word> words_;
  std::map<char32_t, std::array<std::int16_t, 4>> emissions_;
};

}  // namespace dragoman::text
