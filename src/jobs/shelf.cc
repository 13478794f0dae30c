#include "jobs/shelf.h"

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/statvfs.h>

namespace dragoman::jobs {

namespace fs = std::filesystem;

namespace {

// Of a file, or of all files in a folder.
std::uint64_t bytes_at(const fs::path& path) {
  std::error_code fault;
  if (!fs::is_directory(path, fault)) {
    const auto bytes = fs::file_size(path, fault);
    return fault ? 0 : bytes;
  }
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(path, fault)) bytes += bytes_at(entry.path());
  return bytes;
}

}  // namespace

base::Status Space::check(std::uint64_t bytes) const {
  const auto used = used_.load();
  if (bytes > max_bytes_ || used > max_bytes_ - bytes) {
    return base::Error{base::ErrorKind::kStorageFull,
                       fmt::format("The server keeps {} bytes of files at most. Delete some, or "
                                   "come back once older ones are gone.",
                                   max_bytes_),
                       ""};
  }
  struct statvfs disk {};
  if (::statvfs(dir_.c_str(), &disk) != 0) return {};  // the write itself will say
  const std::uint64_t free = disk.f_bavail * disk.f_frsize;
  if (free >= kKeepFreeBytes && free - kKeepFreeBytes >= bytes) return {};
  return base::Error{base::ErrorKind::kStorageFull, "The server's disk is full.", ""};
}

base::Status Space::take(std::uint64_t bytes) {
  if (auto status = check(bytes); !status) return status;
  used_ += bytes;
  return {};
}

base::Status Draft::append(std::span<const std::uint8_t> bytes) {
  if (auto status = shelf_.space_.take(bytes.size()); !status) return status;
  const auto before = file_.size();
  auto status = file_.append(bytes);
  if (!status) shelf_.space_.give_back(before + bytes.size() - file_.size());
  return status;
}

Draft::~Draft() {
  if (!kept_) shelf_.remove(id_);
}

base::Result<std::unique_ptr<Shelf>> Shelf::open(std::string dir, Space& space) {
  std::error_code fault;
  fs::create_directories(dir, fault);
  if (fault)
    return base::Error{base::ErrorKind::kIo, "A folder could not be made.", fault.message()};
  return std::unique_ptr<Shelf>(new Shelf(std::move(dir), space));
}

base::Result<std::unique_ptr<Draft>> Shelf::write(const std::string& id, std::uint64_t keep_bytes) {
  std::error_code missing;
  const auto before = fs::file_size(path(id), missing);
  auto file = base::AppendFile::open(path(id), keep_bytes);
  if (!file) return file.error();
  if (!missing) space_.give_back(before - file->size());
  return std::make_unique<Draft>(*this, id, *std::move(file));
}

base::Result<base::File> Shelf::read(const std::string& id) const {
  return base::File::open(path(id));
}

std::string Shelf::path(std::string_view id) const { return dir_ + "/" + std::string(id); }

base::Result<std::string> Shelf::make_folder(const std::string& id) const {
  std::error_code fault;
  fs::create_directory(path(id), fault);
  if (fault)
    return base::Error{base::ErrorKind::kIo, "A folder could not be made.", fault.message()};
  return path(id);
}

base::Status Shelf::move_here(const std::string& id, const std::string& from) {
  remove(id);
  std::error_code fault;
  fs::rename(from, path(id), fault);
  if (fault) return base::Error{base::ErrorKind::kIo, "A file could not be kept.", fault.message()};
  return {};
}

void Shelf::remove(const std::string& id) {
  std::error_code fault;
  const auto bytes = bytes_at(path(id));
  if (fs::remove_all(path(id), fault) > 0 && !fault) space_.give_back(bytes);
}

void Shelf::sweep(const std::vector<std::string>& known) {
  const std::set<std::string> kept(known.begin(), known.end());
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(dir_, fault)) {
    if (kept.contains(entry.path().filename())) {
      space_.count(bytes_at(entry.path()));
    } else {
      fs::remove_all(entry.path(), fault);
    }
  }
}

}  // namespace dragoman::jobs
