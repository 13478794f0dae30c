#include "app/queue_worker.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "app/batch_plan.h"
#include "app/inputs.h"
#include "app/output_fan.h"
#include "app/translate_command.h"
#include "base/caught.h"
#include "base/log.h"
#include "base/pause.h"
#include "pipeline/translate.h"
#include "text/line_breaks.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;
using base::LogLevel;
using base::Result;
using base::Status;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{100};
constexpr milliseconds kLongestPause{10'000};

// Whether the same job may do better on another day, or on another machine.
bool may_pass(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUrlFailed:
    case ErrorKind::kUrlTimeout:
    case ErrorKind::kUnavailable:
    case ErrorKind::kCancelled:
    case ErrorKind::kIo:
    case ErrorKind::kStorageFull:
    case ErrorKind::kInternal:
      return true;
    default:
      return false;
  }
}

double share_of(const core::Progress& progress) {
  if (!progress.total || progress.total->count() <= 0) return 0;
  return std::clamp(progress.done / *progress.total, 0.0, 1.0);
}

}  // namespace

QueueWorker::QueueWorker(const queue::QueueSettings& settings, const std::string& name,
                         WorkerPlaces places, pipeline::Engines& engines,
                         const pipeline::Limits& limits, milliseconds grace)
    : queue_(settings, name),
      name_(name),
      places_(std::move(places)),
      results_(places_.results_dir),
      engines_(engines),
      limits_(limits),
      grace_(grace) {}

// Repeats what Redis could not do just now. Once the worker is to stop, what was not done by the
// end of the grace stays pending: another worker takes it over.
Status QueueWorker::persist(const std::function<Status()>& call, const base::CancelToken& stop) {
  auto pause = kFirstPause;
  std::optional<base::SteadyTime> until;
  while (true) {
    auto status = call();
    if (status || status.error().kind != ErrorKind::kUnavailable) return status;
    base::log(LogLevel::kWarning, "The queue is away", {{"why", status.error().message}});
    const auto now = std::chrono::steady_clock::now();
    if (stop.cancelled() && !until) until = now + grace_;
    if (until && now >= *until) return status;
    static_cast<void>(
        base::pause_for(until ? kFirstPause : pause, until ? base::CancelToken() : stop));
    pause = std::min(pause * 2, kLongestPause);
  }
}

Status QueueWorker::run(bool until_empty, const base::CancelToken& stop) {
  while (!stop.cancelled()) {
    std::optional<queue::Delivery> delivery;
    bool is_last = false;
    const auto take = [&]() -> Status {
      auto taken = queue_.take();
      if (!taken) return taken.error();
      delivery = *std::move(taken);
      if (delivery || !until_empty) return {};
      const auto empty = is_empty();
      if (empty) is_last = *empty;
      return empty ? Status() : empty.error();
    };
    auto status = persist(take, stop);
    if (status && delivery) status = work(*delivery, stop);
    if (!status && delivery && status.error().kind == ErrorKind::kInternal) {
      const auto why = status.error().message;  // what stands under the job's name is none of ours
      status = persist([&] { return queue_.bury(*delivery, nullptr, why); }, stop);
    }
    if (stop.cancelled()) break;
    if (!status) return status;
    if (is_last) break;
  }
  queue_.leave();
  return {};
}

Result<bool> QueueWorker::is_empty() {
  const auto counts = queue_.counts();
  if (!counts) return counts.error();
  return counts->queued + counts->pending == 0;
}

Status QueueWorker::work(const queue::Delivery& delivery, const base::CancelToken& stop) {
  const auto job = queue::parse_job_entry(delivery.fields);
  if (!job) {
    base::log(LogLevel::kWarning, "An entry is no job",
              {{"entry", delivery.entry}, {"why", job.error().message}});
    return persist([&] { return queue_.bury(delivery, nullptr, job.error().message); }, stop);
  }
  auto begun = queue::Begin::kDrop;
  auto status = persist(
      [&]() -> Status {
        const auto answer = queue_.begin(delivery, *job);
        if (answer) begun = *answer;
        return answer ? Status() : answer.error();
      },
      stop);
  if (!status || begun == queue::Begin::kDrop) return status;
  if (begun == queue::Begin::kSpent) {
    return persist([&] { return queue_.bury(delivery, &*job, why_spent(*job)); }, stop);
  }
  return work_on(delivery, *job, stop);
}

