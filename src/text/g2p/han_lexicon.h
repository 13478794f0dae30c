#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dragoman::text {

/// A syllable of a reading: its sound in letters a to z (pinyin or jyutping, "v" for ü, "eh" for ê)
/// and its tone by number (pinyin: 5 is neutral). An empty sound: nobody knows how to read it.
struct Syllable {
  std::string_view sound;  ///< Lives as long as the lexicon.
  int tone = 0;

  bool operator==(const Syllable&) const = default;
};

/// What the rules of tone ask about a word; the tags of jieba's dictionary that they name.
enum class WordClass : std::uint8_t {
  kOther,
  kNoun,       ///< n
  kName,       ///< nr
  kOtherNoun,  ///< n..., as the next two
  kVerb,       ///< v
  kOtherVerb,
  kAdjective,  ///< a
  kOtherAdjective,
  kPronoun,       ///< r
  kPlace,         ///< s
  kSetPhrase,     ///< l
  kDirection,     ///< f
  kAspect,        ///< ul, uz, ug: 了 着 过 after a verb
  kAbbreviation,  ///< j
};

/// Marks of a word, to be combined.
enum WordMarks : std::uint8_t {
  kNeutralEnd = 1,    ///< Its last syllable is neutral: 朋友.
  kNeverNeutral = 2,  ///< None of its syllables is: 男子.
  kFullEr = 4,        ///< Its 儿 is a syllable of its own: 女儿.
  kMergedEr = 8,      ///< Its 儿 is none: 胡同儿.
};

/// A word of the lexicon, or a single character.
struct HanEntry {
  std::size_t length = 0;       ///< In characters.
  std::uint32_t frequency = 0;  ///< Of frequency_sum(); 0: not a word that texts are cut into.
  WordClass word_class = WordClass::kOther;
  std::uint8_t marks = 0;
  std::uint32_t number = 0;  ///< Of the character, or of the word of several: for reading().
};

/// Logarithms of how likely a character is where it begins a word, is inside, ends one, is one.
struct Emissions {
  double begin, middle, end, single;
};

/// Characters and words of Chinese with frequencies and readings: one file, made by
/// setup/importers/han_lexicon_file.py, which describes it. It is read whole (7 MB for Mandarin).
/// Immutable, so safe from any thread.
class HanLexicon {
 public:
  static constexpr std::size_t kLongestWord = 16;
  /// The logarithm that stands for a probability of nothing.
  static constexpr double kImpossible = -3.14e100;

  /// Errors: kModelMissing, kModelInvalid.
  [[nodiscard]] static base::Result<HanLexicon> open(const std::string& path);
  /// The same of a file's bytes; every one of them is checked. Errors: kModelInvalid.
  [[nodiscard]] static base::Result<HanLexicon> parse(std::string_view bytes);

  HanLexicon(HanLexicon&&) = default;
  HanLexicon& operator=(HanLexicon&&) = default;

  [[nodiscard]] bool knows(char32_t letter) const { return number_of(letter).has_value(); }
  /// The words that `text` begins with, shortest first; its first character alone is one of them
  /// where it is known.
  [[nodiscard]] std::vector<HanEntry> words_at(std::u32string_view text) const;
  [[nodiscard]] std::optional<HanEntry> find(std::u32string_view word) const;

  [[nodiscard]] bool has_reading(const HanEntry& entry) const;
  /// A syllable for each character; none where has_reading() is false.
  [[nodiscard]] std::vector<Syllable> reading(const HanEntry& entry) const;

  /// At least 1.
  [[nodiscard]] std::uint32_t frequency_sum() const { return frequency_sum_; }
  /// kImpossible where the lexicon has none.
  [[nodiscard]] Emissions emissions(char32_t letter) const;

 private:
  struct Counts;
  class Reader;
  HanLexicon() = default;
  [[nodiscard]] base::Status read_tables(Reader& reader, const Counts& counts);
  [[nodiscard]] const char* fault() const;
  [[nodiscard]] const char* fault_of_words() const;
  [[nodiscard]] bool is_reading(std::uint16_t code) const;
  void make_indices();

  [[nodiscard]] std::optional<std::uint16_t> number_of(char32_t letter) const;
  [[nodiscard]] std::u16string_view letters_of(std::uint32_t word) const;
  [[nodiscard]] Syllable syllable(std::uint16_t code) const;

  std::vector<std::string> sounds_;
  std::vector<std::uint32_t> letters_;  // code points, ascending
  std::vector<std::uint32_t> letter_frequencies_;
  std::vector<std::uint16_t> letter_readings_;
  std::vector<std::uint8_t> letter_kinds_;
  std::vector<std::int16_t> emissions_;  // four a letter, in thousandths; or none

  std::vector<std::uint32_t> begins_;  // of each word in text_, and the end of the last
  std::u16string text_;                // numbers of letters
  std::vector<std::uint32_t> frequencies_;
  std::vector<std::uint8_t> kinds_;
  std::vector<std::uint32_t> first_words_;  // by first letter, and the end of the last

  std::vector<std::uint32_t> read_words_;  // those with a reading, ascending
  std::vector<std::uint32_t> reading_begins_;
  std::vector<std::uint16_t> readings_;
  std::uint32_t frequency_sum_ = 1;
};

}  // namespace dragoman::text
