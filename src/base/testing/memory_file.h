#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include <sys/mman.h>

#include "base/files.h"

namespace dragoman::base::testing {

/// Bytes as a regular file of no folder, for parsers that take a path.
class MemoryFile {
 public:
  explicit MemoryFile(std::span<const std::uint8_t> bytes)
      : fd_(::memfd_create("file", MFD_CLOEXEC)) {
    const auto written = ::write(fd_.get(), bytes.data(), bytes.size());
    if (written != static_cast<ssize_t>(bytes.size())) std::abort();
  }
  /// Good as long as the object.
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_.get()); }

 private:
  UniqueFd fd_;
};

}  // namespace dragoman::base::testing
