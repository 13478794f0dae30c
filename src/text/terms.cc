#include "text/terms.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include <unicode/uchar.h>

#include "text/folded_text.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

using core::Language;

// Shorter words have look-alikes: "new" and "news".
constexpr std::size_t kInflectedLetters = 4;

struct Ending {
  std::u32string_view of_term;  // replaced by
  std::u32string_view form;
};

std::span<const Ending> endings(Language language) {
  static constexpr std::array kEnglish{Ending{U"", U"s"}, Ending{U"", U"es"}, Ending{U"y", U"ies"}};
  static constexpr std::array kPortuguese{Ending{U"", U"s"},     Ending{U"", U"es"},
                                          Ending{U"ão", U"ões"}, Ending{U"ão", U"ães"},
                                          Ending{U"l", U"is"},   Ending{U"m", U"ns"}};
  static constexpr std::array kSpanish{Ending{U"", U"s"}, Ending{U"", U"es"}, Ending{U"z", U"ces"},
                                       Ending{U"ión", U"iones"}};
  static constexpr std::array kFrench{Ending{U"", U"s"}, Ending{U"", U"x"}, Ending{U"al", U"aux"}};
  static constexpr std::array kItalian{Ending{U"o", U"i"}, Ending{U"a", U"e"}, Ending{U"e", U"i"}};
  static constexpr std::array kGerman{Ending{U"", U"s"},  Ending{U"", U"n"},  Ending{U"", U"en"},
                                      Ending{U"", U"e"},  Ending{U"", U"er"}, Ending{U"", U"es"},
                                      Ending{U"", U"ern"}};
  switch (language) {
    case Language::kEnglish:
      return kEnglish;
    case Language::kPortuguese:
      return kPortuguese;
    case Language::kSpanish:
      return kSpanish;
    case Language::kFrench:
      return kFrench;
    case Language::kItalian:
      return kItalian;
    case Language::kGerman:
      return kGerman;
    default:
      return {};
  }
}

// Vowels and signs that a noun drops before its endings, and how long those are.
std::pair<std::u32string_view, std::size_t> stem_rule(Language language) {
  switch (language) {
    case Language::kRussian:
      return {U"аяоеьйыи", 3};
    case Language::kGreek:
      return {U"ςαοεηιυάόήί", 3};
    case Language::kTurkish:
      return {U"", 5};
    default:
      return {U"", 0};
  }
}

bool is_arabic_prefix(std::u32string_view letters) {
  static constexpr std::array<std::u32string_view, 12> kPrefixes{
      U"ال", U"و", U"ف", U"ب", U"ل", U"ك", U"وال", U"بال", U"فال", U"كال", U"لل", U"ولل"};
  return std::ranges::find(kPrefixes, letters) != kPrefixes.end();
}

std::size_t last_word_letters(std::u32string_view points) {
  std::size_t letters = 0;
  while (letters < points.size() &&
         word_class(points[points.size() - 1 - letters]) == WordClass::kLetter) {
    ++letters;
  }
  return letters;
}

std::u32string_view trimmed(std::u32string_view points) {
  while (points.starts_with(U' ')) points.remove_prefix(1);
  while (points.ends_with(U' ')) points.remove_suffix(1);
  return points;
}

// Whether no letter is small and at least two are capital.
bool all_capitals(const FoldedText& text, std::size_t begin, std::size_t end) {
  std::size_t capitals = 0;
  for (auto i = begin; i < end; ++i) {
    const auto c = static_cast<UChar32>(text.points[i]);
    if (u_isUUppercase(c) || !u_isUAlphabetic(c) || u_toupper(c) == c) continue;
    if (!text.capital[i]) return false;
    ++capitals;
  }
  return capitals >= 2;
}

struct Candidate {
  std::size_t begin;  // folded code points
  std::size_t end;
  std::size_t term;
  bool inflected;
};

