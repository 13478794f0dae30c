#include "models/store.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/manifest.h"
#include "models/verify.h"

namespace dragoman::models {

namespace {

std::string_view describe(FileState state) {
  switch (state) {
    case FileState::kGood:
      return "as expected";
    case FileState::kMissing:
      return "missing";
    case FileState::kWrongSize:
      return "of the wrong size";
    case FileState::kWrongHash:
      return "of the wrong content";
  }
  return "";
}

std::string problem_of(const CatalogueFile& file, FileState state) {
  return fmt::format("{} is {}", file.path, describe(state));
}

bool is_of_recipe(const core::ModelFiles& recogniser, std::string_view recipe) {
  return !recipe.empty() && (recipe == recogniser.recipe || recipe == recogniser.id);
}

base::Status check_recipe(const Catalogue& catalogue, std::string_view recipe) {
  std::vector<std::string> names;
  for (const auto& model : catalogue.models) {
    if (model.facts.job != core::ModelJob::kAsr) continue;
    if (is_of_recipe(model.facts, recipe)) return {};
    names.push_back(model.facts.recipe.empty() ? model.facts.id : model.facts.recipe);
  }
  return base::Error{
      base::ErrorKind::kInvalidArgument,
      fmt::format("There is no recipe \"{}\"; there are: {}.", recipe, fmt::join(names, ", ")), ""};
}

// What to do about a model that is missing or damaged.
std::string remedy(const CatalogueModel& model) {
  return fmt::format("`dragoman models pull {}`", model.facts.id);
}

base::Error not_installed(const CatalogueModel& recogniser, const std::string& models_dir) {
  return {base::ErrorKind::kModelMissing,
          fmt::format("The recogniser {} is not installed. Run {}, or choose another recipe.",
                      recogniser.facts.id, remedy(recogniser)),
          models_dir};
}

int rank(const CatalogueModel& model) {
  int highest = -1;
  for (const auto tier : model.tiers) highest = std::max(highest, static_cast<int>(tier));
  return highest;
}

// Of models of one direction that one engine runs, the best; in the catalogue's order.
std::vector<const CatalogueModel*> without_superseded(
    const std::vector<const CatalogueModel*>& models) {
  std::vector<const CatalogueModel*> kept;
  for (const auto* model : models) {
    const auto& facts = model->facts;
    const auto same = std::ranges::find_if(kept, [&](const auto* other) {
      return facts.job == core::ModelJob::kMt && facts.directions.size() == 1 &&
             other->facts.engine == facts.engine && other->translates(facts.source, facts.target);
    });
    if (same == kept.end()) {
      kept.push_back(model);
    } else if (rank(*model) > rank(**same)) {
      *same = model;
    }
  }
  return kept;
}

// Translation does without it.
bool is_help(const core::ModelFiles& model) { return model.job == core::ModelJob::kOcr; }

bool is_needed(const core::ModelFiles& model, bool is_default, std::string_view recipe,
               const Jobs& elsewhere) {
  if (is_help(model) || elsewhere.contains(model.job)) return false;
  return model.job == core::ModelJob::kAsr ? is_of_recipe(model, recipe) : is_default;
}

}  // namespace

std::string_view describe(ModelState state) {
  switch (state) {
    case ModelState::kInstalled:
      return "installed";
    case ModelState::kMissing:
      return "missing";
    case ModelState::kDamaged:
      return "damaged";
  }
  return "";
}

Store::Store(Catalogue catalogue, std::string models_dir)
    : catalogue_(std::move(catalogue)), models_dir_(std::move(models_dir)) {}

std::string Store::dir_of(const CatalogueModel& model) const {
  return std::filesystem::absolute(models_dir_) / model.facts.id;
}

base::Result<std::vector<CatalogueFile>> Store::expected_files(const CatalogueModel& model) const {
  if (model.is_locked()) return model.files;
  const auto manifest = read_manifest(dir_of(model));
  if (!manifest && manifest.error().kind == base::ErrorKind::kNotFound) {
    return base::Error{base::ErrorKind::kModelInvalid, fmt::format("{} is missing", kManifestName),
                       dir_of(model)};
  }
  if (!manifest) {
    return base::Error{manifest.error().kind, fmt::format("{} is damaged", kManifestName),
                       manifest.error().message};
  }
  auto files = model.files;
  for (auto& file : files) {
    if (!file.sha256.empty()) continue;
    const auto entry = manifest->find(file.path);
    if (entry == manifest->end()) {
      return base::Error{base::ErrorKind::kModelInvalid,
                         fmt::format("{} does not name {}", kManifestName, file.path), ""};
    }
    file.bytes = entry->second.bytes;
    file.sha256 = entry->second.sha256;
  }
  return files;
}

ModelStatus Store::glance_at(const CatalogueModel& model) const {
  std::error_code error;
  if (!std::filesystem::exists(dir_of(model), error)) return {ModelState::kMissing, ""};
  const auto files = expected_files(model);
  if (!files) return {ModelState::kDamaged, files.error().message};
  ModelStatus status{ModelState::kInstalled, ""};
  std::size_t missing = 0;
  for (const auto& file : *files) {
    const auto state = glance(dir_of(model), file);
    if (state == FileState::kMissing) ++missing;
    if (state == FileState::kGood || !status.problem.empty()) continue;
    status = {ModelState::kDamaged, problem_of(file, state)};
  }
  if (missing == model.files.size()) status.state = ModelState::kMissing;
  return status;
}

base::Result<ModelStatus> Store::check(const CatalogueModel& model, bool always_hash,
                                       const base::CancelToken& cancel) const {
  const auto glance = glance_at(model);
  if (glance.state != ModelState::kInstalled) return glance;
  const auto files = expected_files(model);
  if (!files) return ModelStatus{ModelState::kDamaged, files.error().message};
  Stamp stamp(dir_of(model));
  ModelStatus status = glance;
  for (const auto& file : *files) {
    const auto state = stamp.check(file, always_hash, cancel);
    if (!state) return state.error();
    if (*state == FileState::kGood) continue;
    status = {ModelState::kDamaged, problem_of(file, *state)};
    break;
  }
  stamp.save();
  return status;
}

std::vector<const CatalogueModel*> Store::missing(std::string_view recipe,
                                                  const Jobs& elsewhere) const {
  std::vector<const CatalogueModel*> found;
  bool any_needed = false;
  for (const auto& model : catalogue_.models) {
    const bool is_wanted = is_needed(model.facts, model.is_default, recipe, elsewhere) ||
                           (is_help(model.facts) && model.is_default);
    if (!is_wanted || glance_at(model).state != ModelState::kMissing) continue;
    any_needed = any_needed || !is_help(model.facts);
    found.push_back(&model);
  }
  if (!any_needed) found.clear();
  return found;
}

base::Result<ModelStatus> Store::verify(const CatalogueModel& model,
                                        const base::CancelToken& cancel) const {
  return check(model, true, cancel);
}

base::Result<std::vector<core::ModelFiles>> Store::open(std::string_view recipe,
                                                        const base::CancelToken& cancel,
                                                        const Jobs& elsewhere) const {
  if (auto status = check_recipe(catalogue_, recipe); !status) return status.error();
  std::vector<const CatalogueModel*> installed;
  std::vector<std::string> missing;
  for (const auto& model : catalogue_.models) {
    const bool is_recogniser = model.facts.job == core::ModelJob::kAsr;
    const bool needed = is_needed(model.facts, model.is_default, recipe, elsewhere);
    if (is_recogniser && !needed) continue;
    const auto status = check(model, false, cancel);
    if (!status) return status.error();
    if (status->state == ModelState::kDamaged) {
      return base::Error{base::ErrorKind::kModelInvalid,
                         fmt::format("The model {} is damaged ({}). Run {} to install it again.",
                                     model.facts.id, status->problem, remedy(model)),
                         dir_of(model)};
    }
    if (status->state == ModelState::kInstalled) {
      installed.push_back(&model);
    } else if (needed && model.is_default) {
      missing.push_back(model.facts.id);
    } else if (needed) {
      return not_installed(model, models_dir_);
    }
  }
  if (!missing.empty()) {
    return base::Error{base::ErrorKind::kModelMissing,
                       fmt::format("Models are not installed: {}. Run `dragoman models pull "
                                   "--defaults`, or set DRAGOMAN_MODELS_DIR to where they are.",
                                   fmt::join(missing, ", ")),
                       models_dir_};
  }
  std::vector<core::ModelFiles> opened;
  for (const auto* model : without_superseded(installed)) {
    opened.push_back(model->facts);
    opened.back().dir = dir_of(*model);
  }
  return opened;
}

}  // namespace dragoman::models
