#include "app/models_report.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/reports.h"
#include "models/puller.h"

namespace dragoman::app {

namespace json = boost::json;

namespace {

using models::CatalogueModel;
using models::ModelState;

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
    case core::ModelJob::kG2p:
      return "g2p";
    case core::ModelJob::kDescribe:
      return "describe";
    case core::ModelJob::kOcr:
      return "ocr";
  }
  return "";
}

// What is known of one model on this disk.
struct Found {
  const CatalogueModel& model;
  models::ModelStatus status;
  std::uint64_t disk_bytes = 0;
  std::uint64_t begun_bytes = 0;  // of an interrupted pull
};

// Those that know no language from another.
bool is_of_any(core::ModelJob job) {
  return job == core::ModelJob::kVad || job == core::ModelJob::kDescribe;
}

bool knows_any(const core::ModelFiles& facts, const core::LanguageSet& languages) {
  if (languages.empty() || is_of_any(facts.job)) return true;
  return std::ranges::any_of(core::languages(), [&](const auto& info) {
    if (!languages.contains(info.language)) return false;
    if (facts.job == core::ModelJob::kMt) {
      return std::ranges::any_of(facts.directions, [&](const auto& direction) {
        return direction.first == info.language || direction.second == info.language;
      });
    }
    return facts.languages.contains(info.language);
  });
}

std::vector<Found> find_models(const models::Store& store, const ModelsArgs& args) {
  std::vector<Found> found;
  for (const auto& model : store.catalogue().models) {
    if (!knows_any(model.facts, args.languages)) continue;
    Found each{model, store.glance_at(model), models::bytes_below(store.dir_of(model)),
               models::bytes_below(models::staging_dir(store, model))};
    if (args.installed && each.status.state == ModelState::kMissing && each.begun_bytes == 0) {
      continue;
    }
    found.push_back(std::move(each));
  }
  return found;
}

std::string state_of(const models::ModelStatus& status) {
  std::string text(models::describe(status.state));
  if (status.state == ModelState::kDamaged) text += ": " + status.problem;
  return text;
}

std::string state_of(const Found& found) {
  auto text = state_of(found.status);
  if (found.begun_bytes > 0) text += fmt::format(", {} begun", megabytes(found.begun_bytes));
  return text;
}

std::string tiers_of(const CatalogueModel& model) {
  if (model.facts.job == core::ModelJob::kVad) return "any";
  std::vector<std::string_view> names;
  for (const auto tier : model.tiers) names.push_back(models::describe(tier));
  return names.empty() ? "-" : fmt::format("{}", fmt::join(names, " "));
}

std::string to_json(const models::Store& store, const std::vector<Found>& all) {
  json::array data;
  for (const auto& found : all) {
    const auto& model = found.model;
    json::array tiers;
    for (const auto tier : model.tiers) tiers.emplace_back(models::describe(tier));
    data.push_back(json::object{{"id", model.facts.id},
                                {"job", job_name(model.facts.job)},
                                {"engine", model.facts.engine},
                                {"languages", languages_of(model.facts)},
                                {"summary", model.summary},
                                {"default", model.is_default},
                                {"quality", std::move(tiers)},
                                {"bytes", model.bytes()},
                                {"bytes_exact", model.is_locked()},
                                {"licence", model.licence},
                                {"restricted", model.is_restricted},
                                {"from", origin_of(model)},
                                {"state", models::describe(found.status.state)},
                                {"problem", found.status.problem},
                                {"disk_bytes", found.disk_bytes},
                                {"begun_bytes", found.begun_bytes}});
  }
  return json::serialize(
             json::object{{"models_dir", store.models_dir()}, {"models", std::move(data)}}) +
         "\n";
}

constexpr std::string_view kCataloguePage = R"(# Models, one by one

Written by `dragoman models list --markdown` from the catalogue; a test compares the two. Sizes with `~` are estimates, until a hub is asked.
Default models are installed by `make setup` or `dragoman models pull --defaults`, the others by `dragoman models pull ID`; what is marked
*restricts use* wants `--accept-licence`. [models.md](models.md) tells how, [languages.md](languages.md) who does what in which language.
)";

constexpr std::array<std::pair<core::ModelJob, std::string_view>, 6> kJobTitles{{
    {core::ModelJob::kVad, "Voice activity"},
    {core::ModelJob::kAsr, "Recognition"},
    {core::ModelJob::kMt, "Translation"},
    {core::ModelJob::kTts, "Speech"},
    {core::ModelJob::kG2p, "Words and readings, for speech"},
    {core::ModelJob::kOcr, "Text in pictures"},
}};