// Plurals inside a term of several words ("chaves mestras"): an "s" more at a word's end passes.
std::optional<std::size_t> match_at(std::u32string_view text, std::size_t at,
                                    std::u32string_view pattern, bool inner_plurals) {
  for (const auto point : pattern) {
    if (inner_plurals && point == U' ' && text.substr(at).starts_with(U"s ")) ++at;
    if (at >= text.size() || text[at] != point) return std::nullopt;
    ++at;
  }
  return at;
}

// Those that overlap none before them, the longest first, in the order of the text.
std::vector<Candidate> without_overlaps(std::vector<Candidate> found, std::size_t size) {
  std::ranges::stable_sort(found, [](const Candidate& a, const Candidate& b) {
    const auto key = [](const Candidate& c) {
      return std::tuple(c.begin - c.end, c.inflected, c.begin, c.term);  // unsigned: longest first
    };
    return key(a) < key(b);
  });
  std::vector<bool> taken(size);
  std::vector<Candidate> kept;
  for (const auto& one : found) {
    const auto first = taken.begin() + static_cast<std::ptrdiff_t>(one.begin);
    const auto last = taken.begin() + static_cast<std::ptrdiff_t>(one.end);
    if (std::find(first, last, true) != last) continue;
    std::fill(first, last, true);
    kept.push_back(one);
  }
  std::ranges::sort(kept, {}, &Candidate::begin);
  return kept;
}

}  // namespace

TermFinder::TermFinder(std::span<const core::Term> terms, core::Language source)
    : language_(source) {
  std::set<std::u32string> known;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const FoldedText folded(terms[i].source, language_ == Language::kTurkish);
    const auto points = std::u32string(trimmed(folded.points));
    if (points.empty() || trimmed(FoldedText(terms[i].target).points).empty()) continue;
    if (!known.insert(points).second) continue;
    Pattern pattern;
    pattern.points = points;
    pattern.term = i;
    pattern.capitals = all_capitals(folded, 0, folded.points.size());
    patterns_.push_back(pattern);
    add_forms(pattern);
  }
}

void TermFinder::add_forms(const Pattern& pattern) {
  const auto letters = last_word_letters(pattern.points);
  if (pattern.capitals && language_ == Language::kEnglish && letters >= 2) {
    auto plural = pattern;
    plural.points += U's';
    plural.inflected = true;
    patterns_.push_back(plural);
  }
  if (letters < kInflectedLetters || pattern.capitals) return;
  for (const auto& ending : endings(language_)) {
    if (!pattern.points.ends_with(ending.of_term)) continue;
    auto form = pattern;
    form.points.resize(form.points.size() - ending.of_term.size());
    form.points += ending.form;
    form.inflected = true;
    patterns_.push_back(std::move(form));
  }
  const auto [dropped, most_ending] = stem_rule(language_);
  if (most_ending == 0) return;
  auto stem = pattern;
  if (dropped.find(stem.points.back()) != dropped.npos) stem.points.pop_back();
  stem.inflected = true;
  stem.most_ending = most_ending;
  patterns_.push_back(std::move(stem));
}

