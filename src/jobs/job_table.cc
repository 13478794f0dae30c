#include "jobs/job_table.h"

#include <array>

namespace dragoman::jobs {

namespace {

constexpr std::array<std::string_view, 5> kStates{"queued", "running", "succeeded", "failed",
                                                  "cancelled"};

JobState state_of(std::string_view name) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == name) return static_cast<JobState>(i);
  }
  return JobState::kFailed;
}

std::optional<std::int64_t> optional_integer(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

std::optional<core::Finished> finished_of(const Row& row) {
  if (row.is_null(18)) return std::nullopt;
  core::Finished finished;
  finished.reason = row.integer(13) != 0 ? core::FinishReason::kLength : core::FinishReason::kStop;
  finished.usage = {.input_audio_tokens = row.integer(14),
                    .input_video_tokens = optional_integer(row, 15),
                    .output_audio_tokens = row.integer(16),
                    .output_text_tokens = row.integer(17),
                    .input_duration = core::Seconds(row.real(18))};
  return finished;
}

// One a line.
std::vector<std::string> models_of(std::string_view text) {
  std::vector<std::string> models;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    models.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return models;
}

JobRecord job_of(const Row& row) {
  JobRecord job{.id = row.text(0),
                .client = row.text(1),
                .request = row.text(2),
                .file = row.text(3),
                .state = state_of(row.text(4)),
                .attempts = static_cast<int>(row.integer(5)),
                .created = row.integer(6),
                .started = optional_integer(row, 7),
                .ended = optional_integer(row, 8),
                .expires = row.integer(9),
                .done = core::Seconds(row.real(10)),
                .total = {},
                .models = models_of(row.text(19)),
                .error = row.text(12),
                .finished = finished_of(row),
                .film = row.text(20)};
  if (!row.is_null(11)) job.total = core::Seconds(row.real(11));
  return job;
}

Value or_null(const std::optional<std::int64_t>& number) {
  return number ? Value(*number) : Value(nullptr);
}

}  // namespace

std::string_view name_of(JobState state) { return kStates[static_cast<std::size_t>(state)]; }

base::Result<bool> JobTable::add(const JobRecord& job, std::int64_t max_waiting) {
  bool added = false;
  auto status = database_.transaction([&] {
    auto done = database_.execute(
        "INSERT INTO jobs (id, client, request, file, state, attempts, created, expires, done_s, "
        "error, reached_limit, film) SELECT ?1, ?2, ?3, ?4, 'queued', 0, ?5, ?6, 0, '', 0, ?8 "
        "WHERE (SELECT COUNT(*) FROM jobs WHERE state = 'queued') < ?7 "
        "AND (?4 = '' OR EXISTS (SELECT 1 FROM files WHERE id = ?4 AND client = ?2))",
        {job.id, job.client, job.request, job.file, job.created, job.expires, max_waiting,
         job.film});
    added = database_.changed() > 0;
    return done;
  });
  if (!status) return status.error();
  return added;
}

base::Result<std::optional<JobRecord>> JobTable::find(std::string_view id,
                                                      std::string_view client) {
  std::optional<JobRecord> found;
  auto status = database_.query("SELECT * FROM jobs WHERE id = ? AND client = ?", {id, client},
                                [&](const Row& row) { found = job_of(row); });
  if (!status) return status.error();
  return found;
}

base::Result<std::vector<JobRecord>> JobTable::list(std::string_view client, const Page& page) {
  std::vector<JobRecord> found;
  auto status = database_.query(
      "SELECT * FROM jobs WHERE client = ?1 AND (?2 = '' OR (created, id) < "
      "(SELECT created, id FROM jobs WHERE id = ?2 AND client = ?1)) "
      "ORDER BY created DESC, id DESC LIMIT ?3",
      {client, std::string_view(page.after), page.limit},
      [&](const Row& row) { found.push_back(job_of(row)); });
  if (!status) return status.error();
  return found;
}

