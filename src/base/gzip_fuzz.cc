// Any bytes as a gzip file: unpacked within the bound, or refused and nothing left behind.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/files.h"
#include "base/gzip.h"
#include "base/testing/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace base = dragoman::base;
  static const base::TempDir dir;
  const auto to = dir.path() + "/unpacked";
  constexpr std::uint64_t kMost = 1U << 16U;
  const base::testing::MemoryFile packed({data, size});
  const auto status = base::gunzip_file(packed.path(), to, kMost);
  std::error_code error;
  if (status.ok() != std::filesystem::exists(to, error)) std::abort();
  if (status.ok() && std::filesystem::file_size(to, error) > kMost) std::abort();
  std::filesystem::remove(to, error);
  return 0;
}
