#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::text {

/// Text as it is compared: small letters, composed, one kind of apostrophe; hyphens and runs of
/// white space are one space; what cannot be seen is left out. Each code point knows where it came
/// from. Ill-formed bytes become U+FFFD. Immutable, so safe from any thread.
struct FoldedText {
  /// `turkish`: I is the capital of dotless i.
  explicit FoldedText(std::string_view utf8, bool turkish = false);

  /// First byte of the folded code point, and one past the last byte of the one before `at`.
  [[nodiscard]] std::size_t begin_of(std::size_t at) const { return begins[at]; }
  [[nodiscard]] std::size_t end_of(std::size_t at) const { return ends[at - 1]; }

  std::u32string points;
  std::vector<std::size_t> begins;  ///< Bytes of the original.
  std::vector<std::size_t> ends;
  std::vector<bool> capital;  ///< Whether the original was upper case.
};

/// Which letters may stand beside each other without being one word.
enum class WordClass : std::uint8_t {
  kNone,    ///< White space, punctuation, symbols.
  kLetter,  ///< Letters, marks and digits of scripts that write spaces between words.
  kHangul,  ///< Words with spaces between them; particles grow on their ends.
  kDense,   ///< Han, kana, Thai and their like: no spaces.
};

[[nodiscard]] WordClass word_class(char32_t point);

/// Whether a word may begin (end) between the two. U'\0' stands for the text's edge.
[[nodiscard]] bool word_begins(char32_t before, char32_t first);
[[nodiscard]] bool word_ends(char32_t last, char32_t after);

}  // namespace dragoman::text
