#include "models/verify.h"

#include <filesystem>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "base/file_look.h"
#include "base/files.h"
#include "base/log.h"
#include "base/sha256.h"

namespace dragoman::models {

namespace fs = std::filesystem;

namespace {

std::string stamp_path(const std::string& dir) { return fs::path(dir) / ".verified"; }

}  // namespace

FileState glance(const std::string& dir, const CatalogueFile& file) {
  std::error_code error;
  const auto path = fs::path(dir) / file.path;
  if (!fs::is_regular_file(path, error)) return FileState::kMissing;
  const auto bytes = fs::file_size(path, error);
  if (error) return FileState::kMissing;
  return bytes == file.bytes ? FileState::kGood : FileState::kWrongSize;
}

Stamp::Stamp(std::string dir) : dir_(std::move(dir)) {
  constexpr std::uint64_t kMaxStampBytes = 1U << 20U;
  const auto text = base::read_file(stamp_path(dir_), kMaxStampBytes);
  if (!text) return;
  std::istringstream in(*text);
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    Look look;
    std::string path;
    if (fields >> look.sha256 >> look.file.bytes >> look.file.changed_ns >> path)
      verified_[path] = look;
  }
}

base::Result<Stamp::Look> Stamp::look_at(const CatalogueFile& file) const {
  const auto look = base::look_at_file(fs::path(dir_) / file.path);
  if (look) return Look{file.sha256, *look};
  return base::Error{base::ErrorKind::kIo, fmt::format("{} cannot be read.", file.path),
                     look.error().detail};
}

base::Result<FileState> Stamp::check(const CatalogueFile& file, bool always_hash,
                                     const base::CancelToken& cancel) {
  if (const auto state = glance(dir_, file); state != FileState::kGood) return state;
  // Looked at before hashing: a change meanwhile makes the stamp void, not wrong.
  const auto look = look_at(file);
  if (!look) return look.error();
  const auto known = verified_.find(file.path);
  if (!always_hash && known != verified_.end() && known->second == *look) return FileState::kGood;
  const auto sum = base::sha256_file(fs::path(dir_) / file.path, cancel);
  if (!sum) return sum.error();
  if (*sum != file.sha256) {
    changed_ = verified_.erase(file.path) > 0 || changed_;
    return FileState::kWrongHash;
  }
  verified_[file.path] = *look;
  changed_ = true;
  return FileState::kGood;
}

void Stamp::save() const {
  if (!changed_) return;
  std::string text;
  for (const auto& [path, look] : verified_) {
    text += fmt::format("{} {} {} {}\n", look.sha256, look.file.bytes, look.file.changed_ns, path);
  }
  if (auto status = base::write_file_atomically(stamp_path(dir_), text); !status) {
    base::log(base::LogLevel::kDebug, "A stamp of verified models was not written",
              {{"detail", status.error().detail}});
  }
}

}  // namespace dragoman::models
