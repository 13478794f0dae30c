#include "app/languages_page.h"

#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/catalogue.h"
#include "models/quality.h"
#include "models/select.h"
#include "pipeline/coverage.h"
#include "pipeline/routes.h"

namespace dragoman::app {

namespace {

using core::Language;
using core::ModelJob;
using models::Catalogue;
using models::CatalogueModel;
using models::Tier;

constexpr std::string_view kIntroduction = R"(# Languages

Written by `dragoman languages --markdown`; a test compares the two. `dragoman languages` and `GET /v1/languages` tell the same of what is
installed.

`dragoman models pull --lang de,ja --quality standard` installs the models of a row; [models.md](models.md) tells how. Sizes, licences
and sources: [catalogue.md](catalogue.md), and `dragoman models list`.

)";

constexpr std::array kTiers{Tier::kFast, Tier::kStandard, Tier::kBest};

std::string cell(const CatalogueModel* model) {
  return model == nullptr ? "none known" : fmt::format("`{}`", model->facts.id);
}

// One cell for the three qualities: those that are the same are named once.
template <class Choose>
std::string cells(Choose choose) {
  std::string text;
  const CatalogueModel* last = nullptr;
  for (const auto tier : kTiers) {
    const CatalogueModel* model = choose(tier);
    if (model == nullptr) return "none known";
    if (model == last) continue;
    text += (text.empty() ? "" : ", ") + cell(model);
    last = model;
  }
  return text;
}

std::string gap(const Catalogue& catalogue, Language language) {
  for (const auto& each : catalogue.gaps) {
    if (each.languages.contains(language)) return each.why;
  }
  return "none known";
}

std::string owners(const Catalogue& catalogue) {
  std::string out =
      "## Who does what\n\nIn each cell the models for the qualities fast, standard and best, in "
      "this "
      "order; one that stands for\nseveral is named once.\n\n"
      "| language | recognition | into English | from English | voice |\n|---|---|---|---|---|\n";
  for (const auto& info : core::languages()) {
    const auto language = info.language;
    const auto translators = [&](Language source, Language target) {
      if (language == Language::kEnglish) return std::string("-");
      return cells(
          [&](Tier tier) { return models::choose_translator(catalogue, source, target, tier); });
    };
    const auto* voice = models::choose(catalogue, ModelJob::kTts, {language}, Tier::kFast);
    out += fmt::format(
        "| {} {} | {} | {} | {} | {} |\n", info.code, info.name, cells([&](Tier tier) {
          return models::choose(catalogue, ModelJob::kAsr, {language}, tier);
        }),
        translators(language, Language::kEnglish), translators(Language::kEnglish, language),
        voice != nullptr ? cell(voice) : gap(catalogue, language));
  }
  return out;
}

pipeline::Coverage plain_installation(const Catalogue& catalogue,
                                      const std::vector<models::Measured>& quality) {
  core::LanguageSet recognised;
  core::LanguageSet to_english;
  core::LanguageSet spoken;
  std::vector<engines::Direction> students;
  std::vector<const CatalogueModel*> open;
  for (const auto& model : catalogue.models) {
    if (!model.is_default) continue;
    const auto& facts = model.facts;
    open.push_back(&model);
    if (facts.job == ModelJob::kAsr) recognised = facts.languages;
    if (facts.job == ModelJob::kAsr) to_english = facts.to_english;
    if (facts.job == ModelJob::kTts) spoken = facts.languages;
    for (const auto& [source, target] : facts.directions) students.push_back({source, target});
  }
  return pipeline::cover({recognised, to_english, students}, spoken, open, quality);
}

std::string installed(const pipeline::Coverage& coverage) {
  std::string out =
      "\n## A plain installation\n\nWhat `make setup` installs, and how well that was measured to "
      "go.\n\n"
      "| language | recognition |\n|---|---|\n";
  for (const auto& language : coverage.languages) {
    out += fmt::format("| {} | {} |\n", core::info(language.language).name,
                       language.recognised ? pipeline::describe_quality(language) : "none");
  }
  out += "\n| direction | route | quality |\n|---|---|---|\n";
  for (const auto& direction : coverage.directions) {
    out += fmt::format("| {} to {} | {} | {} |\n", core::code(direction.source),
                       core::code(direction.target), direction.route,
                       pipeline::describe_quality(direction));
  }
  return out + "\nEvery other direction is refused until models for it are installed.\n";
}

constexpr std::string_view kPublicVoices = R"(
## Public voices

The names of the contract are spoken by stand-ins, which sound like nobody else's voices of these names: Cherry, Jada, Sunny and Kiki
by a woman where there is one, Nofish, Dylan, Peter and Eric by a man. For each language the first voice of the list that is
installed speaks. Ids of `kokoro-82m` tell the language that a speaker was trained in by their first letter and the sex by their second
(`f` a woman, `m` a man); `a:0.3+b:0.7` is a mix of two that speaks the language of the first; `espeak-xx` is eSpeak NG, the last resort.
All voices can be asked for by their own id as well, and mixed: `dragoman voices`.

| name | language | voices, best first |
|---|---|---|
)";

std::string public_voices(const Catalogue& catalogue) {
  std::string out(kPublicVoices);
  for (const auto& [name, by_language] : catalogue.stand_ins) {
    for (const auto& info : core::languages()) {
      const auto it = by_language.find(info.language);
      if (it == by_language.end()) continue;
      out += fmt::format("| {} | {} | `{}` |\n", name, info.code, fmt::join(it->second, "`, `"));
    }
  }
  return out;
}

std::string published(const Catalogue& catalogue) {
  std::string out =
      "\n## What the makers of the models published\n\nNobody here measured these.\n\n"
      "| model | direction | figure | set |\n|---|---|---|---|\n";
  for (const auto& model : catalogue.models) {
    if (!model.published) continue;
    out += fmt::format("| `{}` | {} to {} | {} {:g} | {} |\n", model.facts.id,
                       core::code(model.facts.source), core::code(model.facts.target),
                       model.published->metric, model.published->value, model.published->set);
  }
  return out;
}

}  // namespace

base::Result<std::string> languages_markdown() {
  const auto catalogue = models::built_in_catalogue();
  if (!catalogue) return catalogue.error();
  const auto quality = models::built_in_quality();
  if (!quality) return quality.error();
  return std::string(kIntroduction) + owners(*catalogue) +
         installed(plain_installation(*catalogue, *quality)) + public_voices(*catalogue) +
         published(*catalogue);
}

}  // namespace dragoman::app