base::Result<std::optional<JobRecord>> JobTable::take_next(std::int64_t now) {
  std::optional<JobRecord> taken;
  auto status = database_.query(
      "UPDATE jobs SET state = 'running', attempts = attempts + 1, "
      "started = COALESCE(started, ?) WHERE id = (SELECT id FROM jobs AS waiting "
      "WHERE state = 'queued' ORDER BY (SELECT COUNT(*) FROM jobs AS other WHERE "
      "other.client = waiting.client AND other.state = 'running'), created, rowid LIMIT 1) "
      "RETURNING *",
      {now}, [&](const Row& row) { taken = job_of(row); });
  if (!status) return status.error();
  return taken;
}

base::Result<bool> JobTable::any_queued() {
  bool any = false;
  auto status = database_.query("SELECT 1 FROM jobs WHERE state = 'queued' LIMIT 1", {},
                                [&](const Row&) { any = true; });
  if (!status) return status.error();
  return any;
}

base::Status JobTable::requeue_all() {
  return database_.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running'");
}

base::Status JobTable::put_back(std::string_view id) {
  return database_.execute(
      "UPDATE jobs SET state = 'queued', attempts = attempts - 1 WHERE id = ? AND state = "
      "'running'",
      {id});
}

base::Result<bool> JobTable::cancel_queued(std::string_view id, std::int64_t now) {
  bool cancelled = false;
  auto status = database_.transaction([&] {
    auto done = database_.execute(
        "UPDATE jobs SET state = 'cancelled', ended = ? WHERE id = ? AND state = 'queued'",
        {now, id});
    cancelled = database_.changed() > 0;
    return done;
  });
  if (!status) return status.error();
  return cancelled;
}

base::Status JobTable::set_models(std::string_view id, const std::vector<std::string>& models) {
  std::string text;
  for (const auto& model : models) text += model + "\n";
  return database_.execute("UPDATE jobs SET models = ? WHERE id = ?", {std::string_view(text), id});
}

base::Status JobTable::set_progress(std::string_view id, const core::Progress& progress) {
  return database_.execute("UPDATE jobs SET done_s = MAX(done_s, ?), total_s = ? WHERE id = ?",
                           {progress.done.count(),
                            progress.total ? Value(progress.total->count()) : Value(nullptr), id});
}

base::Status JobTable::end(const JobRecord& job) {
  const auto state = name_of(job.state);
  if (!job.finished) {
    return database_.execute("UPDATE jobs SET state = ?, ended = ?, error = ? WHERE id = ?",
                             {state, or_null(job.ended), job.error, job.id});
  }
  const auto& [reason, usage] = *job.finished;
  const auto duration_s = usage.input_duration.count();
  return database_.execute(
      "UPDATE jobs SET state = ?1, ended = ?2, reached_limit = ?3, input_audio = ?4, "
      "input_video = ?5, output_audio = ?6, output_text = ?7, input_s = ?8, done_s = ?8, "
      "total_s = ?8 WHERE id = ?9",
      {state, or_null(job.ended), std::int64_t{reason == core::FinishReason::kLength},
       usage.input_audio_tokens, or_null(usage.input_video_tokens), usage.output_audio_tokens,
       usage.output_text_tokens, duration_s, job.id});
}

base::Result<bool> JobTable::remove(std::string_view id) {
  bool removed = false;
  auto status = database_.transaction([&] {
    auto done = database_.execute(
        "DELETE FROM jobs WHERE id = ? AND state NOT IN ('queued', 'running')", {id});
    removed = database_.changed() > 0;
    return done;
  });
  if (!status) return status.error();
  return removed;
}

base::Result<std::vector<std::string>> JobTable::expired(std::int64_t now) {
  std::vector<std::string> found;
  auto status = database_.query(
      "SELECT id FROM jobs WHERE expires <= ? AND state NOT IN ('queued', 'running')", {now},
      [&](const Row& row) { found.push_back(row.text(0)); });
  if (!status) return status.error();
  return found;
}

base::Result<std::vector<std::string>> JobTable::all_ids() {
  std::vector<std::string> found;
  auto status = database_.query("SELECT id FROM jobs", {},
                                [&](const Row& row) { found.push_back(row.text(0)); });
  if (!status) return status.error();
  return found;
}

}  // namespace dragoman::jobs
