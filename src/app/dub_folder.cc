#include "app/dub_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/file.h>

#include "base/sha256.h"
#include "output/dub_project.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

Error not_written(const std::string& path, const std::string& why) {
  return {ErrorKind::kIo, fmt::format("{} cannot be written: {}.", path, why), ""};
}

}  // namespace

DubFolder::DubFolder(std::string dir, base::UniqueFd lock)
    : dir_(std::move(dir)),
      lock_(std::move(lock)),
      answers_(std::make_shared<engines::AnswerFolder>(dir_ + "/kept")) {}

base::Result<DubFolder> DubFolder::open(const std::string& dir) {
  std::error_code error;
  fs::create_directory(dir, error);  // not the folders above it, whose names may be a slip
  if (!error) fs::create_directory(dir + "/kept", error);
  if (error) return not_written(dir, error.message());
  base::UniqueFd lock(::open((dir + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!lock) return not_written(dir + "/lock", std::strerror(errno));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return Error{ErrorKind::kUnavailable,
                 fmt::format("Another dragoman is at work in {}: wait for it, or stop it.", dir),
                 ""};
  }
  return DubFolder(dir, std::move(lock));
}

base::Result<std::optional<core::DubProject>> DubFolder::project() const {
  auto text = base::read_file(project_path(), output::kMostProjectBytes);
  if (!text && text.error().kind == ErrorKind::kNotFound) return std::optional<core::DubProject>();
  if (!text) return Error{text.error().kind, project_path() + ": " + text.error().message, ""};
  auto project = output::read_dub_project(*text);
  if (!project) {
    return Error{project.error().kind, project_path() + ": " + project.error().message, ""};
  }
  return std::optional(*std::move(project));
}

base::Status DubFolder::save(const core::DubProject& project) const {
  return base::write_file_atomically(project_path(), output::write_dub_project(project));
}

base::Status DubFolder::clear() const {
  std::error_code error;
  fs::remove(project_path(), error);
  if (!error) fs::remove(partial(), error);
  if (!error) fs::remove_all(dir_ + "/kept", error);
  if (!error) fs::create_directories(dir_ + "/kept", error);
  return error ? base::Status(not_written(dir_, error.message())) : base::Status();
}

void DubFolder::remove_if_unused() const {
  std::error_code error;
  const bool unused = !fs::exists(project_path(), error) || fs::is_empty(dir_ + "/kept", error);
  if (unused && !error) fs::remove_all(dir_, error);
}

base::Result<core::DubFile> look_at_film(const std::string& path) {
  const auto file = base::File::open(path);
  if (!file) return Error{file.error().kind, path + ": " + file.error().message, ""};
  constexpr std::uint64_t kEnd = 1U << 20U;
  base::Sha256 sum;
  std::vector<std::uint8_t> bytes(std::min(kEnd, file->size()));
  for (const auto at : {std::uint64_t{0}, file->size() - bytes.size()}) {
    const auto got = file->read_at(at, bytes);
    if (!got) return got.error();
    sum.update(std::span(bytes).first(*got));
  }
  std::error_code error;
  const auto whole = fs::canonical(path, error);
  return core::DubFile{error ? path : whole.string(), file->size(), sum.finish()};
}

}  // namespace dragoman::app
