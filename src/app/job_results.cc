#include "app/job_results.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/files.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;

base::Error cannot(std::string_view what, const std::error_code& error) {
  return {base::ErrorKind::kIo,
          fmt::format("The folder of results cannot be {}: {}.", what, error.message()), ""};
}

// A name is there for good, after a power cut too, once its folder is synchronised.
void sync_folder(const fs::path& folder) {
  const base::UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) static_cast<void>(::fsync(fd.get()));
}

void sync_files(const fs::path& folder) {
  std::error_code error;
  for (const auto& file : fs::directory_iterator(folder, error)) {
    const base::UniqueFd fd(::open(file.path().c_str(), O_RDONLY | O_CLOEXEC));
    if (fd) static_cast<void>(::fsync(fd.get()));
  }
  sync_folder(folder);
}

}  // namespace

std::optional<std::vector<std::string>> JobResults::find(const std::string& id) const {
  std::error_code error;
  fs::directory_iterator files(fs::path(dir_) / id, error);
  if (error) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& file : files)
    names.push_back(fmt::format("{}/{}", id, file.path().filename().string()));
  std::ranges::sort(names);
  return names;
}

base::Result<std::string> JobResults::begin(const std::string& id,
                                            const std::string& worker) const {
  const auto attempt = fs::path(dir_) / ".work" / fmt::format("{}@{}", id, worker);
  std::error_code error;
  fs::remove_all(attempt, error);
  fs::create_directories(attempt, error);
  if (error) return cannot("written to", error);
  return attempt.string();
}

base::Status JobResults::publish(const std::string& id, const std::string& attempt) const {
  sync_files(attempt);
  std::error_code error;
  fs::rename(attempt, fs::path(dir_) / id, error);
  if (error && !find(id)) return cannot("written to", error);
  sync_folder(dir_);
  std::vector<fs::path> remains;
  for (const auto& other : fs::directory_iterator(fs::path(dir_) / ".work", error)) {
    if (other.path().filename().string().starts_with(id + "@")) remains.push_back(other.path());
  }
  for (const auto& other : remains) fs::remove_all(other, error);
  return {};
}

void JobResults::discard(const std::string& attempt) const {
  std::error_code error;
  fs::remove_all(attempt, error);
}

}  // namespace dragoman::app
