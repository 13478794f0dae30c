#include "engines/ctranslate2/mapped_file.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/files.h"
#include "engines/ctranslate2/model_error.h"

namespace dragoman::engines::ctranslate2 {

namespace {

base::Error cannot_read(const std::string& path) {
  const int error = errno;
  return {error == ENOENT ? base::ErrorKind::kModelMissing : base::ErrorKind::kIo,
          "A file of the translation model cannot be read. Install the model again.",
          fmt::format("{}: {}", path, std::strerror(error))};
}

}  // namespace

base::Result<MappedFile> MappedFile::open(const std::string& path) {
  const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct ::stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return cannot_read(path);
  if (!S_ISREG(status.st_mode) || status.st_size <= 0) {
    auto error = invalid_model("one of its files is empty");
    error.detail = path;
    return error;
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (address == MAP_FAILED) return cannot_read(path);
  return MappedFile({static_cast<const std::byte*>(address), size});
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

void MappedFile::release_pages() const {
  if (!bytes_.empty()) {
    ::madvise(const_cast<std::byte*>(bytes_.data()), bytes_.size(), MADV_DONTNEED);
  }
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace dragoman::engines::ctranslate2
