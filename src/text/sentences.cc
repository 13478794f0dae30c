#include "text/sentences.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace dragoman::text {

namespace {

constexpr std::u32string_view kTerminals = U".!?…。！？｡؟۔।॥។";
constexpr std::u32string_view kClauseMarks = U",;:—–،؛、，；：";

std::string trimmed(const icu::UnicodeString& text, int32_t begin, int32_t end) {
  icu::UnicodeString piece(text, begin, end - begin);
  piece.trim();
  std::string utf8;
  piece.toUTF8String(utf8);
  return utf8;
}

icu::UnicodeString decode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

// "ss=standard" asks ICU to keep abbreviations of the language whole.
std::unique_ptr<icu::BreakIterator> sentence_iterator(core::Language language) {
  UErrorCode status = U_ZERO_ERROR;
  const auto name = std::string(core::code(language)) + "@ss=standard";
  std::unique_ptr<icu::BreakIterator> iterator(
      icu::BreakIterator::createSentenceInstance(icu::Locale(name.c_str()), status));
  return U_SUCCESS(status) ? std::move(iterator) : nullptr;
}

bool closes(UChar32 c) {
  const auto type = u_charType(c);
  return type == U_END_PUNCTUATION || type == U_FINAL_PUNCTUATION || c == U'"' || c == U'\'';
}

bool is_in(std::u32string_view set, UChar32 c) {
  return set.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
}

// Before a name or a number; what ICU's own lists lack. Without the point.
std::span<const std::u16string_view> titles(core::Language language) {
  using enum core::Language;
  static constexpr std::array<std::u16string_view, 16> kEnglishTitles{
      u"Mr",  u"Mrs", u"Ms",  u"Dr",  u"Prof", u"Gen", u"Col", u"Capt",
      u"Sgt", u"Lt",  u"Gov", u"Sen", u"Rep",  u"St",  u"Mt",  u"No"};
  static constexpr std::array<std::u16string_view, 9> kPortugueseTitles{
      u"Sr", u"Sra", u"Srta", u"Dr", u"Dra", u"Prof", u"Profa", u"Eng", u"Av"};
  static constexpr std::array<std::u16string_view, 9> kSpanishTitles{
      u"Sr", u"Sra", u"Srta", u"Dr", u"Dra", u"Prof", u"Ud", u"Uds", u"Av"};
  static constexpr std::array<std::u16string_view, 9> kItalianTitles{
      u"sig", u"Sig", u"dott", u"Dott", u"prof", u"Prof", u"ing", u"avv", u"dr"};
  static constexpr std::array<std::u16string_view, 5> kFrenchTitles{u"M", u"MM", u"Dr", u"Pr",
                                                                    u"St"};
  static constexpr std::array<std::u16string_view, 8> kGermanTitles{u"Hr", u"Fr", u"Dr",  u"Prof",
                                                                    u"St", u"Nr", u"Abs", u"Art"};
  static constexpr std::array<std::u16string_view, 6> kRussianTitles{u"г",  u"гг", u"ул",
                                                                     u"им", u"т",  u"проф"};
  static constexpr std::array<std::u16string_view, 4> kTurkishTitles{u"Dr", u"Prof", u"Sn", u"Av"};
  switch (language) {
    case kEnglish:
      return kEnglishTitles;
    case kPortuguese:
      return kPortugueseTitles;
    case kSpanish:
      return kSpanishTitles;
    case kItalian:
      return kItalianTitles;
    case kFrench:
      return kFrenchTitles;
    case kGerman:
      return kGermanTitles;
    case kRussian:
      return kRussianTitles;
    case kTurkish:
      return kTurkishTitles;
    default:
      return {};
  }
}

std::u16string_view last_word(std::u16string_view text) {
  const auto blank = text.find_last_of(u" \u00A0\n\t(\"");
  return blank == text.npos ? text : text.substr(blank + 1);
}

// A title, or a German ordinal ("am 3. Mai").
bool ends_in_abbreviation(std::u16string_view sentence, core::Language language) {
  if (!sentence.ends_with(u'.')) return false;
  const auto word = last_word(sentence.substr(0, sentence.size() - 1));
  if (std::ranges::find(titles(language), word) != titles(language).end()) return true;
  return language == core::Language::kGerman && !word.empty() && word.size() <= 2 &&
         std::ranges::all_of(word, [](char16_t c) { return c >= u'0' && c <= u'9'; });
}

// A quotation inside a Japanese sentence: 「行こう。」と言った。
bool goes_on_after_quotation(std::u16string_view sentence, std::u16string_view next) {
  const bool quoted = sentence.ends_with(u'」') || sentence.ends_with(u'』');
  return quoted && (next.starts_with(u'と') || next.starts_with(u"って"));
}

// How much of `next` closes a quotation that `sentence` opens: "« Oui. |» Elle".
std::size_t closing_length(std::u16string_view sentence, std::u16string_view next) {
  static constexpr std::array<std::pair<char16_t, char16_t>, 3> kPairs{
      {{u'\u00AB', u'\u00BB'}, {u'\u201C', u'\u201D'}, {u'(', u')'}}};
  for (const auto& [opening, closing] : kPairs) {
    const bool open = std::ranges::count(sentence, opening) > std::ranges::count(sentence, closing);
    if (open && next.starts_with(closing)) return 1;
  }
  return 0;
}

// What ICU cut apart and belongs together; none of `pieces` is empty or has blanks at its ends.
std::vector<std::u16string> mended(std::vector<std::u16string> pieces, core::Language language) {
  std::vector<std::u16string> sentences;
  for (auto& piece : pieces) {
    if (!sentences.empty()) {
      auto& last = sentences.back();
      if (ends_in_abbreviation(last, language)) {
        last += u' ';
        last += piece;
        continue;
      }
      if (goes_on_after_quotation(last, piece)) {
        last += piece;
        continue;
      }
      if (const auto length = closing_length(last, piece); length > 0) {
        if (last.find(u'\u00AB') != last.npos) last += u' ';
        last += piece.substr(0, length);
        piece.erase(0, piece.find_first_not_of(u" \u00A0", length));
        if (piece.empty()) continue;
      }
    }
    sentences.push_back(std::move(piece));
  }
  return sentences;
}

// Thai ends its sentences with a space, as it does its clauses: long stretches are cut at those.
std::vector<std::string> cut_at_spaces(const std::string& sentence) {
  constexpr std::size_t kLongCodePoints = 120;
  constexpr std::size_t kEnoughCodePoints = 60;
  if (count_code_points(sentence) <= kLongCodePoints) return {sentence};
  std::vector<std::string> parts(1);
  std::size_t at = 0;
  while (at < sentence.size()) {
    const auto space = std::min(sentence.find(' ', at), sentence.size());
    if (count_code_points(parts.back()) >= kEnoughCodePoints) parts.emplace_back();
    if (!parts.back().empty()) parts.back() += ' ';
    parts.back() += sentence.substr(at, space - at);
    at = space + 1;
  }
  return parts;
}

}  // namespace

