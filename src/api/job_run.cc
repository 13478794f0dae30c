#include "api/job_run.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/caught.h"
#include "base/log.h"

namespace dragoman::api {

namespace {

constexpr std::size_t kMaxQueuedBytes = 2U << 20U;  // 44 seconds of speech
constexpr std::size_t kEventBytes = 64;

std::size_t weight_of(const core::Event& event) {
  if (const auto* delta = std::get_if<core::TextDelta>(&event)) {
    return kEventBytes + delta->text.size();
  }
  if (const auto* delta = std::get_if<core::AudioDelta>(&event)) {
    return kEventBytes + delta->samples.size() * sizeof(std::int16_t);
  }
  if (const auto* done = std::get_if<core::SegmentDone>(&event)) {
    const auto& segment = done->segment;
    return kEventBytes * (1 + segment.words.size()) + segment.source_text.size() +
           segment.target_text.size();
  }
  return kEventBytes;
}

base::Status run_caught(const RunFn& run, core::EventSink& sink, const base::CancelToken& cancel) {
  try {
    return run(sink, cancel);
  } catch (...) {
    return base::caught("The job failed.");
  }
}

base::Error reader_gone() { return {base::ErrorKind::kCancelled, "The client went away.", ""}; }

}  // namespace

class JobRun::Sink final : public core::EventSink {
 public:
  explicit Sink(base::BoundedQueue<Item>& queue) : queue_(queue) {}

  base::Status emit(core::Event event, const base::CancelToken& cancel) override {
    started_ = started_ || std::holds_alternative<core::Started>(event);
    if (std::holds_alternative<core::SpeechDone>(event)) return cancel.check();
    if (!started_ && std::holds_alternative<core::Progress>(event)) return cancel.check();
    const auto weight = weight_of(event);
    if (queue_.push(std::move(event), weight, cancel) == base::PushResult::kOk) return {};
    auto status = cancel.check();
    return status ? base::Status(reader_gone()) : status;
  }

 private:
  base::BoundedQueue<Item>& queue_;
  bool started_ = false;
};

JobRun::JobRun(RunFn run, const base::CancelToken& parent, std::optional<base::SteadyTime> deadline)
    : cancel_(parent, deadline),
      queue_(kMaxQueuedBytes),
      thread_([this, run = std::move(run), log = base::log_context()] {
        const base::LogScope scope(log);
        Sink sink(queue_);
        auto status = run_caught(run, sink, cancel_.token());
        end(std::move(status));
      }) {}

JobRun::~JobRun() {
  cancel_.cancel(base::CancelReason::kClientGone);
  queue_.close();
}

void JobRun::end(base::Status status) {
  try {
    queue_.push(std::move(status), 0, cancel_.token());
  } catch (...) {  // no memory: a queue that closes without a status tells of a fault
  }
  queue_.close();
}

JobRun::Next JobRun::next(std::optional<std::chrono::milliseconds> patience) {
  const auto token = cancel_.token();
  std::optional<base::SteadyTime> until;
  if (patience) until = std::chrono::steady_clock::now() + *patience;
  const base::CancelSource wait(token, until);
  if (auto item = queue_.pop(wait.token())) {
    return std::visit([](auto&& value) { return Next(std::forward<decltype(value)>(value)); },
                      *std::move(item));
  }
  if (auto status = token.check(); !status) return status;
  if (wait.token().cancelled()) return Quiet{};
  return base::Status(
      base::Error{base::ErrorKind::kInternal, "", "the job ended without a status"});
}

std::optional<base::SteadyTime> deadline_in(std::chrono::milliseconds max_job_time) {
  if (max_job_time.count() == 0) return std::nullopt;
  return std::chrono::steady_clock::now() + max_job_time;
}

}  // namespace dragoman::api