std::string catalogue_row(const CatalogueModel& model) {
  return fmt::format("| `{}`{} | {} | {} | {} | {} | {}{} | {} |\n", model.facts.id,
                     model.is_default ? " (default)" : "", model.summary, languages_of(model.facts),
                     tiers_of(model), megabytes(model.bytes(), !model.is_locked()), model.licence,
                     model.is_restricted ? ", *restricts use*" : "", origin_of(model));
}

std::string totals(const models::Store& store, const std::vector<Found>& all) {
  std::size_t count = 0;
  std::uint64_t bytes = 0;
  for (const auto& found : all) {
    if (found.status.state == ModelState::kInstalled) ++count;
    bytes += found.disk_bytes + found.begun_bytes;
  }
  auto text = fmt::format("\n{} of {} installed, {} on disk", count, all.size(), megabytes(bytes));
  std::error_code error;
  const auto space = std::filesystem::space(store.models_dir(), error);
  if (!error) text += fmt::format(", {} free", megabytes(space.available));
  return text + ".\n";
}

}  // namespace

base::Result<std::string> catalogue_markdown() {
  const auto catalogue = models::built_in_catalogue();
  if (!catalogue) return catalogue.error();
  std::string out(kCataloguePage);
  for (const auto& [job, title] : kJobTitles) {
    out += fmt::format(
        "\n## {}\n\n| model | | languages | quality | size | licence | from |\n"
        "|---|---|---|---|---|---|---|\n",
        title);
    for (const auto& model : catalogue->models) {
      if (model.facts.job == job) out += catalogue_row(model);
    }
  }
  return out;
}

std::string languages_of(const core::ModelFiles& facts) {
  if (is_of_any(facts.job)) return "any";
  if (facts.job == core::ModelJob::kMt && facts.languages.empty()) {
    std::vector<std::string> pairs;
    for (const auto& [source, target] : facts.directions) {
      pairs.push_back(fmt::format("{} -> {}", core::code(source), core::code(target)));
    }
    return fmt::format("{}{}", fmt::join(pairs, ", "), facts.gist ? " (gist)" : "");
  }
  std::vector<std::string_view> codes;
  for (const auto& info : core::languages()) {
    if (facts.languages.contains(info.language)) codes.push_back(info.code);
  }
  return fmt::format("{}", fmt::join(codes, " "));
}

std::string origin_of(const CatalogueModel& model) {
  if (!model.place) {
    std::vector<std::string_view> names;
    for (const auto& package : model.packages) names.push_back(package.words);
    return fmt::format("{}", fmt::join(names, ", "));
  }
  return fmt::format("{} {}", model.place->hub, model.place->repository);
}

std::string megabytes(std::uint64_t bytes, bool is_estimate) {
  return fmt::format("{}{:.1f} MB", is_estimate ? "~" : "", static_cast<double>(bytes) / 1e6);
}

std::string models_report(const models::Store& store, const ModelsArgs& args) {
  const auto all = find_models(store, args);
  if (args.json) return to_json(store, all);
  std::vector<std::vector<std::string>> rows{
      {"MODEL", "JOB", "SIZE", "LICENCE", "QUALITY", "DEFAULT", "STATE", "FROM", "LANGUAGES"}};
  for (const auto& found : all) {
    const auto& model = found.model;
    const bool on_disk = found.status.state == ModelState::kInstalled;
    rows.push_back(
        {model.facts.id, std::string(job_name(model.facts.job)),
         on_disk ? megabytes(found.disk_bytes) : megabytes(model.bytes(), !model.is_locked()),
         model.licence + (model.is_restricted ? " (restricts use)" : ""), tiers_of(model),
         model.is_default ? "yes" : "no", state_of(found), origin_of(model),
         languages_of(model.facts)});
  }
  return fmt::format("Models in {}:\n{}{}", store.models_dir(), columns(rows), totals(store, all));
}

int verify_models(const models::Store& store, Console& console, const base::CancelToken& cancel) {
  bool good = true;
  for (const auto& model : store.catalogue().models) {
    const auto status = store.verify(model, cancel);
    if (!status) return cancel.cancelled() ? kExitInterrupted : console.fail(status.error());
    if (model.place && status->state == ModelState::kMissing) continue;
    const auto line = fmt::format("{}: {}\n", model.facts.id, state_of(*status));
    if (auto written = console.out.append(line); !written) return console.fail(written.error());
    const bool wanted = model.is_default || status->state == ModelState::kDamaged;
    good = good && (status->state == ModelState::kInstalled || !wanted);
  }
  if (good) return kExitOk;
  console.say(
      "dragoman: not every model is as it should be. `dragoman models pull`, with its id, installs "
      "one again.");
  return kExitFailed;
}

}  // namespace dragoman::app
