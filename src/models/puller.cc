#include "models/puller.h"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <sys/file.h>

#include "base/gzip.h"
#include "base/sha256.h"
#include "models/manifest.h"

namespace dragoman::models {

namespace fs = std::filesystem;

namespace {

using base::Error;
using base::ErrorKind;
using base::Status;

// Where nothing tells how large a file is unpacked: these are vocabularies and the like.
constexpr std::uint64_t kMaxUnknownBytes = 1ULL << 30U;

std::string pull_dir(const std::string& models_dir) { return fs::absolute(models_dir) / ".pull"; }

Error io_error(const char* what, const std::error_code& error) {
  return {ErrorKind::kIo, fmt::format("{}: {}.", what, error.message()), ""};
}

Status make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return error ? Status(io_error("The models folder cannot be written to", error)) : Status();
}

// A folder that stood there goes away once the new one has its place.
Status put_in_place(const std::string& ready, const std::string& target, const std::string& old) {
  std::error_code error;
  fs::remove_all(old, error);
  fs::rename(target, old, error);
  if (error && error != std::errc::no_such_file_or_directory) {
    return io_error("The old folder cannot be moved away", error);
  }
  fs::rename(ready, target, error);
  if (error) return io_error("The new folder cannot be moved to its place", error);
  fs::remove_all(old, error);
  return {};
}

bool may_go_on(ErrorKind kind) {
  return kind != ErrorKind::kModelInvalid && kind != ErrorKind::kMediaTooLarge &&
         kind != ErrorKind::kUrlForbidden && kind != ErrorKind::kUrlRefused &&
         kind != ErrorKind::kUrlInvalid;
}

std::string_view advice(ErrorKind kind) {
  if (kind == ErrorKind::kUrlRefused) {
    return " Set allow_private_hubs if that is where it is to be asked.";
  }
  if (may_go_on(kind)) return " What has come is kept: the same command goes on from there.";
  return "";
}

Error named(const CatalogueModel& model, const std::string& path, const Error& error) {
  if (error.kind == ErrorKind::kCancelled || error.kind == ErrorKind::kDeadlineExceeded) {
    return error;
  }
  return {error.kind,
          fmt::format("{} of {} could not be had: {}.{}", path, model.facts.id, error.message,
                      advice(error.kind)),
          error.detail};
}

}  // namespace

std::uint64_t PullPlan::fetch_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : files) sum += file.bytes;
  return sum;
}

base::Result<FolderLock> FolderLock::take(const std::string& models_dir) {
  const auto dir = pull_dir(models_dir);
  if (auto status = make_folder(dir); !status) return status.error();
  base::UniqueFd fd(::open((dir + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd) return Error{ErrorKind::kIo, "The models folder cannot be written to.", dir};
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return Error{ErrorKind::kUnavailable,
                 "Another dragoman is changing this models folder. Wait until it is done.", dir};
  }
  return FolderLock(std::move(fd));
}

std::string staging_dir(const Store& store, const CatalogueModel& model) {
  return fs::path(pull_dir(store.models_dir())) / model.facts.id;
}

std::uint64_t bytes_below(const std::string& dir) {
  std::uint64_t sum = 0;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(dir, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    if (!it->is_regular_file(ignored)) continue;
    const auto bytes = it->file_size(ignored);
    if (!ignored) sum += bytes;
  }
  return sum;
}

base::Result<std::uint64_t> remove_model(const Store& store, const CatalogueModel& model) {
  const auto dir = store.dir_of(model);
  const auto staging = staging_dir(store, model);
  std::error_code error;
  if (!fs::exists(dir, error) && !fs::exists(staging, error)) {
    return Error{ErrorKind::kNotFound, fmt::format("{} is not installed.", model.facts.id), ""};
  }
  const auto bytes = bytes_below(dir) + bytes_below(staging);
  // Moved first, so that no half of a model is ever found in its place.
  const auto old = pull_dir(store.models_dir()) + "/" + model.facts.id + ".removed";
  fs::remove_all(old, error);
  fs::rename(dir, old, error);
  if (error && error != std::errc::no_such_file_or_directory) {
    return io_error("The model cannot be removed", error);
  }
  for (const auto& path : {old, staging}) {
    fs::remove_all(path, error);
    if (error) return io_error("The model cannot be removed", error);
  }
  return bytes;
}

Puller::Puller(const Store& store, Source source, const FetchOptions& options,
               const base::CancelToken& cancel)
    : store_(store), source_(std::move(source)), cancel_(cancel), fetcher_(options, cancel) {}

base::Result<PullPlan> Puller::plan(const CatalogueModel& model) {
  auto files = locate(model, store_.catalogue(), source_, fetcher_);
  if (files) return PullPlan{&model, *std::move(files)};
  const auto& error = files.error();
  if (error.kind == ErrorKind::kCancelled) return error;
  const bool refused = error.kind == ErrorKind::kUrlRefused;
  return Error{error.kind,
               fmt::format("{} cannot be pulled: {}.{}", model.facts.id, error.message,
                           refused ? advice(error.kind) : ""),
               error.detail};
}

// The name tells the content, so that a part of another content is not gone on with.
std::string Puller::part_path(const PullPlan& plan, std::size_t index) const {
  const auto& file = plan.files[index];
  const auto& sum = file.sha256.empty() ? file.git_id : file.sha256;
  return fmt::format("{}/{}.{}.part", staging_dir(store_, *plan.model), index, sum.substr(0, 16));
}

std::uint64_t Puller::bytes_here(const PullPlan& plan) const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    std::error_code error;
    const auto bytes = fs::file_size(part_path(plan, i), error);
    if (!error) sum += std::min<std::uint64_t>(bytes, plan.files[i].bytes);
  }
  return sum;
}

