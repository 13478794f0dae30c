#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"

namespace dragoman::engines::ctranslate2 {

/// A whole file, mapped read-only: pages are read when touched and shared between processes. Moves
/// keep the address. The file must not shrink while it is mapped; the model store replaces files by
/// renaming, which is safe. Thread rule: const access from any.
class MappedFile {
 public:
  /// Errors: kModelMissing (no such file), kModelInvalid (empty, or not a regular file), kIo.
  [[nodiscard]] static base::Result<MappedFile> open(const std::string& path);

  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
  /// Gives the pages read so far back to the system: after a pass over the whole file, those that
  /// matter come back by themselves.
  void release_pages() const;

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::span<const std::byte> bytes_;
};

}  // namespace dragoman::engines::ctranslate2