Status QueueWorker::work_on(const queue::Delivery& delivery, const queue::JobEntry& job,
                            const base::CancelToken& stop) {
  if (results_.find(job.id)) return settle(delivery, job, Broken::kNo, {}, stop);
  base::log(LogLevel::kInfo, "A job begins", {{"job", job.id}, {"worker", name_}});
  Heartbeat heartbeat(queue_, delivery, job, stop, grace_);
  const auto attempt = results_.begin(job.id, name_);
  Status done = attempt ? Status() : attempt.error();
  if (done) {
    try {
      done = translate(job, *attempt, heartbeat);
    } catch (...) {
      done = base::caught("The job failed.");
    }
  }
  const auto broken = heartbeat.end();
  if (done && broken == Broken::kNo) done = results_.publish(job.id, *attempt);
  if (attempt) results_.discard(*attempt);
  return settle(delivery, job, broken, done, stop);
}

Status QueueWorker::settle(const queue::Delivery& delivery, const queue::JobEntry& job,
                           Broken broken, const Status& done, const base::CancelToken& stop) {
  const auto say = [&](LogLevel level, std::string_view what, std::string_view why = "") {
    base::log(level, what, {{"job", job.id}, {"why", why}});
  };
  if (broken == Broken::kLost) {
    say(LogLevel::kWarning, "A job was taken over by another worker");
    return {};
  }
  if (broken == Broken::kCancelled) {
    say(LogLevel::kInfo, "A job is cancelled");
    return persist([&] { return queue_.end_cancelled(delivery, job); }, stop);
  }
  if (broken == Broken::kStopped) {
    say(LogLevel::kInfo, "A job is given back");
    return persist([&] { return queue_.give_back(delivery, job); }, stop);
  }
  if (done) {
    say(LogLevel::kInfo, "A job is done");
    const auto files = results_.find(job.id).value_or(std::vector<std::string>());
    return persist(
        [&]() -> Status {
          const auto finished = queue_.finish(delivery, job, files);
          return finished ? Status() : finished.error();
        },
        stop);
  }
  say(LogLevel::kWarning, "A job failed", done.error().message);
  if (may_pass(done.error().kind)) {
    return persist([&] { return queue_.fail(delivery, job, done.error().message); }, stop);
  }
  return persist([&] { return queue_.bury(delivery, &job, done.error().message); }, stop);
}

Status QueueWorker::translate(const queue::JobEntry& entry, const std::string& attempt,
                              Heartbeat& heartbeat) {
  const auto input = input_of(entry);
  if (!input) return input.error();
  TranslateArgs args;
  args.input = *input;
  args.source = entry.source;
  args.target = entry.target;
  if (!entry.voice.empty()) args.voice = entry.voice;
  std::vector<Output> outputs;
  for (const auto format : entry.formats) {
    const auto path = fs::path(attempt) / output_name(entry.input, entry.target, format);
    auto file = OutputFile::open(path, Unfinished::kUnseen);
    if (!file) return file.error();
    outputs.push_back({format, *std::move(file)});
    args.outputs.emplace_back(format, path);
  }
  auto job = job_of(args);
  if (job.speech && job.speech->voice.empty()) {
    auto voice = default_voice(engines_, *entry.target);
    if (!voice) return voice.error();
    job.speech->voice = *std::move(voice);
  }
  if (auto status = pipeline::validate(job, engines_); !status) return status;
  output::StringSink nowhere;
  OutputFan fan(std::move(outputs),
                {job.target, engines_.model_ids(), args.subtitles, &text::line_breaks}, nowhere,
                [&](const core::Event& event) {
                  const auto* progress = std::get_if<core::Progress>(&event);
                  if (progress != nullptr) heartbeat.progress(share_of(*progress));
                });
  auto status = pipeline::translate(job, engines_, limits_, fan, heartbeat.token());
  if (status) status = fan.finish();
  if (status) status = fan.commit();
  return status;
}

// Links are followed to their end before it is asked where that is.
Result<std::string> QueueWorker::input_of(const queue::JobEntry& job) const {
  if (is_url(job.input)) return job.input;
  if (places_.input_dir.empty()) {
    return Error{ErrorKind::kInvalidArgument,
                 "The input is a path, and the worker has no queue_input_dir.", ""};
  }
  std::error_code error;
  const auto path = fs::canonical(fs::path(places_.input_dir) / job.input, error);
  if (error)
    return Error{ErrorKind::kNotFound, "There is no such input in the folder of inputs.",
                 error.message()};
  const auto below = path.lexically_relative(places_.input_dir);
  if (below.empty() || *below.begin() == "..") {
    return Error{ErrorKind::kInvalidArgument, "The input leads out of the folder of inputs.", ""};
  }
  return path.string();
}

std::string QueueWorker::why_spent(const queue::JobEntry& job) {
  std::string last = "its worker ended without a word (a crash, or too little memory)";
  if (const auto known = queue_.look(job.id)) {
    for (const auto& [name, text] : *known) {
      if (name == "error" && !text.empty()) last = text;
    }
  }
  return fmt::format("Tried {} times: {}", queue_.settings().attempts, last);
}

}  // namespace dragoman::app
