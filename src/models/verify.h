#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/cancel.h"
#include "base/file_look.h"
#include "base/result.h"
#include "models/catalogue.h"

namespace dragoman::models {

enum class FileState : std::uint8_t { kGood, kMissing, kWrongSize, kWrongHash };

/// What a glance at the file system tells: kGood means that a file of the right size is there.
[[nodiscard]] FileState glance(const std::string& dir, const CatalogueFile& file);

/// The stamp of one model's folder: which of its files were hashed, and how they looked then. It
/// lies in the folder as
/// ".verified", one line a file: sha256, bytes, time of last change in nanoseconds, path. A file
/// that still looks the same (base/file_look.h) under the same expected hash is not hashed again.
/// This guards against damage, half-done copies and files put in its place, not against someone who
/// may write the stamp too: `dragoman models verify` hashes everything whatever the stamp says. One
/// thread at a time.
class Stamp {
 public:
  /// Reads the stamp; none, or one that cannot be understood, counts as empty.
  explicit Stamp(std::string dir);

  /// Whether the file is what the catalogue expects: by the stamp where it covers the file, else by
  /// hashing. `always_hash` leaves the stamp out of it. Errors: kIo, kCancelled.
  [[nodiscard]] base::Result<FileState> check(const CatalogueFile& file, bool always_hash,
                                              const base::CancelToken& cancel);

  /// Writes what was learnt. A folder that cannot be written to is no error: its files are hashed
  /// again next time.
  void save() const;

 private:
  struct Look {
    std::string sha256;
    base::FileLook file;
    friend bool operator==(const Look&, const Look&) = default;
  };

  [[nodiscard]] base::Result<Look> look_at(const CatalogueFile& file) const;

  std::string dir_;
  std::map<std::string, Look> verified_;  // by path
  bool changed_ = false;
};

}  // namespace dragoman::models
