#include "app/reports.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

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

std::string_view job_name(core::ModelJob job) {
  switch (job) {
    case core::ModelJob::kVad:
      return "vad";
    case core::ModelJob::kAsr:
      return "asr";
    case core::ModelJob::kMt:
      return "mt";
    case core::ModelJob::kTts:
      return "tts";
  }
  return "";
}

std::string languages_of(const core::ModelFiles& facts) {
  if (facts.job == core::ModelJob::kVad) return "any";
  if (facts.job != core::ModelJob::kMt) return codes(facts.languages);
  std::vector<std::string> pairs;
  for (const auto& [source, target] : facts.directions) {
    pairs.push_back(fmt::format("{} -> {}", core::code(source), core::code(target)));
  }
  return fmt::format("{}{}", fmt::join(pairs, ", "), facts.gist ? " (gist)" : "");
}

std::string state_of(const models::ModelStatus& status) {
  std::string text(models::describe(status.state));
  if (status.state == models::ModelState::kDamaged) text += ": " + status.problem;
  return text;
}

core::LanguageSet spoken(const pipeline::Engines& engines) {
  core::LanguageSet set;
  for (const auto& voice : engines.voices()) {
    for (const auto& language : core::languages()) {
      if (voice.languages.contains(language.language)) set.insert(language.language);
    }
  }
  return set;
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

std::string models_report(const models::Store& store) {
  std::vector<std::vector<std::string>> rows{
      {"MODEL", "JOB", "SIZE", "LICENCE", "DEFAULT", "STATE", "PACKAGE", "LANGUAGES"}};
  for (const auto& model : store.catalogue().models) {
    rows.push_back({model.facts.id, std::string(job_name(model.facts.job)),
                    fmt::format("{:.1f} MB", static_cast<double>(model.bytes()) / 1e6),
                    model.licence, model.is_default ? "yes" : "no",
                    state_of(store.glance_at(model)),
                    fmt::format("{}", fmt::join(model.packages, ", ")), languages_of(model.facts)});
  }
  return fmt::format("Models in {}:\n{}", store.models_dir(), columns(rows));
}

int verify_models(const models::Store& store, Console& console, const base::CancelToken& cancel) {
  bool good = true;
  for (const auto& model : store.catalogue().models) {
    const auto status = store.verify(model, cancel);
    if (!status) return cancel.cancelled() ? kExitInterrupted : console.fail(status.error());
    const auto line = fmt::format("{}: {}\n", model.facts.id, state_of(*status));
    if (auto written = console.out.append(line); !written) return console.fail(written.error());
    const bool wanted = model.is_default || status->state == models::ModelState::kDamaged;
    good = good && (status->state == models::ModelState::kInstalled || !wanted);
  }
  if (good) return kExitOk;
  console.say(
      "dragoman: not every model is as it should be. Run `make setup` to install what is at "
      "fault.");
  return kExitFailed;
}

std::string languages_report(const pipeline::Engines& engines) {
  const auto& routes = engines.routes();
  const auto said = spoken(engines);
  std::string out;
  for (const auto& source : core::languages()) {
    std::vector<std::string_view> able;
    if (routes.recognised().contains(source.language)) able.emplace_back("recognised");
    if (said.contains(source.language)) able.emplace_back("spoken");
    out += fmt::format("{:<4} {:<11} {}\n", source.code, source.name,
                       able.empty() ? "-" : fmt::format("{}", fmt::join(able, ", ")));
    for (const auto& target : core::languages()) {
      if (target.language == source.language) continue;
      const auto route = routes.find(source.language, target.language);
      if (!route) continue;
      out += fmt::format("       into {:<4} {}\n", target.code,
                         pipeline::describe(*route, source.language));
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
    own_rows.push_back({voice.id, codes(voice.languages), voice.model_id});
  }
  return fmt::format(
      "Public names. The voices are stand-ins: they sound like nobody else's voices of these "
      "names,\n"
      "and where a language has one voice, several names share it.\n{}"
      "\nInstalled voices: id, languages, model.\n{}",
      columns(public_rows), columns(own_rows));
}

}  // namespace dragoman::app
