#include "text/demands.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include <unicode/uchar.h>

#include "text/letter_case.h"
#include "text/sentences.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

constexpr std::uint32_t kMarkMask = U_GC_P_MASK | U_GC_S_MASK;

bool overlap(const Place& a, const Place& b) { return a.begin < b.end && b.begin < a.end; }

std::vector<Wanted> wanted_terms(const std::vector<Demand>& demands) {
  std::vector<Wanted> wanted;
  for (const auto& demand : demands) {
    if (demand.term) wanted.push_back({demand.target, demand.inflected});
  }
  return wanted;
}

bool says_nothing(std::string_view text) {
  return std::ranges::none_of(to_utf32(text),
                              [](char32_t c) { return u_isalnum(static_cast<UChar32>(c)); });
}

}  // namespace

std::vector<Demand> find_demands(std::string_view sentence, const TermFinder& finder,
                                 const std::vector<core::Term>& terms, core::Language source,
                                 core::Language target, bool any_case) {
  std::vector<Demand> demands;
  for (const auto& match : finder.find(sentence, any_case)) {
    demands.push_back({match.place, terms[match.term].target, true, match.inflected, {}});
  }
  const auto count = demands.size();
  for (auto& literal : find_literals(sentence)) {
    const bool inside =
        std::any_of(demands.begin(), demands.begin() + static_cast<std::ptrdiff_t>(count),
                    [&](const Demand& demand) { return overlap(demand.place, literal.place); });
    if (inside) continue;
    const auto [begin, end] = literal.place;
    const auto text = sentence.substr(begin, end - begin);
    auto written =
        literal.digits.empty() ? std::string(text) : convert_separators(text, source, target);
    demands.push_back({literal.place, std::move(written), false, false, std::move(literal.digits)});
  }
  std::ranges::sort(demands, {}, [](const Demand& demand) { return demand.place.begin; });
  for (auto& demand : demands) {
    const auto [begin, end] = demand.place;
    demand.marks = std::ranges::any_of(
        to_utf32(sentence.substr(begin, end - begin)),
        [](char32_t c) { return (U_GET_GC_MASK(static_cast<UChar32>(c)) & kMarkMask) != 0; });
  }
  return demands;
}

std::vector<std::size_t> unmet_demands(std::string_view translation,
                                       const std::vector<Demand>& demands,
                                       std::string_view sentence) {
  const auto places = find_targets(translation, wanted_terms(demands));
  auto place = places.begin();
  std::vector<std::size_t> unmet;
  for (std::size_t i = 0; i < demands.size(); ++i) {
    const auto& demand = demands[i];
    const bool met = demand.term
                         ? (place++)->has_value()
                         : holds_literal(translation, {demand.place, demand.digits}, sentence);
    if (!met) unmet.push_back(i);
  }
  return unmet;
}

std::string spell_terms(std::string_view translation, const std::vector<Demand>& demands,
                        core::Language language) {
  struct Spelling {
    Place place;
    std::string_view target;
  };
  std::vector<Spelling> spellings;
  const auto wanted = wanted_terms(demands);
  const auto places = find_targets(translation, wanted);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (places[i]) spellings.push_back({*places[i], wanted[i].target});
  }
  std::ranges::sort(spellings, {}, [](const Spelling& one) { return one.place.begin; });
  std::string spelled;
  std::size_t at = 0;
  for (const auto& [place, target] : spellings) {
    spelled += translation.substr(at, place.begin - at);
    const auto found = translation.substr(place.begin, place.end - place.begin);
    const auto first = as_first_word(target, language);
    spelled += found == first && says_nothing(spelled) ? first : std::string(target);
    at = place.end;
  }
  return spelled += translation.substr(at);
}

void append_unmet(std::string& translation, const std::vector<Demand>& demands,
                  std::string_view sentence, core::Language language) {
  for (const auto index : unmet_demands(translation, demands, sentence)) {
    auto points = to_utf32(translation);
    auto end = points.size();
    while (end > 0 && u_ispunct(static_cast<UChar32>(points[end - 1]))) --end;
    auto added = to_utf8(std::u32string_view(points).substr(0, end));
    if (!added.empty()) added += sentence_separator(language);
    added += demands[index].target;
    translation = added + to_utf8(std::u32string_view(points).substr(end));
  }
}

std::string as_first_word(std::string_view term, core::Language language) {
  const bool has_capital = std::ranges::any_of(
      to_utf32(term), [](char32_t c) { return u_isUUppercase(static_cast<UChar32>(c)); });
  return has_capital ? std::string(term) : capitalised(term, language);
}

}  // namespace dragoman::text
