#include "models/select.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <tuple>

#include <fmt/format.h>

namespace dragoman::models {

namespace {

using core::Language;
using core::LanguageSet;
using core::ModelJob;

constexpr int kNever = std::numeric_limits<int>::max();

// 0 for the tier itself, then the lower ones, nearest first, then the higher ones.
int distance(const CatalogueModel& model, Tier wanted) {
  int least = kNever;
  for (const auto tier : model.tiers) {
    const int steps = static_cast<int>(wanted) - static_cast<int>(tier);
    least = std::min(least, steps >= 0 ? steps : static_cast<int>(kTierCount) - steps);
  }
  return least;
}

const CatalogueModel* best(const Catalogue& catalogue, Tier tier,
                           const std::function<bool(const CatalogueModel&)>& fits) {
  const auto merit = [&](const CatalogueModel& model) {
    const bool of_many = model.facts.job == ModelJob::kMt && !model.facts.languages.empty();
    return std::tuple(model.is_restricted, of_many, distance(model, tier));
  };
  const CatalogueModel* found = nullptr;
  for (const auto& model : catalogue.models) {
    if (distance(model, tier) == kNever || !fits(model)) continue;
    if (found == nullptr || merit(model) < merit(*found)) found = &model;
  }
  return found;
}

bool knows_all(const CatalogueModel& model, const LanguageSet& languages) {
  return std::ranges::all_of(core::languages(), [&](const auto& info) {
    return !languages.contains(info.language) || model.facts.languages.contains(info.language);
  });
}

std::vector<Language> listed(const LanguageSet& languages) {
  std::vector<Language> out;
  for (const auto& info : core::languages()) {
    if (languages.contains(info.language)) out.push_back(info.language);
  }
  return out;
}

std::string gap_of(const Catalogue& catalogue, ModelJob job, Language language) {
  for (const auto& gap : catalogue.gaps) {
    if (gap.job == job && gap.languages.contains(language)) return gap.why;
  }
  return "no model is known";
}

}  // namespace

const CatalogueModel* choose(const Catalogue& catalogue, ModelJob job, const LanguageSet& languages,
                             Tier tier) {
  return best(catalogue, tier, [&](const CatalogueModel& model) {
    return model.facts.job == job && knows_all(model, languages);
  });
}

const CatalogueModel* choose_translator(const Catalogue& catalogue, Language source,
                                        Language target, Tier tier) {
  return best(catalogue, tier,
              [&](const CatalogueModel& model) { return model.translates(source, target); });
}

Selection select_models(const Catalogue& catalogue, const LanguageSet& languages, Tier tier) {
  Selection selection;
  std::vector<const CatalogueModel*> chosen;
  const auto take = [&](const CatalogueModel* model, const std::function<std::string()>& gap) {
    if (model == nullptr) {
      selection.gaps.push_back(gap());
    } else {
      chosen.push_back(model);
    }
  };
  const auto gap = [&](ModelJob job, Language language, std::string_view what) {
    return [&catalogue, job, language, what] {
      return fmt::format("{}: {}: {}.", core::info(language).name, what,
                         gap_of(catalogue, job, language));
    };
  };
  take(best(catalogue, tier, [](const auto& model) { return model.facts.job == ModelJob::kVad; }),
       [] { return std::string("Voice activity: no model is known."); });
  const auto* for_all = choose(catalogue, ModelJob::kAsr, languages, tier);
  if (for_all != nullptr) chosen.push_back(for_all);
  for (const auto language : listed(languages)) {
    if (for_all == nullptr) {
      take(choose(catalogue, ModelJob::kAsr, {language}, tier),
           gap(ModelJob::kAsr, language, "recognition"));
    }
    take(choose(catalogue, ModelJob::kTts, {language}, tier),
         gap(ModelJob::kTts, language, "speech"));
    // Most languages are read without a dictionary of their own.
    const auto* reader = choose(catalogue, ModelJob::kG2p, {language}, tier);
    if (reader != nullptr) chosen.push_back(reader);
    if (language == Language::kEnglish) continue;
    take(choose_translator(catalogue, language, Language::kEnglish, tier),
         gap(ModelJob::kMt, language, "into English"));
    take(choose_translator(catalogue, Language::kEnglish, language, tier),
         gap(ModelJob::kMt, language, "from English"));
  }
  for (const auto& model : catalogue.models) {
    if (std::ranges::find(chosen, &model) != chosen.end()) selection.models.push_back(&model);
  }
  return selection;
}

}  // namespace dragoman::models
