#include "base/file_look.h"

#include <cerrno>
#include <system_error>

#include <sys/stat.h>

namespace dragoman::base {

Result<FileLook> look_at_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    return Error{absent ? ErrorKind::kNotFound : ErrorKind::kIo, "The file cannot be read.",
                 path + ": " + std::generic_category().message(errno)};
  }
  if (!S_ISREG(status.st_mode)) return Error{ErrorKind::kIo, "It is not a regular file.", path};
  constexpr std::int64_t kSecond = 1'000'000'000;
  return FileLook{
      .bytes = static_cast<std::uint64_t>(status.st_size),
      .changed_ns = std::int64_t{status.st_ctim.tv_sec} * kSecond + status.st_ctim.tv_nsec};
}

}  // namespace dragoman::base
