#include "models/store.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

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

base::Error not_installed(const core::ModelFiles& recogniser, const std::string& models_dir) {
  return {base::ErrorKind::kModelMissing,
          fmt::format("The recogniser {} is not installed. Run `setup/setup.py models {}`, or "
                      "choose another recipe.",
                      recogniser.id, recogniser.id),
          models_dir};
}

bool is_of_recipe(const core::ModelFiles& recogniser, std::string_view recipe) {
  return recipe == recogniser.recipe || recipe == recogniser.id;
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
      fmt::format("There is no recipe {}; there are: {}.", recipe, fmt::join(names, ", ")), ""};
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

ModelStatus Store::glance_at(const CatalogueModel& model) const {
  ModelStatus status{ModelState::kInstalled, ""};
  std::size_t missing = 0;
  for (const auto& file : model.files) {
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
  Stamp stamp(dir_of(model));
  ModelStatus status = glance;
  for (const auto& file : model.files) {
    const auto state = stamp.check(file, always_hash, cancel);
    if (!state) return state.error();
    if (*state == FileState::kGood) continue;
    status = {ModelState::kDamaged, problem_of(file, *state)};
    break;
  }
  stamp.save();
  return status;
}

base::Result<ModelStatus> Store::verify(const CatalogueModel& model,
                                        const base::CancelToken& cancel) const {
  return check(model, true, cancel);
}

base::Result<std::vector<core::ModelFiles>> Store::open(std::string_view recipe,
                                                        const base::CancelToken& cancel) const {
  if (auto status = check_recipe(catalogue_, recipe); !status) return status.error();
  std::vector<core::ModelFiles> installed;
  std::vector<std::string> missing;
  for (const auto& model : catalogue_.models) {
    const bool is_recogniser = model.facts.job == core::ModelJob::kAsr;
    if (is_recogniser && !is_of_recipe(model.facts, recipe)) continue;
    const auto status = check(model, false, cancel);
    if (!status) return status.error();
    if (status->state == ModelState::kDamaged) {
      return base::Error{
          base::ErrorKind::kModelInvalid,
          fmt::format("The model {} is damaged ({}). Run `make setup` to install it again.",
                      model.facts.id, status->problem),
          dir_of(model)};
    }
    if (status->state == ModelState::kInstalled) {
      installed.push_back(model.facts);
      installed.back().dir = dir_of(model);
    } else if (model.is_default) {
      missing.push_back(model.facts.id);
    } else if (is_recogniser) {
      return not_installed(model.facts, models_dir_);
    }
  }
  if (missing.empty()) return installed;
  return base::Error{base::ErrorKind::kModelMissing,
                     fmt::format("Models are not installed: {}. Run `make setup`, or set "
                                 "DRAGOMAN_MODELS_DIR to where they are.",
                                 fmt::join(missing, ", ")),
                     models_dir_};
}

}  // namespace dragoman::models
