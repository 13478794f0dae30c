#include "jobs/state.h"

#include <fcntl.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>

namespace dragoman::jobs {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;
using base::Status;

constexpr std::size_t kCopyBytes = 1U << 20U;

Status make_private_folder(const std::string& dir) {
  std::error_code fault;
  const bool made = fs::create_directories(dir, fault);
  if (!fault && made) fs::permissions(dir, fs::perms::owner_all, fault);
  if (fault) return Error{ErrorKind::kIo, "The state folder could not be made.", fault.message()};
  return {};
}

base::Result<base::UniqueFd> lock_folder(const std::string& dir) {
  base::UniqueFd fd(::open((dir + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return Error{ErrorKind::kIo, "The state folder cannot be written to.", dir};
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
  return Error{ErrorKind::kUnavailable,
               "Another server uses this state folder. Give each its own (state_dir).", dir};
}

Status copy(const base::File& from, Draft& into) {
  std::vector<std::uint8_t> buffer(kCopyBytes);
  for (std::uint64_t at = 0;;) {
    const auto got = from.read_at(at, buffer);
    if (!got) return got.error();
    if (*got == 0) return {};
    if (auto status = into.append(std::span(buffer).first(*got)); !status) return status;
    at += *got;
  }
}

}  // namespace

State::State(base::UniqueFd lock, std::unique_ptr<Database> database, const StateOptions& options)
    : lock_(std::move(lock)),
      database_(std::move(database)),
      files_(*database_),
      jobs_(*database_),
      space_(options.dir, options.max_stored_bytes) {}

base::Result<std::unique_ptr<State>> State::open(const StateOptions& options) {
  if (auto status = make_private_folder(options.dir); !status) return status.error();
  auto lock = lock_folder(options.dir);
  if (!lock) return lock.error();
  auto database = Database::open(options.dir + "/state.sqlite3");
  if (!database) return database.error();
  std::unique_ptr<State> state(new State(*std::move(lock), *std::move(database), options));
  if (auto status = state->open_shelves(options.dir); !status) return status.error();
  if (auto status = state->sweep(); !status) return status.error();
  return state;
}

Status State::open_shelves(const std::string& dir) {
  for (const auto& [shelf, name] :
       {std::pair(&file_bytes_, "/files"), std::pair(&part_bytes_, "/parts"),
        std::pair(&speech_bytes_, "/speech"), std::pair(&films_, "/films"),
        std::pair(&work_, "/work")}) {
    auto opened = Shelf::open(dir + name, space_);
    if (!opened) return opened.error();
    *shelf = *std::move(opened);
  }
  return {};
}

Status State::sweep() {
  const auto files = files_.all_ids();
  if (!files) return files.error();
  const auto parts = files_.all_part_ids();
  if (!parts) return parts.error();
  const auto jobs = jobs_.all_ids();
  if (!jobs) return jobs.error();
  file_bytes_->sweep(*files);
  part_bytes_->sweep(*parts);
  speech_bytes_->sweep(*jobs);
  films_->sweep(*jobs);
  work_->sweep(*jobs);
  return {};
}

Status State::keep(Draft& draft, FileRecord& file) {
  file.bytes = draft.bytes();
  if (auto status = draft.sync(); !status) return status;
  if (auto status = files_.add(file); !status) return status;
  draft.keep();
  return {};
}

base::Result<bool> State::keep(Draft& draft, PartRecord& part) {
  part.bytes = draft.bytes();
  if (auto status = draft.sync(); !status) return status.error();
  auto added = files_.add(part);
  if (added && *added) draft.keep();
  return added;
}

base::Result<bool> State::join(const UploadRecord& upload, const std::vector<PartRecord>& parts,
                               FileRecord& file) {
  const auto draft = file_bytes_->write(file.id);
  if (!draft) return draft.error();
  for (const auto& part : parts) {
    const auto bytes = part_bytes_->read(part.id);
    if (!bytes) return bytes.error();
    if (auto status = copy(*bytes, **draft); !status) return status.error();
  }
  file.bytes = (*draft)->bytes();
  if (auto status = (*draft)->sync(); !status) return status.error();
  const auto all = files_.parts(upload.id);
  if (!all) return all.error();
  auto completed = files_.complete(upload.id, file);
  if (completed && *completed) {
    (*draft)->keep();
    remove_parts(*all);
  }
  return completed;
}

base::Result<bool> State::cancel(const UploadRecord& upload) {
  const auto parts = files_.parts(upload.id);
  if (!parts) return parts.error();
  auto cancelled = files_.cancel(upload.id);
  if (cancelled && *cancelled) remove_parts(*parts);
  return cancelled;
}

void State::remove_parts(const std::vector<PartRecord>& parts) {
  for (const auto& part : parts) part_bytes_->remove(part.id);
}

base::Result<bool> State::remove_file(const std::string& id) {
  auto removed = files_.remove(id);
  if (removed && *removed) file_bytes_->remove(id);
  return removed;
}

base::Result<bool> State::remove_job(const std::string& id) {
  auto removed = jobs_.remove(id);
  if (removed && *removed) {
    for (auto* shelf : {speech_bytes_.get(), films_.get(), work_.get()}) shelf->remove(id);
  }
  return removed;
}

Status State::clean(std::int64_t now) {
  const auto jobs = jobs_.expired(now);
  if (!jobs) return jobs.error();
  for (const auto& id : *jobs) {
    if (auto removed = remove_job(id); !removed) return removed.error();
  }
  const auto files = files_.expired(now);
  if (!files) return files.error();
  for (const auto& id : *files) {
    if (auto removed = remove_file(id); !removed) return removed.error();
  }
  const auto parts = files_.expired_parts(now);
  if (!parts) return parts.error();
  if (auto status = files_.remove_expired_uploads(now); !status) return status;
  for (const auto& id : *parts) part_bytes_->remove(id);
  return {};
}

}  // namespace dragoman::jobs
