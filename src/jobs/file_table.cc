#include "jobs/file_table.h"

#include <array>
#include <utility>

namespace dragoman::jobs {

namespace {

constexpr std::array<std::string_view, 3> kStates{"pending", "completed", "cancelled"};

std::string_view name_of(UploadState state) { return kStates[static_cast<std::size_t>(state)]; }

UploadState upload_state(const std::string& name) {
  if (name == name_of(UploadState::kPending)) return UploadState::kPending;
  return name == name_of(UploadState::kCompleted) ? UploadState::kCompleted
                                                  : UploadState::kCancelled;
}

auto whole(std::uint64_t number) { return static_cast<std::int64_t>(number); }

FileRecord file_of(const Row& row) {
  return {.id = row.text(0),
          .client = row.text(1),
          .name = row.text(2),
          .purpose = row.text(3),
          .bytes = static_cast<std::uint64_t>(row.integer(4)),
          .created = row.integer(5),
          .expires = row.integer(6)};
}

UploadRecord upload_of(const Row& row) {
  return {.id = row.text(0),
          .client = row.text(1),
          .name = row.text(2),
          .purpose = row.text(3),
          .mime_type = row.text(4),
          .bytes = static_cast<std::uint64_t>(row.integer(5)),
          .created = row.integer(6),
          .expires = row.integer(7),
          .state = upload_state(row.text(8)),
          .file = row.text(9)};
}

}  // namespace

base::Status FileTable::add(const FileRecord& file) {
  return database_.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
                           {file.id, file.client, file.name, file.purpose, whole(file.bytes),
                            file.created, file.expires});
}

base::Result<std::optional<FileRecord>> FileTable::find(std::string_view id,
                                                        std::string_view client) {
  std::optional<FileRecord> found;
  auto status = database_.query("SELECT * FROM files WHERE id = ? AND client = ?", {id, client},
                                [&](const Row& row) { found = file_of(row); });
  if (!status) return status.error();
  return found;
}

base::Result<std::vector<FileRecord>> FileTable::list(std::string_view client, const Page& page) {
  std::vector<FileRecord> found;
  auto status = database_.query(
      "SELECT * FROM files WHERE client = ?1 AND (?2 = '' OR (created, id) < "
      "(SELECT created, id FROM files WHERE id = ?2 AND client = ?1)) "
      "ORDER BY created DESC, id DESC LIMIT ?3",
      {client, std::string_view(page.after), page.limit},
      [&](const Row& row) { found.push_back(file_of(row)); });
  if (!status) return status.error();
  return found;
}

base::Result<bool> FileTable::remove(std::string_view id) {
  bool removed = false;
  auto status = database_.transaction([&] {
    auto done = database_.execute(
        "DELETE FROM files WHERE id = ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.file = "
        "files.id AND state IN ('queued', 'running'))",
        {id});
    removed = database_.changed() > 0;
    return done;
  });
  if (!status) return status.error();
  return removed;
}

base::Result<std::vector<std::string>> FileTable::expired(std::int64_t now) {
  return ids(
      "SELECT id FROM files WHERE expires <= ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE "
      "jobs.file = files.id AND state IN ('queued', 'running'))",
      {now});
}

base::Result<std::vector<std::string>> FileTable::all_ids() { return ids("SELECT id FROM files"); }

base::Status FileTable::add(const UploadRecord& upload) {
  return database_.execute(
      "INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {upload.id, upload.client, upload.name, upload.purpose, upload.mime_type, whole(upload.bytes),
       upload.created, upload.expires, name_of(upload.state), upload.file});
}

base::Result<std::optional<UploadRecord>> FileTable::find_upload(std::string_view id,
                                                                 std::string_view client) {
  std::optional<UploadRecord> found;
  auto status = database_.query("SELECT * FROM uploads WHERE id = ? AND client = ?", {id, client},
                                [&](const Row& row) { found = upload_of(row); });
  if (!status) return status.error();
  return found;
}

base::Result<std::vector<PartRecord>> FileTable::parts(std::string_view upload) {
  std::vector<PartRecord> found;
  auto status = database_.query(
      "SELECT id, upload, bytes, created FROM parts WHERE upload = ? ORDER BY rowid", {upload},
      [&](const Row& row) {
        found.push_back(
            {row.text(0), row.text(1), static_cast<std::uint64_t>(row.integer(2)), row.integer(3)});
      });
  if (!status) return status.error();
  return found;
}

base::Result<bool> FileTable::add(const PartRecord& part) {
  bool added = false;
  auto status = database_.transaction([&] {
    auto done = database_.execute(
        "INSERT INTO parts SELECT ?, id, ?, ? FROM uploads WHERE id = ? AND state = 'pending'",
        {part.id, whole(part.bytes), part.created, part.upload});
    added = database_.changed() > 0;
    return done;
  });
  if (!status) return status.error();
  return added;
}

base::Result<bool> FileTable::complete(std::string_view upload, const FileRecord& file) {
  bool completed = false;
  auto status = database_.transaction([&]() -> base::Status {
    auto settled = settle(upload, name_of(UploadState::kCompleted), file.id);
    if (!settled) return settled.error();
    completed = *settled;
    return completed ? add(file) : base::Status();
  });
  if (!status) return status.error();
  return completed;
}

base::Result<bool> FileTable::cancel(std::string_view upload) {
  bool cancelled = false;
  auto status = database_.transaction([&]() -> base::Status {
    auto settled = settle(upload, name_of(UploadState::kCancelled), "");
    if (!settled) return settled.error();
    cancelled = *settled;
    return {};
  });
  if (!status) return status.error();
  return cancelled;
}

base::Result<bool> FileTable::settle(std::string_view upload, std::string_view state,
                                     std::string_view file) {
  auto status =
      database_.execute("UPDATE uploads SET state = ?, file = ? WHERE id = ? AND state = 'pending'",
                        {state, file, upload});
  if (!status) return status.error();
  if (database_.changed() == 0) return false;
  status = database_.execute("DELETE FROM parts WHERE upload = ?", {upload});
  if (!status) return status.error();
  return true;
}

base::Result<std::vector<std::string>> FileTable::expired_parts(std::int64_t now) {
  return ids("SELECT parts.id FROM parts JOIN uploads ON uploads.id = upload WHERE expires <= ?",
             {now});
}

base::Status FileTable::remove_expired_uploads(std::int64_t now) {
  return database_.execute("DELETE FROM uploads WHERE expires <= ?", {now});
}

base::Result<std::vector<std::string>> FileTable::all_part_ids() {
  return ids("SELECT id FROM parts");
}

base::Result<std::vector<std::string>> FileTable::ids(std::string_view sql,
                                                      std::initializer_list<Value> values) {
  std::vector<std::string> found;
  auto status = database_.query(sql, values, [&](const Row& row) { found.push_back(row.text(0)); });
  if (!status) return status.error();
  return found;
}

}  // namespace dragoman::jobs
