#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/files.h"
#include "base/result.h"
#include "models/fetch.h"
#include "models/hub.h"
#include "models/store.h"

namespace dragoman::models {

/// What one model still needs.
struct PullPlan {
  const CatalogueModel* model = nullptr;  ///< Of the store's catalogue.
  std::vector<RemoteFile> files;

  [[nodiscard]] std::uint64_t fetch_bytes() const;
};

/// Which file comes, and how much of it lies here.
using PullProgress = std::function<void(const RemoteFile& file, std::uint64_t bytes)>;

/// Keeps others from pulling or removing in a models folder at the same time, other processes
/// included, for as long as it lives.
class FolderLock {
 public:
  /// Makes the folder where there is none. Errors: kUnavailable (held by another), kIo.
  [[nodiscard]] static base::Result<FolderLock> take(const std::string& models_dir);

 private:
  explicit FolderLock(base::UniqueFd fd) : fd_(std::move(fd)) {}
  base::UniqueFd fd_;
};

/// Installs models from a hub or a mirror. All that comes lies in <models_dir>/.pull/<id> until
/// every file of a model is there and has been checked; then the folder takes its place in one
/// step. An interrupted pull goes on where it was. Not safe from several threads; hold a
/// FolderLock.
class Puller {
 public:
  /// The store must outlive it.
  Puller(const Store& store, Source source, const FetchOptions& options,
         const base::CancelToken& cancel);

  /// Asks where the files lie and what they must be. Errors: as locate(), the model's id in front.
  [[nodiscard]] base::Result<PullPlan> plan(const CatalogueModel& model);

  /// What of the plan lies here from an earlier, interrupted pull.
  [[nodiscard]] std::uint64_t bytes_here(const PullPlan& plan) const;

  /// Errors: kIo, saying how much disk is wanted and how much is free.
  [[nodiscard]] base::Status check_space(std::span<const PullPlan> plans) const;

  /// Fetches, checks, unpacks and installs. Errors: as Fetcher::file() with the names in front;
  /// what may be gone on with is kept.
  [[nodiscard]] base::Status pull(const PullPlan& plan, const PullProgress& progress);

 private:
  [[nodiscard]] std::string part_path(const PullPlan& plan, std::size_t index) const;
  base::Status put_together(const PullPlan& plan, const std::string& ready);

  const Store& store_;
  const Source source_;
  const base::CancelToken cancel_;
  Fetcher fetcher_;
};

/// Where a model's interrupted pull lies.
[[nodiscard]] std::string staging_dir(const Store& store, const CatalogueModel& model);

/// Bytes of all files in a folder; 0 where there is none.
[[nodiscard]] std::uint64_t bytes_below(const std::string& dir);

/// Removes a model, with what an interrupted pull of it left; gives the bytes that got free.
/// Errors: kNotFound (nothing of it is there), kIo.
[[nodiscard]] base::Result<std::uint64_t> remove_model(const Store& store,
                                                       const CatalogueModel& model);

}  // namespace dragoman::models
