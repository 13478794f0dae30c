#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace dragoman::text::spoken {

/// The text that is normalised, with bounded looks at its places. Code points; a place outside of
/// it is U'\0', so that callers need no bounds checks. Does not own the text.
class Source {
 public:
  explicit Source(std::u32string_view text) : text_(text) {}

  [[nodiscard]] std::size_t size() const { return text_.size(); }
  [[nodiscard]] char32_t at(std::size_t i) const { return i < text_.size() ? text_[i] : U'\0'; }
  [[nodiscard]] char32_t before(std::size_t i) const { return i > 0 ? at(i - 1) : U'\0'; }
  [[nodiscard]] std::u32string_view from(std::size_t i) const {
    return text_.substr(i < text_.size() ? i : text_.size());
  }
  [[nodiscard]] std::u32string_view between(std::size_t begin, std::size_t end) const {
    return from(begin).substr(0, end - begin);
  }

  [[nodiscard]] bool digit(std::size_t i) const { return at(i) >= U'0' && at(i) <= U'9'; }
  [[nodiscard]] bool letter(std::size_t i) const;
  [[nodiscard]] bool alnum(std::size_t i) const { return digit(i) || letter(i); }
  [[nodiscard]] bool capital(std::size_t i) const;
  /// Neither a letter nor a digit before it.
  [[nodiscard]] bool word_start(std::size_t i) const { return i == 0 || !alnum(i - 1); }

  /// Where the digits that begin at `i` end; `i` where there are none.
  [[nodiscard]] std::size_t digits_end(std::size_t i) const;
  /// Where `utf8`, which stands at `i`, ends; 0 where it does not.
  [[nodiscard]] std::size_t match(std::size_t i, std::string_view utf8) const;
  /// The same, and no letter or digit of its own script follows.
  [[nodiscard]] std::size_t match_word(std::size_t i, std::string_view utf8) const;
  /// One space fewer to go.
  [[nodiscard]] std::size_t skip_space(std::size_t i) const { return at(i) == U' ' ? i + 1 : i; }

  /// Digits as a number: at most 18 of them.
  [[nodiscard]] std::int64_t value(std::size_t begin, std::size_t end) const;

  /// The word that stands right before or behind a place, one space or nothing between; empty where
  /// there is none. At most 40 letters of it.
  [[nodiscard]] std::string word_before(std::size_t i) const;
  [[nodiscard]] std::string word_behind(std::size_t i) const;
  /// The letters that begin right at a place.
  [[nodiscard]] std::string letters_at(std::size_t i) const;
  /// Where the word that word_before() gives begins.
  [[nodiscard]] std::size_t begin_of_word_before(std::size_t i) const;

 private:
  std::u32string_view text_;
};

/// Something that was found in a text and what is said for it.
struct Found {
  std::size_t end = 0;
  std::string words;
  bool glued = false;  ///< What stands behind belongs to the last word.
};

/// The two sides of a token.
struct Context {
  const Source& source;
  std::size_t begin;
  std::size_t end;

  [[nodiscard]] std::string word_before() const { return source.word_before(begin); }
  [[nodiscard]] std::string word_behind() const { return source.word_behind(end); }
  /// The one before the word before.
  [[nodiscard]] std::string second_word_before() const {
    return source.word_before(source.begin_of_word_before(begin));
  }
};

[[nodiscard]] bool is_letter(char32_t c);
[[nodiscard]] bool is_latin(char32_t c);  ///< A letter of that script.
[[nodiscard]] bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list);
[[nodiscard]] bool ends_with_one_of(std::string_view word,
                                    std::initializer_list<std::string_view> endings);
[[nodiscard]] std::string small_letters(std::string_view utf8);
/// The words with one space between those that are not empty.
[[nodiscard]] std::string join(std::initializer_list<std::string_view> words);

}  // namespace dragoman::text::spoken
