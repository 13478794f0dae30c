#include "pipeline/coverage.h"

#include <algorithm>

#include <fmt/format.h>

#include "pipeline/engines.h"
#include "pipeline/routes.h"

namespace dragoman::pipeline {

namespace {

using core::Language;
using models::CatalogueModel;
using models::Measured;

class Covering {
 public:
  Covering(const RouteTable& routes, std::span<const CatalogueModel* const> open,
           std::span<const Measured> measured)
      : routes_(routes), open_(open), measured_(measured) {}

  [[nodiscard]] LanguageCoverage language(Language language, bool spoken) const {
    LanguageCoverage out;
    out.language = language;
    out.spoken = spoken;
    out.recognised = routes_.recognised().contains(language);
    if (out.recognised) out.measured = figures(language, std::nullopt, {{recogniser()}});
    return out;
  }

  [[nodiscard]] DirectionCoverage direction(Language source, Language target,
                                            const Route& route) const {
    DirectionCoverage out;
    out.source = source;
    out.target = target;
    out.route = describe(route, source);
    std::vector<std::string> translators;
    for (const auto& step : route.steps) {
      const auto* model = translator(step);
      if (model == nullptr) continue;
      translators.push_back(model->facts.id);
      if (route.steps.size() == 1 && !route.through_recogniser_english) {
        out.published = model->published;
      }
    }
    out.models = translators;
    out.models.insert(out.models.begin(), recogniser());
    out.measured = figures(source, target, {translators, out.models});
    return out;
  }

 private:
  [[nodiscard]] std::string recogniser() const {
    const auto it = std::ranges::find_if(
        open_, [](const auto* model) { return model->facts.job == core::ModelJob::kAsr; });
    return it == open_.end() ? std::string() : (*it)->facts.id;
  }

  [[nodiscard]] const CatalogueModel* translator(const engines::Direction& step) const {
    const auto it = std::ranges::find_if(
        open_, [&](const auto* model) { return model->translates(step.source, step.target); });
    return it == open_.end() ? nullptr : *it;
  }

  [[nodiscard]] std::vector<Measured> figures(
      Language source, std::optional<Language> target,
      const std::vector<std::vector<std::string>>& chains) const {
    std::vector<Measured> found;
    for (const auto& each : measured_) {
      if (each.source != source || each.target != target) continue;
      if (std::ranges::find(chains, each.models) != chains.end()) found.push_back(each);
    }
    return found;
  }

  const RouteTable& routes_;
  std::span<const CatalogueModel* const> open_;
  std::span<const Measured> measured_;
};

std::string joined(const std::vector<Measured>& measured) {
  std::string text;
  for (const auto& each : measured) {
    text += (text.empty() ? "" : "; ") + models::describe(each);
  }
  return text.empty() ? "not measured" : text;
}

}  // namespace

Coverage cover(const RouteTable& routes, const core::LanguageSet& spoken,
               std::span<const CatalogueModel* const> open, std::span<const Measured> measured) {
  const Covering covering(routes, open, measured);
  Coverage out;
  for (const auto& source : core::languages()) {
    out.languages.push_back(covering.language(source.language, spoken.contains(source.language)));
    for (const auto& target : core::languages()) {
      if (target.language == source.language) continue;
      if (const auto route = routes.find(source.language, target.language)) {
        out.directions.push_back(covering.direction(source.language, target.language, *route));
      }
    }
  }
  return out;
}

std::vector<VoiceCoverage> cover_voices(const Engines& engines) {
  std::vector<VoiceCoverage> voices;
  for (const auto& [name, by_language] : engines.stand_ins()) {
    if (by_language.empty()) continue;
    auto& voice = voices.emplace_back();
    voice.id = name;
    voice.stand_ins = by_language;
    for (const auto& [language, id] : by_language) voice.languages.insert(language);
  }
  for (const auto& voice : engines.voices()) {
    voices.push_back({.id = voice.id,
                      .languages = voice.languages,
                      .stand_ins = {},
                      .model_id = voice.model_id,
                      .sex = voice.sex,
                      .mixes = voice.mixes});
  }
  return voices;
}

std::string describe_quality(const DirectionCoverage& direction) {
  auto text = joined(direction.measured);
  if (const auto& published = direction.published) {
    text += fmt::format("; published by its makers: {} {:g} ({})", published->metric,
                        published->value, published->set);
  }
  return text;
}

std::string describe_quality(const LanguageCoverage& language) { return joined(language.measured); }

}  // namespace dragoman::pipeline
