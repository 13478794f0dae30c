#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace dragoman::base {

/// Owns a file descriptor; -1 is none.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept;
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  [[nodiscard]] int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

/// A regular file open for reading. read_at() is safe from any thread.
class File {
 public:
  /// Refuses everything that is not a regular file (devices and pipes could block or never end).
  /// Errors: kNotFound, kInvalidArgument (not a regular file), kIo.
  [[nodiscard]] static Result<File> open(const std::string& path);
  /// Wraps a descriptor, under the same rule.
  [[nodiscard]] static Result<File> adopt(UniqueFd fd);

  /// In bytes, when it was opened.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Reads up to into.size() bytes; fewer only at the end of the file, where it gives 0.
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset,
                                            std::span<std::uint8_t> into) const;

 private:
  File(UniqueFd fd, std::uint64_t size) : fd_(std::move(fd)), size_(size) {}
  UniqueFd fd_;
  std::uint64_t size_ = 0;
};

/// A whole regular file. Errors: as File::open, and kInvalidArgument for more than `max_bytes`.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::uint64_t max_bytes);

/// Replaces a file so that readers, and a crash at any moment, see the old bytes or the new, never
/// a part: a temporary file beside it, fsync, rename, fsync of the folder. The folder must exist.
/// Errors: kIo.
[[nodiscard]] Status write_file_atomically(const std::string& path, std::string_view bytes);

/// A named file that grows at its end. One thread at a time.
class AppendFile {
 public:
  /// Makes it where it is not there; what it holds beyond `keep_bytes` is cut off. Readable by
  /// its owner alone. Errors of all: kStorageFull, kIo.
  [[nodiscard]] static Result<AppendFile> open(const std::string& path,
                                               std::uint64_t keep_bytes = 0);
  [[nodiscard]] Status append(std::span<const std::uint8_t> bytes);
  /// Returns once its bytes, and its name, would survive a power cut.
  [[nodiscard]] Status sync() const;
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  AppendFile(UniqueFd fd, std::string path, std::uint64_t size)
      : fd_(std::move(fd)), path_(std::move(path)), size_(size) {}
  UniqueFd fd_;
  std::string path_;
  std::uint64_t size_ = 0;
};

/// TMPDIR, or what usually stands for it.
[[nodiscard]] std::string temporary_folder();

/// Bytes on their way through the temporary folder: a file without a name, so nothing
/// stays behind whatever happens. One thread appends; read_at() of bytes already appended is safe
/// from any thread.
class SpoolFile {
 public:
  [[nodiscard]] static Result<SpoolFile> create();

  /// Errors: kIo (the disk is full).
  [[nodiscard]] Status append(std::span<const std::uint8_t> bytes);
  /// Reads up to into.size() bytes; 0 behind the last.
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset,
                                            std::span<std::uint8_t> into) const;
  /// Bytes appended; for the appending thread.
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  explicit SpoolFile(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
  std::uint64_t size_ = 0;
};

/// A fresh folder under the temporary folder, removed with all it holds. If none can be made,
/// path() is empty.
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace dragoman::base
