#include "app/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;

base::Error not_writable(const std::string& path) {
  return {base::ErrorKind::kIo,
          fmt::format("{} cannot be written: {}.", path, std::strerror(errno)), ""};
}

}  // namespace

OutputFile::OutputFile(base::UniqueFd fd, std::string path, std::string partial)
    : fd_(std::move(fd)), sink_(fd_.get()), path_(std::move(path)), partial_(std::move(partial)) {}

base::Result<std::unique_ptr<OutputFile>> OutputFile::open(const std::string& path) {
  std::error_code error;
  // Through symbolic links, so that the link stays and its target is replaced.
  std::string target = fs::weakly_canonical(path, error);
  if (error) target = path;
  const auto status = fs::status(target, error);
  if (fs::is_directory(status)) {
    errno = EISDIR;
    return not_writable(path);
  }
  const bool special = fs::exists(status) && !fs::is_regular_file(status);
  if (fs::is_regular_file(status) && ::access(target.c_str(), W_OK) != 0) return not_writable(path);
  std::string partial = special ? "" : target + ".partial";
  const int flags = O_CLOEXEC | O_WRONLY | (special ? 0 : O_CREAT | O_TRUNC);
  base::UniqueFd fd(::open(special ? target.c_str() : partial.c_str(), flags, 0666));
  if (!fd) return not_writable(path);
  return std::unique_ptr<OutputFile>(
      new OutputFile(std::move(fd), std::move(target), std::move(partial)));
}

OutputFile::~OutputFile() {
  if (!partial_.empty()) ::unlink(partial_.c_str());
}

base::Status OutputFile::append(std::string_view bytes) { return sink_.append(bytes); }

base::Status OutputFile::overwrite_start(std::string_view bytes) {
  return sink_.overwrite_start(bytes);
}

base::Status OutputFile::commit() {
  if (partial_.empty()) return {};
  if (::fsync(fd_.get()) != 0 || ::rename(partial_.c_str(), path_.c_str()) != 0) {
    return not_writable(path_);
  }
  partial_.clear();
  return {};
}

std::string OutputFile::keep() { return partial_.empty() ? path_ : std::exchange(partial_, ""); }

}  // namespace dragoman::app
