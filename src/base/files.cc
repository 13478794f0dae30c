#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>

namespace dragoman::base {

namespace {

std::string reason(int code) { return std::generic_category().message(code); }

Error io_error(std::string_view what, int code) {
  if (code == ENOSPC || code == EDQUOT || code == EFBIG) {
    return {ErrorKind::kStorageFull, "The disk is full.", std::string(what)};
  }
  return {ErrorKind::kIo, fmt::format("{}: {}.", what, reason(code)), ""};
}

Status write_all(int fd, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return io_error("A file could not be written", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::size_t> pread_full(int fd, std::uint64_t offset, std::span<std::uint8_t> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto got =
        ::pread(fd, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("A file could not be read", errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

// A named file that is gone again unless it is kept.
class Draft {
 public:
  explicit Draft(std::string beside)
      : name_(std::move(beside) + ".XXXXXX"), fd_(::mkostemp(name_.data(), O_CLOEXEC)) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (fd_ && !kept_) ::unlink(name_.c_str());
  }
  [[nodiscard]] int fd() const { return fd_.get(); }
  bool keep_as(const std::string& path) {
    kept_ = ::rename(name_.c_str(), path.c_str()) == 0;
    return kept_;
  }

 private:
  std::string name_;
  UniqueFd fd_;
  bool kept_ = false;
};

Status sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const UniqueFd fd(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return io_error("A folder could not be written", errno);
  return {};
}

}  // namespace

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void UniqueFd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<File> File::open(const std::string& path) {
  // Without O_NONBLOCK, opening a pipe waits for its writer.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd && (errno == ENOENT || errno == ENOTDIR)) {
    return Error{ErrorKind::kNotFound, "There is no such file. Check its name.", path};
  }
  if (!fd) return io_error("The file could not be opened", errno);
  return adopt(std::move(fd));
}

Result<File> File::adopt(UniqueFd fd) {
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return io_error("The file could not be opened", errno);
  if (!S_ISREG(status.st_mode)) {
    return Error{ErrorKind::kInvalidArgument,
                 "This is not a regular file but a folder, device or pipe.", ""};
  }
  return File(std::move(fd), static_cast<std::uint64_t>(status.st_size));
}

Result<std::size_t> File::read_at(std::uint64_t offset, std::span<std::uint8_t> into) const {
  return pread_full(fd_.get(), offset, into);
}

Result<std::string> read_file(const std::string& path, std::uint64_t max_bytes) {
  const auto file = File::open(path);
  if (!file) return file.error();
  if (file->size() > max_bytes) {
    return Error{ErrorKind::kInvalidArgument,
                 fmt::format("The file is larger than the limit of {} bytes.", max_bytes), path};
  }
  std::string bytes(file->size(), '\0');
  const auto read = file->read_at(0, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  if (!read) return read.error();
  bytes.resize(*read);
  return bytes;
}

Status write_file_atomically(const std::string& path, std::string_view bytes) {
  Draft draft(path);
  if (draft.fd() < 0) return io_error("A file could not be made", errno);
  const std::span data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (auto status = write_all(draft.fd(), data); !status) return status;
  constexpr mode_t kReadableByAll = 0644;
  if (::fchmod(draft.fd(), kReadableByAll) != 0 || ::fsync(draft.fd()) != 0 ||
      !draft.keep_as(path)) {
    return io_error("A file could not be written", errno);
  }
  return sync_folder_of(path);
}

Result<AppendFile> AppendFile::open(const std::string& path, std::uint64_t keep_bytes) {
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0) return io_error("A file could not be made", errno);
  const auto kept = std::min(static_cast<off_t>(keep_bytes), status.st_size);
  if (::ftruncate(fd.get(), kept) != 0 || ::lseek(fd.get(), kept, SEEK_SET) != kept) {
    return io_error("A file could not be written", errno);
  }
  return AppendFile(std::move(fd), path, static_cast<std::uint64_t>(kept));
}

Status AppendFile::append(std::span<const std::uint8_t> bytes) {
  if (auto status = write_all(fd_.get(), bytes); !status) return status;
  size_ += bytes.size();
  return {};
}

Status AppendFile::sync() const {
  if (::fdatasync(fd_.get()) != 0) return io_error("A file could not be written", errno);
  return sync_folder_of(path_);
}

std::string temporary_folder() {
  std::error_code ignored;
  const auto folder = std::filesystem::temp_directory_path(ignored);
  return folder.empty() ? "/tmp" : folder.string();
}

Result<SpoolFile> SpoolFile::create() {
  const auto folder = temporary_folder();
  UniqueFd fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (fd) return SpoolFile(std::move(fd));
  // Not every file system has files without a name.
  std::string name = folder + "/dragoman.XXXXXX";
  fd = UniqueFd(::mkostemp(name.data(), O_CLOEXEC));
  if (!fd) return io_error("No temporary file could be made", errno);
  ::unlink(name.c_str());
  return SpoolFile(std::move(fd));
}

Status SpoolFile::append(std::span<const std::uint8_t> bytes) {
  if (auto status = write_all(fd_.get(), bytes); !status) return status;
  size_ += bytes.size();
  return {};
}

Result<std::size_t> SpoolFile::read_at(std::uint64_t offset, std::span<std::uint8_t> into) const {
  return pread_full(fd_.get(), offset, into);
}

TempDir::TempDir() {
  std::string name = temporary_folder() + "/dragoman.XXXXXX";
  if (::mkdtemp(name.data()) != nullptr) path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace dragoman::base