std::vector<std::string> split_sentences(std::string_view text, core::Language language) {
  const auto unicode = decode(text);
  std::vector<std::u16string> pieces;
  const auto iterator = sentence_iterator(language);
  const auto add = [&](int32_t begin, int32_t end) {
    icu::UnicodeString piece(unicode, begin, end - begin);
    piece.trim();
    if (!piece.isEmpty()) {
      pieces.emplace_back(piece.getBuffer(), static_cast<std::size_t>(piece.length()));
    }
  };
  if (iterator) {
    iterator->setText(unicode);
    auto begin = iterator->first();
    for (auto end = iterator->next(); end != icu::BreakIterator::DONE; end = iterator->next()) {
      add(begin, end);
      begin = end;
    }
  } else {
    add(0, unicode.length());
  }
  std::vector<std::string> sentences;
  for (const auto& piece : mended(std::move(pieces), language)) {
    std::string sentence;
    icu::UnicodeString(piece.data(), static_cast<std::int32_t>(piece.size()))
        .toUTF8String(sentence);
    if (writes_sentence_marks(language)) {
      sentences.push_back(std::move(sentence));
    } else {
      for (auto& part : cut_at_spaces(sentence)) sentences.push_back(std::move(part));
    }
  }
  return sentences;
}

bool ends_sentence(std::string_view text) {
  const auto unicode = decode(text);
  auto at = unicode.length();
  while (at > 0) {
    at = unicode.moveIndex32(at, -1);
    const auto c = unicode.char32At(at);
    if (u_isUWhiteSpace(c) || closes(c)) continue;
    return is_in(kTerminals, c);
  }
  return false;
}

bool writes_sentence_marks(core::Language language) { return language != core::Language::kThai; }

std::string_view sentence_separator(core::Language language) {
  return core::info(language).spaces_between_sentences ? " " : "";
}

std::string join_sentences(std::string_view left, std::string_view right, core::Language language) {
  std::string joined(left);
  if (!left.empty() && !right.empty()) joined += sentence_separator(language);
  joined += right;
  return joined;
}

std::vector<std::string> split_first_clause(std::string_view sentence, std::size_t min_chars) {
  const auto unicode = decode(sentence);
  const auto min = static_cast<int32_t>(min_chars);
  for (int32_t at = 0; at < unicode.length(); at = unicode.moveIndex32(at, 1)) {
    if (!is_in(kClauseMarks, unicode.char32At(at))) continue;
    const auto cut = unicode.moveIndex32(at, 1);
    // A mark inside a number (1,000 or 10:30) is no clause.
    if (cut < unicode.length() && u_isdigit(unicode.char32At(cut))) continue;
    if (unicode.countChar32(0, cut) < min) continue;
    if (unicode.countChar32(cut) < min) break;
    return {trimmed(unicode, 0, cut), trimmed(unicode, cut, unicode.length())};
  }
  return {std::string(sentence)};
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !U8_IS_TRAIL(static_cast<uint8_t>(c)); }));
}

}  // namespace dragoman::text
