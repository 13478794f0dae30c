#include "text/g2p_rules.h"

#include <algorithm>
#include <array>
#include <span>

#include <unicode/uchar.h>

namespace dragoman::text {

namespace {

struct Replacement {
  std::u32string_view from;
  std::u32string_view to;
};

// misaki.espeak.EspeakFallback.E2M, longest first as there. The tie is written ^.
constexpr std::array kEnglish{
    Replacement{U"ʔˌn\u0329", U"ʔn"}, Replacement{U"ʔn\u0329", U"ʔn"}, Replacement{U"a^ɪ", U"I"},
    Replacement{U"a^ʊ", U"W"},        Replacement{U"d^ʒ", U"ʤ"},       Replacement{U"e^ɪ", U"A"},
    Replacement{U"t^ʃ", U"ʧ"},        Replacement{U"ɔ^ɪ", U"Y"},       Replacement{U"ə^l", U"ᵊl"},
    Replacement{U"ʲo", U"jo"},        Replacement{U"ʲə", U"jə"},       Replacement{U"e", U"A"},
    Replacement{U"ʲ", U""},           Replacement{U"ɚ", U"əɹ"},        Replacement{U"r", U"ɹ"},
    Replacement{U"x", U"k"},          Replacement{U"ç", U"k"},         Replacement{U"ɐ", U"ə"},
    Replacement{U"ɬ", U"l"},          Replacement{U"\u0303", U""},
};
// Before the others, which rewrite its e.
constexpr std::array kBritishFirst{Replacement{U"e^ə", U"ɛː"}};
constexpr std::array kBritish{
    Replacement{U"iə", U"ɪə"},
    Replacement{U"ə^ʊ", U"Q"},
};
constexpr std::array kAmerican{
    Replacement{U"o^ʊ", U"O"}, Replacement{U"ɜːɹ", U"ɜɹ"}, Replacement{U"ɜː", U"ɜɹ"},
    Replacement{U"ɪə", U"iə"}, Replacement{U"ː", U""},
};
constexpr std::array kEnglishLast{
    Replacement{U"o", U"ɔ"},
    Replacement{U"ɾ", U"T"},
    Replacement{U"ʔ", U"t"},
    Replacement{U"^", U""},
};

// misaki.espeak.EspeakG2P.e2m, for the languages that have no front end of their own.
constexpr std::array kOthers{
    Replacement{U"a^ɪ", U"I"}, Replacement{U"a^ʊ", U"W"}, Replacement{U"d^z", U"ʣ"},
    Replacement{U"d^ʒ", U"ʤ"}, Replacement{U"e^ɪ", U"A"}, Replacement{U"o^ʊ", U"O"},
    Replacement{U"s^s", U"S"}, Replacement{U"t^s", U"ʦ"}, Replacement{U"t^ʃ", U"ʧ"},
    Replacement{U"ɔ^ɪ", U"Y"}, Replacement{U"ə^ʊ", U"Q"}, Replacement{U"^", U""},
    Replacement{U"-", U""},
};

// Older releases of eSpeak NG print the German vowel of "Uhr" and "kurz" as ??.
constexpr std::array kGermanFirst{Replacement{U"??", U"ʊɐ"}};

constexpr char32_t kTie = U'\u0361';
constexpr char32_t kSyllabic = U'\u0329';

void replace_all(std::u32string& text, std::span<const Replacement> table) {
  for (const auto& [from, to] : table) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  }
}

// A flag such as (en), whose letters may have ties between them.
void remove_flags(std::u32string& ipa) {
  for (auto open = ipa.find(U'('); open != ipa.npos; open = ipa.find(U'(', open)) {
    const auto close = ipa.find(U')', open);
    ipa.erase(open, close == ipa.npos ? ipa.npos : close - open + 1);
  }
}

// A syllabic consonant gets the reduced vowel that the model knows before it.
void spell_out_syllabic(std::u32string& ipa) {
  for (auto at = ipa.find(kSyllabic); at != ipa.npos; at = ipa.find(kSyllabic)) {
    ipa.erase(at, 1);
    if (at > 0 && ipa[at - 1] != U' ') ipa.insert(at - 1, 1, U'ᵊ');
  }
}

void to_english(std::u32string& ipa, bool british) {
  if (british) replace_all(ipa, kBritishFirst);
  replace_all(ipa, kEnglish);
  spell_out_syllabic(ipa);
  if (british) {
    replace_all(ipa, kBritish);
  } else {
    replace_all(ipa, kAmerican);
  }
  replace_all(ipa, kEnglishLast);
}

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

std::vector<ClausePart> split_clauses(std::u32string_view text) {
  std::vector<ClausePart> parts;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_ellipsis(text, at)) {
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

std::u32string to_model_alphabet(Accent accent, std::u32string_view ipa) {
  std::u32string phonemes(ipa);
  if (accent == Accent::kGerman) replace_all(phonemes, kGermanFirst);
  remove_flags(phonemes);
  std::ranges::replace(phonemes, kTie, U'^');
  std::erase(phonemes, U'_');
  switch (accent) {
    case Accent::kAmerican:
    case Accent::kBritish:
      to_english(phonemes, accent == Accent::kBritish);
      break;
    default:
      replace_all(phonemes, kOthers);
  }
  return phonemes;
}

}  // namespace dragoman::text
