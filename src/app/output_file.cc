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

// One without a name in the folder of `target`; none where the file system has no such files.
base::UniqueFd open_unseen(const std::string& target) {
  const auto folder = fs::path(target).parent_path();
  return base::UniqueFd(
      ::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
}

}  // namespace

OutputFile::OutputFile(base::UniqueFd fd, std::string path, std::string partial, bool is_named)
    : fd_(std::move(fd)),
      sink_(fd_.get()),
      path_(std::move(path)),
      partial_(std::move(partial)),
      is_named_(is_named) {}

base::Result<std::unique_ptr<OutputFile>> OutputFile::open(const std::string& path,
                                                           Unfinished unfinished) {
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
  base::UniqueFd fd;
  if (unfinished == Unfinished::kUnseen && !special) fd = open_unseen(target);
  const bool is_named = !fd;
  if (is_named) {
    const int flags = O_CLOEXEC | O_WRONLY | (special ? 0 : O_CREAT | O_TRUNC);
    fd = base::UniqueFd(::open(special ? target.c_str() : partial.c_str(), flags, 0666));
  }
  if (!fd) return not_writable(path);
  return std::unique_ptr<OutputFile>(
      new OutputFile(std::move(fd), std::move(target), std::move(partial), is_named));
}

OutputFile::~OutputFile() {
  if (is_named_ && !partial_.empty()) ::unlink(partial_.c_str());
}

base::Status OutputFile::append(std::string_view bytes) { return sink_.append(bytes); }

base::Status OutputFile::overwrite_start(std::string_view bytes) {
  return sink_.overwrite_start(bytes);
}

base::Status OutputFile::give_name() {
  if (is_named_) return {};
  const auto own = fmt::format("/proc/self/fd/{}", fd_.get());
  ::unlink(partial_.c_str());  // of an earlier run
  if (::linkat(AT_FDCWD, own.c_str(), AT_FDCWD, partial_.c_str(), AT_SYMLINK_FOLLOW) != 0) {
    return not_writable(path_);
  }
  is_named_ = true;
  return {};
}

base::Status OutputFile::commit() {
  if (partial_.empty()) return {};
  if (::fsync(fd_.get()) != 0) return not_writable(path_);
  if (auto status = give_name(); !status) return status;
  if (::rename(partial_.c_str(), path_.c_str()) != 0) return not_writable(path_);
  partial_.clear();
  return {};
}

std::string OutputFile::keep() {
  if (partial_.empty() || !give_name()) return path_;
  return std::exchange(partial_, "");
}

}  // namespace dragoman::app