std::vector<TermMatch> TermFinder::find(std::string_view sentence, bool any_case) const {
  if (patterns_.empty()) return {};
  const FoldedText text(sentence, language_ == Language::kTurkish);
  const std::u32string_view points = text.points;
  const bool inner_plurals = language_ == Language::kPortuguese ||
                             language_ == Language::kSpanish || language_ == Language::kFrench;
  const auto at = [&](std::size_t i) { return i < points.size() ? points[i] : U'\0'; };
  const auto begins = [&](std::size_t i) {
    if (i == 0 || word_begins(points[i - 1], points[i])) return true;
    if (language_ != Language::kArabic) return false;
    auto word = i;
    while (word > 0 && word_class(points[word - 1]) == WordClass::kLetter) --word;
    return is_arabic_prefix(points.substr(word, i - word));
  };
  std::vector<Candidate> found;
  for (const auto& pattern : patterns_) {
    for (auto i = points.find(pattern.points.front()); i != points.npos;
         i = points.find(pattern.points.front(), i + 1)) {
      auto end = match_at(points, i, pattern.points, inner_plurals);
      if (!end || !begins(i)) continue;
      for (std::size_t more = pattern.most_ending;
           more > 0 && !word_ends(points[*end - 1], at(*end)); --more) {
        ++*end;
      }
      if (!word_ends(points[*end - 1], at(*end))) continue;
      const auto capitals_end = pattern.inflected ? *end - 1 : *end;  // "GPUs"
      if (pattern.capitals && !any_case && !all_capitals(text, i, capitals_end)) continue;
      found.push_back({i, *end, pattern.term, pattern.inflected});
    }
  }
  std::vector<TermMatch> matches;
  for (const auto& one : without_overlaps(std::move(found), points.size())) {
    matches.push_back({{text.begin_of(one.begin), text.end_of(one.end)}, one.term, one.inflected});
  }
  return matches;
}

std::vector<std::optional<Place>> find_targets(std::string_view translation,
                                               std::span<const Wanted> wanted) {
  const FoldedText text(translation);
  const std::u32string_view points = text.points;
  std::vector<std::u32string> targets;
  for (const auto& one : wanted) {
    targets.emplace_back(trimmed(FoldedText(one.target).points));
  }
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t i) { return targets[i].size(); });
  std::vector<std::optional<Place>> places(wanted.size());
  std::vector<bool> taken(points.size());
  const auto letter = [&](std::size_t i) { return i < points.size() ? points[i] : U'\0'; };
  for (const auto index : order) {
    const auto& target = targets[index];
    if (target.empty()) continue;
    for (auto i = points.find(target); i != points.npos; i = points.find(target, i + 1)) {
      auto end = i + target.size();
      if (i > 0 && !word_begins(points[i - 1], points[i])) continue;
      for (int more = wanted[index].inflected ? 2 : 0;
           more > 0 && !word_ends(points[end - 1], letter(end)); --more) {
        ++end;
      }
      if (!word_ends(points[end - 1], letter(end))) continue;
      const auto first = taken.begin() + static_cast<std::ptrdiff_t>(i);
      const auto last = taken.begin() + static_cast<std::ptrdiff_t>(end);
      if (std::find(first, last, true) != last) continue;
      std::fill(first, last, true);
      places[index] = Place{text.begin_of(i), text.end_of(i + target.size())};
      break;
    }
  }
  return places;
}

std::string word_around(std::string_view text, Place place) {
  const auto points = to_utf32(text);
  std::size_t at = 0;  // bytes
  Place word{0, 0};
  for (const auto point : points) {
    const auto size = to_utf8({&point, 1}).size();
    if (word_class(point) == WordClass::kNone) {
      if (at >= place.end) break;
      word.begin = at + size;
    }
    at += size;
    if (word_class(point) != WordClass::kNone) word.end = at;
  }
  if (word.begin > place.begin || word.end < place.end) word = place;
  return std::string(text.substr(word.begin, word.end - word.begin));
}

std::string replace_word(std::string_view text, std::string_view from, std::string_view to) {
  const auto points = to_utf32(text);
  const auto word = to_utf32(from);
  std::u32string replaced;
  std::size_t at = 0;
  for (auto i = points.find(word); i != points.npos && !word.empty();
       i = points.find(word, i + 1)) {
    const auto end = i + word.size();
    const bool whole = (i == 0 || word_begins(points[i - 1], points[i])) &&
                       word_ends(points[end - 1], end < points.size() ? points[end] : U'\0');
    if (i < at || !whole) continue;
    replaced += points.substr(at, i - at) + to_utf32(to);
    at = end;
  }
  return to_utf8(replaced + points.substr(at));
}

}  // namespace dragoman::text
