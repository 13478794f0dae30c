#include "text/spoken_form.h"

#include <optional>

#include "text/spoken/finders.h"
#include "text/spoken/glosses.h"
#include "text/spoken/markup.h"
#include "text/spoken/reader.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

using spoken::Found;
using spoken::Reader;
using spoken::Source;

constexpr char32_t kJoiner = U'\u200D';

// Letters of alphabets grow together with the digits beside them to one code; characters of East
// Asian and Indic scripts do not.
bool in_code(char32_t c) { return spoken::is_letter(c) && c < 0x0900; }

// Gathers copied characters and words with one space where two words would grow together.
class Output {
 public:
  explicit Output(bool dense) : dense_(dense) {}

  void copy(char32_t c) {
    const bool word = spoken::is_letter(c) || (c >= U'0' && c <= U'9');
    if (behind_words_ && word && !dense_) text_ += ' ';
    const bool space = c == U' ';
    if (!(space && (text_.empty() || text_.back() == ' '))) text_ += to_utf8({&c, 1});
    behind_words_ = false;
    in_word_ = word;
  }
  void say(const Found& found) {
    if (found.words.empty()) return copy(U' ');
    if ((in_word_ || behind_words_) && !dense_) text_ += ' ';
    text_ += found.words;
    behind_words_ = !found.glued;
    in_word_ = false;
  }
  [[nodiscard]] std::string take() {
    while (!text_.empty() && text_.back() == ' ') text_.pop_back();
    return std::move(text_);
  }

 private:
  bool dense_;
  std::string text_;
  bool behind_words_ = false;
  bool in_word_ = false;
};

std::optional<Found> find_number(const Reader& reader, const Source& source, std::size_t at) {
  for (const auto find : {spoken::find_date, spoken::find_telephone, spoken::find_clock,
                          spoken::find_vulgar_fraction, spoken::find_quantity}) {
    if (auto found = find(reader, source, at)) return found;
  }
  return std::nullopt;
}

std::optional<Found> find_word(const Reader& reader, const Source& source, std::size_t at) {
  for (const auto find : {spoken::find_abbreviation, spoken::find_roman}) {
    if (auto found = find(reader, source, at)) return found;
  }
  return std::nullopt;
}

bool begins_number(const Source& source, std::size_t at) {
  const auto c = source.at(at);
  if (source.digit(at)) return true;
  const bool next = source.digit(at + 1);
  const bool apart = at == 0 || source.at(at - 1) == U' ' || source.at(at - 1) == U'(';
  if (c == U'-' || c == U'−') {
    return (apart || c == U'−') && (next || (at == 0 || apart)) && source.at(at + 1) != U' ' &&
           !source.letter(at + 1) && source.at(at + 1) != U'-';
  }
  if (c == U'+' || c == U'(') return source.word_start(at) && next;
  return false;
}

std::optional<Found> find_token(const Reader& reader, const Source& source, std::size_t at) {
  const auto before = source.before(at);
  // "A380", "COVID-19": the letters' own number.
  if (source.digit(at) && in_code(before)) return spoken::find_code_number(reader, source, at);
  if (source.word_start(at) || !in_code(before)) {
    if (source.alnum(at)) {
      if (auto found = spoken::find_address(reader, source, at)) return found;
    }
    if (auto found = reader.special(source, at)) return found;
    if (auto found = find_word(reader, source, at)) return found;
  }
  if (begins_number(source, at)) {
    if (auto found = find_number(reader, source, at)) return found;
  }
  if (auto found = spoken::find_vulgar_fraction(reader, source, at)) return found;
  // A currency's sign or code.
  if (!source.digit(at) && (!source.alnum(at) || !in_code(before))) {
    if (auto found = spoken::find_quantity(reader, source, at)) return found;
  }
  return spoken::find_symbol(reader, source, at);
}

// "COVID-19": a hyphen between letters and digits is not said.
bool is_code_hyphen(const Source& source, std::size_t at) {
  return source.at(at) == U'-' && in_code(source.before(at)) && source.digit(at + 1);
}

std::string read(const Reader& reader, std::u32string_view text) {
  const Source source(text);
  Output output(reader.words().dense);
  for (std::size_t at = 0; at < text.size();) {
    if (is_code_hyphen(source, at)) {
      output.copy(U' ');
      ++at;
      continue;
    }
    if (const auto found = find_token(reader, source, at)) {
      output.say(*found);
      at = found->end;
      continue;
    }
    const bool stray_joiner = text[at] == kJoiner && !source.letter(at + 1);
    if (!stray_joiner) output.copy(text[at]);
    ++at;
  }
  return output.take();
}

}  // namespace

std::string spoken_form(core::Language language, std::string_view text) {
  const auto bare = spoken::without_markup(to_utf32(text));
  const auto* reader = spoken::reader_of(language);
  if (reader != nullptr) {
    const auto plain = spoken::in_plain_signs(bare);
    return read(*reader, reader->words().latin_glosses ? spoken::without_glosses(plain) : plain);
  }
  Output output(false);
  for (const auto c : bare) output.copy(c);
  return output.take();
}

}  // namespace dragoman::text
