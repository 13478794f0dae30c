#include "text/g2p/clauses.h"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>

namespace dragoman::text {

namespace {

// A punctuation mark and what the model knows for it; 0 where it is passed over.
struct Mark {
  char32_t from;
  char32_t to;
};
constexpr std::array kMarks{
    Mark{U';', U';'},  Mark{U':', U':'},  Mark{U',', U','},  Mark{U'.', U'.'},  Mark{U'!', U'!'},
    Mark{U'?', U'?'},  Mark{U'—', U'—'},  Mark{U'–', U'—'},  Mark{U'…', U'…'},  Mark{U'"', U'"'},
    Mark{U'(', U'('},  Mark{U')', U')'},  Mark{U'“', U'“'},  Mark{U'”', U'”'},  Mark{U'„', U'“'},
    Mark{U'«', U'“'},  Mark{U'»', U'”'},  Mark{U'[', U'('},  Mark{U']', U')'},  Mark{U'{', U'('},
    Mark{U'}', U')'},  Mark{U'¿', 0},     Mark{U'¡', 0},     Mark{U'।', U'.'},  Mark{U'॥', U'.'},
    Mark{U'。', U'.'}, Mark{U'！', U'!'}, Mark{U'？', U'?'}, Mark{U'，', U','}, Mark{U'、', U','},
    Mark{U'；', U';'}, Mark{U'：', U':'}, Mark{U'،', U','},  Mark{U'؛', U';'},  Mark{U'؟', U'?'},
    Mark{U'（', U'('}, Mark{U'）', U')'}, Mark{U'「', U'“'}, Mark{U'」', U'”'}, Mark{U'『', U'“'},
    Mark{U'』', U'”'}, Mark{U'《', U'“'}, Mark{U'》', U'”'}, Mark{U'〈', U'“'}, Mark{U'〉', U'”'},
    Mark{U'【', U'“'}, Mark{U'】', U'”'}, Mark{U'〔', U'('}, Mark{U'〕', U')'},
};

// Titles and the like, whose stop ends no sentence.
constexpr std::array<std::u32string_view, 17> kAbbreviations{
    U"mr", U"mrs", U"ms",   U"dr",  U"dra",   U"prof", U"sr", U"sra", U"jr",
    U"st", U"mme", U"mlle", U"sig", U"sigra", U"nr",   U"hr", U"vs"};

bool is_digit(std::u32string_view text, std::size_t at) {
  return at < text.size() && u_isdigit(static_cast<UChar32>(text[at]));
}

bool is_alnum(std::u32string_view text, std::size_t at) {
  return at < text.size() && u_isalnum(static_cast<UChar32>(text[at]));
}

bool is_space(std::u32string_view text, std::size_t at) {
  return at < text.size() && u_isUWhiteSpace(static_cast<UChar32>(text[at]));
}

// Whether the word that the stop at `at` ends is an abbreviation: a known one, or letters with
// stops.
bool ends_abbreviation(std::u32string_view text, std::size_t at) {
  auto begin = at;
  while (begin > 0 && (is_alnum(text, begin - 1) || text[begin - 1] == U'.')) --begin;
  const auto word = text.substr(begin, at - begin);
  if (word.size() >= 3 && word.find(U'.') != word.npos) {
    bool single_letters = true;
    for (std::size_t i = 1; i < word.size(); i += 2) single_letters &= word[i] == U'.';
    return single_letters && word.size() % 2 == 1;
  }
  std::u32string lower(word);
  for (auto& c : lower) c = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
  return std::ranges::find(kAbbreviations, lower) != kAbbreviations.end();
}

// Whether the mark at `at` is part of a word or number.
bool inside_word(std::u32string_view text, std::size_t at) {
  const bool after_digit = at > 0 && is_digit(text, at - 1);
  const bool after_alnum = at > 0 && is_alnum(text, at - 1);
  switch (text[at]) {
    case U',':
    case U':':
      return after_digit && is_digit(text, at + 1);
    case U'.':
      if (after_alnum && is_alnum(text, at + 1)) return true;
      return after_alnum && is_space(text, at + 1) && ends_abbreviation(text, at);
    default:
      return false;
  }
}

const Mark* find_mark(std::u32string_view text, std::size_t at) {
  const auto found = std::ranges::find(kMarks, text[at], &Mark::from);
  return found == kMarks.end() || inside_word(text, at) ? nullptr : &*found;
}

// Three stops in a row are an ellipsis.
bool is_ellipsis(std::u32string_view text, std::size_t at) { return text.substr(at, 3) == U"..."; }

// A hyphen between spaces stands for a dash.
bool is_dash(std::u32string_view text, std::size_t at) {
  return text[at] == U'-' && at > 0 && is_space(text, at - 1) && is_space(text, at + 1);
}

void add(std::vector<ClausePart>& parts, bool mark, std::u32string_view text) {
  if (text.empty()) return;
  if (parts.empty() || parts.back().mark != mark) parts.push_back({mark, {}});
  parts.back().text += text;
}

}  // namespace

std::vector<ClausePart> split_clauses(std::u32string_view text, std::u32string_view kept) {
  std::vector<ClausePart> parts;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (kept.find(text[at]) != kept.npos) {
      add(parts, false, text.substr(at, 1));
    } else if (is_ellipsis(text, at)) {
      add(parts, true, U"…");
      at += 2;
    } else if (is_dash(text, at)) {
      add(parts, true, U"—");
    } else if (const auto* mark = find_mark(text, at)) {
      if (mark->to != 0) add(parts, true, {&mark->to, 1});
    } else {
      add(parts, false, text.substr(at, 1));
    }
  }
  return parts;
}

}  // namespace dragoman::text