Status Puller::check_space(std::span<const PullPlan> plans) const {
  std::uint64_t wanted = 0;
  for (const auto& plan : plans) {
    wanted += plan.fetch_bytes() - bytes_here(plan);
    for (const auto& file : plan.files) {
      if (file.is_gzip) wanted += file.plain_bytes != 0 ? file.plain_bytes : 2 * file.bytes;
    }
  }
  if (auto status = make_folder(pull_dir(store_.models_dir())); !status) return status;
  std::error_code error;
  const auto space = fs::space(store_.models_dir(), error);
  if (error) return io_error("The models folder cannot be read", error);
  if (wanted <= space.available) return {};
  return Error{
      ErrorKind::kIo,
      fmt::format("The disk has {:.1f} MB free, and {:.1f} MB are wanted.",
                  static_cast<double>(space.available) / 1e6, static_cast<double>(wanted) / 1e6),
      store_.models_dir()};
}

Status Puller::pull(const PullPlan& plan, const PullProgress& progress) {
  const auto staging = staging_dir(store_, *plan.model);
  if (auto status = make_folder(staging); !status) return status;
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    const auto& file = plan.files[i];
    const auto report = [&](std::uint64_t bytes) {
      if (progress) progress(file, bytes);
    };
    if (auto status = fetcher_.file(file, part_path(plan, i), report); !status) {
      return named(*plan.model, file.path, status.error());
    }
  }
  const auto ready = staging + "/ready";
  if (auto status = put_together(plan, ready); !status) return status;
  if (auto status = put_in_place(ready, store_.dir_of(*plan.model), staging + "/old"); !status) {
    return status;
  }
  std::error_code ignored;
  fs::remove_all(staging, ignored);
  return {};
}

Status Puller::put_together(const PullPlan& plan, const std::string& ready) {
  std::error_code error;
  fs::remove_all(ready, error);
  Manifest manifest;
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    const auto& file = plan.files[i];
    const auto path = fs::path(ready) / file.path;
    if (auto status = make_folder(path.parent_path()); !status) return status;
    // Parts stay as they are until all is well: a link costs nothing.
    if (file.is_gzip) {
      const auto limit = file.plain_bytes != 0 ? file.plain_bytes : kMaxUnknownBytes;
      auto status = base::gunzip_file(part_path(plan, i), path, limit, cancel_);
      if (!status) return status;
    } else {
      fs::create_hard_link(part_path(plan, i), path, error);
      if (error) fs::copy_file(part_path(plan, i), path, error);
      if (error) return io_error("A file cannot be put in its place", error);
    }
    auto sum = base::sha256_file(path, cancel_);
    if (!sum) return sum.error();
    const auto bytes = fs::file_size(path, error);
    const bool right =
        file.plain_sha256.empty() || (*sum == file.plain_sha256 && bytes == file.plain_bytes);
    if (!right) {
      fs::remove(part_path(plan, i), error);
      return named(*plan.model, file.path,
                   {ErrorKind::kModelInvalid, "unpacked, it is another than is known", ""});
    }
    manifest[file.path] = {bytes, *std::move(sum)};
  }
  return base::write_file_atomically(fs::path(ready) / kManifestName, write_manifest(manifest));
}

}  // namespace dragoman::models
