#include "pipeline/routes.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace dragoman::pipeline {

using core::Language;

RouteTable::RouteTable(core::LanguageSet recognised, core::LanguageSet to_english,
                       std::vector<engines::Direction> students,
                       std::vector<engines::Direction> gist)
    : recognised_(recognised),
      to_english_(to_english),
      students_(std::move(students)),
      gist_(std::move(gist)) {}

bool RouteTable::has_student(Language source, Language target) const {
  return std::ranges::find(students_, engines::Direction{source, target}) != students_.end();
}

std::optional<Route> RouteTable::find(Language source, Language target) const {
  if (!recognised_.contains(source)) return std::nullopt;
  if (source == target) return Route{};
  if (auto route = find_trusted(source, target)) return route;
  const engines::Direction direct{source, target};
  if (std::ranges::find(gist_, direct) == gist_.end()) return std::nullopt;
  return Route{false, {direct}, true};
}

std::optional<Route> RouteTable::find_trusted(Language source, Language target) const {
  constexpr auto kPivot = Language::kEnglish;
  if (has_student(source, target)) return Route{false, {{source, target}}, false};
  const bool from_pivot = target == kPivot || has_student(kPivot, target);
  if (!from_pivot) return std::nullopt;
  Route route;
  if (has_student(source, kPivot)) {
    route.steps.push_back({source, kPivot});
  } else if (to_english_.contains(source)) {
    route.through_recogniser_english = true;
  } else {
    return std::nullopt;
  }
  if (target != kPivot) route.steps.push_back({kPivot, target});
  return route;
}

core::LanguageSet RouteTable::sources_of(Language target) const {
  core::LanguageSet sources;
  for (const auto& language : core::languages()) {
    if (language.language != target && find(language.language, target)) {
      sources.insert(language.language);
    }
  }
  return sources;
}

core::LanguageSet RouteTable::through_english_to(std::optional<Language> target) const {
  core::LanguageSet sources;
  if (!target) return sources;
  for (const auto& language : core::languages()) {
    const auto route = find(language.language, *target);
    if (route && route->through_recogniser_english) sources.insert(language.language);
  }
  return sources;
}

std::string describe(const Route& route, Language source) {
  std::string text(core::code(source));
  if (route.through_recogniser_english) text += " -> en (recogniser)";
  for (const auto& step : route.steps) {
    text += fmt::format(" -> {} ({})", core::code(step.target), route.gist ? "gist" : "student");
  }
  return text;
}

}  // namespace dragoman::pipeline
