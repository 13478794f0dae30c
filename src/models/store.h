#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/model_files.h"
#include "models/catalogue.h"

namespace dragoman::models {

enum class ModelState : std::uint8_t {
  kInstalled,
  kMissing,  ///< Not one of its files is there.
  kDamaged,  ///< Some files are missing, or not what the catalogue expects.
};

[[nodiscard]] std::string_view describe(ModelState state);

struct ModelStatus {
  ModelState state = ModelState::kMissing;
  std::string problem;  ///< The first file at fault and why; empty when all is well.
};

using Jobs = std::set<core::ModelJob>;

/// Models on disk: <models_dir>/<model id>/<file>. Reads only, but for its stamps (verify.h).
/// Immutable, so safe from any thread.
class Store {
 public:
  Store(Catalogue catalogue, std::string models_dir);

  [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
  [[nodiscard]] const std::string& models_dir() const { return models_dir_; }

  [[nodiscard]] std::string dir_of(const CatalogueModel& model) const;

  /// The model's files as they must be: each as the catalogue locks it, or as the manifest in the
  /// model's folder says. Errors: kModelInvalid where neither does, kIo.
  [[nodiscard]] base::Result<std::vector<CatalogueFile>> expected_files(
      const CatalogueModel& model) const;

  /// What a glance tells (files and their sizes): quick, for lists.
  [[nodiscard]] ModelStatus glance_at(const CatalogueModel& model) const;

  /// What open() would not do without and does not find, by a glance; where that is anything, also
  /// the other defaults that it does not find.
  [[nodiscard]] std::vector<const CatalogueModel*> missing(std::string_view recipe,
                                                           const Jobs& elsewhere = {}) const;

  /// Hashes every file, whatever the stamp says. Errors: kIo, kCancelled.
  [[nodiscard]] base::Result<ModelStatus> verify(const CatalogueModel& model,
                                                 const base::CancelToken& cancel) const;

  /// What engines may open: the recogniser of `recipe` (a recipe's name or the model's id) and
  /// every other installed model that is no recogniser; of students of one direction, the one for
  /// the highest quality alone. What services do for it (`elsewhere`) wants no model, and a
  /// recogniser is then not opened; readers of pictures are a help, and nobody waits for them. Each
  /// file is verified, by hash the first time, by the stamp
  /// afterwards. Errors: kInvalidArgument (no such recipe), kModelMissing where the recogniser or a
  /// default model is not installed, kModelInvalid where an installed one is damaged, kIo,
  /// kCancelled.
  [[nodiscard]] base::Result<std::vector<core::ModelFiles>> open(std::string_view recipe,
                                                                 const base::CancelToken& cancel,
                                                                 const Jobs& elsewhere = {}) const;

 private:
  [[nodiscard]] base::Result<ModelStatus> check(const CatalogueModel& model, bool always_hash,
                                                const base::CancelToken& cancel) const;

  Catalogue catalogue_;
  std::string models_dir_;
};

}  // namespace dragoman::models
