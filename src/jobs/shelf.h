#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace dragoman::jobs {

/// How much of the disk may be taken, by the operator's choice and by what is free. Safe from any
/// thread.
class Space {
 public:
  /// The disk is never filled up to its last bytes: others live on it too.
  static constexpr std::uint64_t kKeepFreeBytes = 128ULL << 20U;

  Space(std::string dir, std::uint64_t max_bytes) : dir_(std::move(dir)), max_bytes_(max_bytes) {}

  /// Error: kStorageFull, which says what is full.
  [[nodiscard]] base::Status take(std::uint64_t bytes);
  void give_back(std::uint64_t bytes) { used_ -= bytes; }
  /// For what is there already.
  void count(std::uint64_t bytes) { used_ += bytes; }
  /// Whether so many could be taken now.
  [[nodiscard]] base::Status check(std::uint64_t bytes) const;

 private:
  const std::string dir_;
  const std::uint64_t max_bytes_;
  std::atomic<std::uint64_t> used_ = 0;
};

class Shelf;

/// A file that is being written; gone again unless it is kept. One thread at a time; the shelf
/// outlives it.
class Draft {
 public:
  Draft(Shelf& shelf, std::string id, base::AppendFile file)
      : shelf_(shelf), id_(std::move(id)), file_(std::move(file)) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft();

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] std::uint64_t bytes() const { return file_.size(); }
  /// Errors: kStorageFull, kIo.
  [[nodiscard]] base::Status append(std::span<const std::uint8_t> bytes);
  /// Its bytes are on the disk when this returns; then whoever wrote it adds the row that makes it
  /// known, and calls keep().
  [[nodiscard]] base::Status sync() const { return file_.sync(); }
  void keep() { kept_ = true; }

 private:
  Shelf& shelf_;
  const std::string id_;
  base::AppendFile file_;
  bool kept_ = false;
};

/// A folder of files, or of folders, that are named by ids of ours; a name that a client chose is
/// never one. Which of them count is said by the database: what no row knows is swept away at the
/// start. Safe from any thread.
class Shelf {
 public:
  /// The folder is made. `space` must outlive it.
  [[nodiscard]] static base::Result<std::unique_ptr<Shelf>> open(std::string dir, Space& space);

  /// `keep_bytes` of a file that is there already stay.
  [[nodiscard]] base::Result<std::unique_ptr<Draft>> write(const std::string& id,
                                                           std::uint64_t keep_bytes = 0);
  [[nodiscard]] base::Result<base::File> read(const std::string& id) const;
  [[nodiscard]] std::string path(std::string_view id) const;
  /// Makes a folder of that name where there is none. Who writes into it takes the room before.
  [[nodiscard]] base::Result<std::string> make_folder(const std::string& id) const;
  [[nodiscard]] base::Status take(std::uint64_t bytes) { return space_.take(bytes); }
  /// Moves a file here whose room is taken already, over what may be there.
  [[nodiscard]] base::Status move_here(const std::string& id, const std::string& from);
  void remove(const std::string& id);
  /// Removes all but `known`, and counts what stays.
  void sweep(const std::vector<std::string>& known);

 private:
  friend class Draft;
  Shelf(std::string dir, Space& space) : dir_(std::move(dir)), space_(space) {}

  const std::string dir_;
  Space& space_;
};

}  // namespace dragoman::jobs
