#include "queue/job_queue.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "queue/scripts.h"

namespace dragoman::queue {

namespace {

using base::ErrorKind;
using base::Result;
using base::Status;
using Kind = Reply::Kind;

constexpr std::chrono::milliseconds kWait{1000};
constexpr std::chrono::hours kKept{30 * 24};       // what is known of a job that has ended
constexpr std::chrono::hours kForgottenAfter{24};  // a worker without work
constexpr std::size_t kMaxReason = 1000;

std::string now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

Fields to_fields(const Reply& reply) {
  Fields fields;
  for (std::size_t i = 0; i + 1 < reply.list.size(); i += 2)
    fields.emplace_back(reply.list[i].text, reply.list[i + 1].text);
  return fields;
}

std::string_view field(const Fields& fields, std::string_view name) {
  for (const auto& [key, text] : fields) {
    if (key == name) return text;
  }
  return {};
}

// The first of entries as XRANGE and its kin write them: [[id, [field, text, ...]], ...]
std::optional<Delivery> first_entry(const Reply& entries) {
  if (entries.list.empty() || entries.list.front().list.size() < 2) return std::nullopt;
  const auto& entry = entries.list.front().list;
  return Delivery{entry[0].text, to_fields(entry[1])};
}

std::string shortened(std::string_view text) { return std::string(text.substr(0, kMaxReason)); }

}  // namespace

JobQueue::JobQueue(QueueSettings settings, std::string worker)
    : settings_(std::move(settings)), worker_(std::move(worker)), redis_(settings_.redis) {}

std::string JobQueue::key_of(const std::string& id) const {
  return fmt::format("{}:job:{}", settings_.stream, id);
}

Result<Reply> JobQueue::run(const char* script, const std::string& id,
                            std::vector<std::string> values) {
  std::vector<std::string> words{"EVAL",
                                 script,
                                 "4",
                                 settings_.stream,
                                 key_of(id),
                                 settings_.stream + ":counts",
                                 settings_.stream + ":dead"};
  words.insert(words.end(), std::make_move_iterator(values.begin()),
               std::make_move_iterator(values.end()));
  return redis_.command(words);
}

Result<std::optional<std::string>> JobQueue::enqueue(const JobEntry& job) {
  std::vector<std::string> values{now_ms(), job.input};
  for (const auto& [name, text] : queue::to_fields(job)) {
    values.push_back(name);
    values.push_back(text);
  }
  const auto answer = run(scripts::kEnqueue, job.id, std::move(values));
  if (!answer) return answer.error();
  return answer->text == "new" ? std::nullopt : std::optional(answer->text);
}

Status JobQueue::make_group() {
  const auto made =
      redis_.command({"XGROUP", "CREATE", settings_.stream, settings_.group, "0", "MKSTREAM"});
  const bool is_there = !made && made.error().message.find("BUSYGROUP") != std::string::npos;
  if (!made && !is_there) return made.error();
  const std::chrono::milliseconds forgotten_after = kForgottenAfter;
  const auto swept =
      run(scripts::kSweep, "", {settings_.group, std::to_string(forgotten_after.count())});
  if (!swept) return swept.error();
  has_group_ = true;
  return {};
}

Result<std::optional<Delivery>> JobQueue::take() {
  if (!has_group_) {
    if (auto status = make_group(); !status) return status.error();
  }
  auto taken = take_over();
  if (taken && !*taken) taken = take_new();
  // the stream was deleted under us: the next call makes it anew
  if (!taken && taken.error().kind == ErrorKind::kNotFound) {
    has_group_ = false;
    return std::optional<Delivery>();
  }
  return taken;
}

Result<std::optional<Delivery>> JobQueue::take_over() {
  const auto idle = std::to_string(settings_.claim_after.count());
  const auto answer = redis_.command({"XAUTOCLAIM", settings_.stream, settings_.group, worker_,
                                      idle, looked_until_, "COUNT", "1"});
  if (!answer) return answer.error();
  if (answer->list.size() < 2) return std::optional<Delivery>();
  looked_until_ = answer->list[0].text;
  return first_entry(answer->list[1]);
}

Result<std::optional<Delivery>> JobQueue::take_new() {
  const auto answer =
      redis_.command({"XREADGROUP", "GROUP", settings_.group, worker_, "COUNT", "1", "BLOCK",
                      std::to_string(kWait.count()), "STREAMS", settings_.stream, ">"},
                     kWait);
  if (!answer) return answer.error();
  if (answer->list.empty() || answer->list[0].list.size() < 2) return std::optional<Delivery>();
  return first_entry(answer->list[0].list[1]);
}

Result<Begin> JobQueue::begin(const Delivery& delivery, const JobEntry& job) {
  const auto answer = run(scripts::kBegin, job.id,
                          {settings_.group, delivery.entry, worker_, now_ms(),
                           std::to_string(settings_.attempts), job.input});
  if (!answer) return answer.error();
  if (answer->text == "run") return Begin::kRun;
  return answer->text == "spent" ? Begin::kSpent : Begin::kDrop;
}

Result<Hold> JobQueue::beat(const Delivery& delivery, const JobEntry& job, double progress) {
  const auto answer =
      run(scripts::kBeat, job.id,
          {settings_.group, delivery.entry, worker_, fmt::format("{:.3f}", progress)});
  if (!answer) return answer.error();
  if (answer->text == "mine") return Hold::kMine;
  return answer->text == "cancelled" ? Hold::kCancelled : Hold::kLost;
}

Result<bool> JobQueue::end(const Delivery& delivery, const JobEntry& job, const char* state,
                           const std::string& files) {
  const auto kept = std::to_string(std::chrono::seconds(kKept).count());
  const auto answer =
      run(scripts::kEnd, job.id, {settings_.group, delivery.entry, state, now_ms(), files, kept});
  if (!answer) return answer.error();
  return answer->number == 1;
}

Result<bool> JobQueue::finish(const Delivery& delivery, const JobEntry& job,
                              const std::vector<std::string>& files) {
  return end(delivery, job, "done", fmt::format("{}", fmt::join(files, "\n")));
}

Status JobQueue::end_cancelled(const Delivery& delivery, const JobEntry& job) {
  const auto ended = end(delivery, job, "cancelled", "");
  return ended ? Status() : ended.error();
}

Status JobQueue::release(const Delivery& delivery, const JobEntry& job,
                         std::chrono::milliseconds idle, const char* state, int more_attempts,
                         std::string_view error) {
  const auto answer = run(scripts::kRelease, job.id,
                          {settings_.group, delivery.entry, worker_, std::to_string(idle.count()),
                           state, std::to_string(more_attempts), shortened(error)});
  return answer ? Status() : answer.error();
}

Status JobQueue::fail(const Delivery& delivery, const JobEntry& job, std::string_view error) {
  return release(delivery, job, {}, "waiting", 0, error);
}

Status JobQueue::give_back(const Delivery& delivery, const JobEntry& job) {
  return release(delivery, job, settings_.claim_after, "queued", -1, "");
}

Status JobQueue::bury(const Delivery& delivery, const JobEntry* job, std::string_view reason) {
  const auto answer = run(scripts::kBury, job == nullptr ? "" : job->id,
                          {settings_.group, delivery.entry, worker_, now_ms(), shortened(reason),
                           job == nullptr ? "0" : "1"});
  return answer ? Status() : answer.error();
}

void JobQueue::leave() {
  const auto pending =
      redis_.command({"XPENDING", settings_.stream, settings_.group, "-", "+", "1", worker_});
  if (!pending || !pending->list.empty()) return;
  static_cast<void>(
      redis_.command({"XGROUP", "DELCONSUMER", settings_.stream, settings_.group, worker_}));
}

Result<QueueCounts> JobQueue::counts() {
  const auto length = redis_.command({"XLEN", settings_.stream});
  const auto letters = redis_.command({"XLEN", settings_.stream + ":dead"});
  const auto ended = redis_.command({"HMGET", settings_.stream + ":counts", "done", "cancelled"});
  for (const auto* answer : {&length, &letters, &ended}) {
    if (!*answer) return answer->error();
  }
  const auto pending = redis_.command({"XPENDING", settings_.stream, settings_.group});
  if (!pending && pending.error().kind != ErrorKind::kNotFound) return pending.error();
  QueueCounts counts;
  if (pending && !pending->list.empty()) counts.pending = pending->list[0].number;
  counts.queued = length->number - counts.pending;
  counts.dead = letters->number;
  const auto number = [](const Reply& reply) {
    return std::strtoll(reply.text.c_str(), nullptr, 10);
  };
  if (ended->list.size() == 2) {
    counts.done = number(ended->list[0]);
    counts.cancelled = number(ended->list[1]);
  }
  return counts;
}

Result<Fields> JobQueue::look(const std::string& id) {
  const auto answer = redis_.command({"HGETALL", key_of(id)});
  if (!answer) return answer.error();
  return to_fields(*answer);
}

Result<std::vector<DeadLetter>> JobQueue::dead(unsigned most) {
  const auto answer = redis_.command(
      {"XREVRANGE", settings_.stream + ":dead", "+", "-", "COUNT", std::to_string(most)});
  if (!answer) return answer.error();
  std::vector<DeadLetter> letters;
  for (const auto& entry : answer->list) {
    if (entry.list.size() < 2) continue;
    const auto fields = to_fields(entry.list[1]);
    const auto id = field(fields, "id");
    const bool is_job = is_job_id(id);
    letters.push_back({std::string(is_job ? id : ""),
                       std::string(is_job ? field(fields, "input") : ""),
                       std::string(field(fields, "reason"))});
  }
  return letters;
}

Result<std::string> JobQueue::retry(const std::string& id) {
  const auto answer = run(scripts::kRetry, id, {now_ms()});
  if (!answer) return answer.error();
  return answer->text;
}

Result<std::string> JobQueue::cancel(const std::string& id) {
  const auto answer = run(scripts::kCancel, id, {settings_.group, now_ms()});
  if (!answer) return answer.error();
  return answer->text;
}

}  // namespace dragoman::queue
