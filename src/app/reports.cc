#include "app/reports.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engines/voice_mix.h"

namespace dragoman::app {

namespace {

using core::Language;

std::string codes(const core::LanguageSet& languages) {
  std::vector<std::string_view> out;
  for (const auto& language : core::languages()) {
    if (languages.contains(language.language)) out.push_back(language.code);
  }
  return fmt::format("{}", fmt::join(out, " "));
}

std::string describe(core::Sex sex) {
  switch (sex) {
    case core::Sex::kWoman:
      return "woman";
    case core::Sex::kMan:
      return "man";
    case core::Sex::kUnknown:
      break;
  }
  return "-";
}

std::string mixing(const std::vector<engines::Voice>& voices) {
  std::vector<std::string_view> models;
  for (const auto& voice : voices) {
    if (voice.mixes && std::ranges::find(models, voice.model_id) == models.end()) {
      models.push_back(voice.model_id);
    }
  }
  if (models.empty()) return "";
  return fmt::format(
      "\nUp to {} voices of one model can be mixed into one that speaks the languages of the "
      "first,\n"
      "such as af_heart:0.6+af_bella:0.4. Models whose voices mix: {}.\n",
      engines::kMostMixedVoices, fmt::join(models, ", "));
}

}  // namespace

std::string columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == row.size();
      out += last ? row[i] : fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    out += '\n';
  }
  return out;
}

std::string languages_report(const pipeline::Coverage& coverage) {
  std::string out;
  for (const auto& language : coverage.languages) {
    const auto& info = core::info(language.language);
    std::vector<std::string> able;
    if (language.recognised) {
      able.push_back(fmt::format("recognised: {}", pipeline::describe_quality(language)));
    }
    if (language.spoken) able.emplace_back("spoken");
    out += fmt::format("{:<4} {:<11} {}\n", info.code, info.name,
                       able.empty() ? "-" : fmt::format("{}", fmt::join(able, "; ")));
    for (const auto& direction : coverage.directions) {
      if (direction.source != language.language) continue;
      out += fmt::format("       into {:<4} {}: {}\n", core::code(direction.target),
                         direction.route, pipeline::describe_quality(direction));
    }
  }
  return out;
}

std::string voices_report(const pipeline::Engines& engines) {
  std::vector<std::vector<std::string>> public_rows;
  for (const auto& [name, by_language] : engines.stand_ins()) {
    std::vector<std::string> pairs;
    for (const auto& [language, id] : by_language) {
      pairs.push_back(fmt::format("{} {}", core::code(language), id));
    }
    public_rows.push_back({name, pairs.empty() ? "no installed voice can stand in"
                                               : fmt::format("{}", fmt::join(pairs, ", "))});
  }
  std::vector<std::vector<std::string>> own_rows;
  for (const auto& voice : engines.voices()) {
    own_rows.push_back({voice.id, codes(voice.languages), describe(voice.sex), voice.model_id});
  }
  return fmt::format(
      "Public names. The voices are stand-ins: they sound like nobody else's voices of these "
      "names,\n"
      "and where a language has one voice, several names share it.\n{}"
      "\nInstalled voices: id, languages, speaker, model.\n{}{}",
      columns(public_rows), columns(own_rows), mixing(engines.voices()));
}

}  // namespace dragoman::app
