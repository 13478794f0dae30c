#include "app/queue_command.h"

#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "app/inputs.h"
#include "app/queue_settings.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;
using base::Result;
using base::Status;

constexpr unsigned kMostDeadShown = 1000;

// As workers on other machines will find it.
Result<std::string> relative_input(const std::string& input, const std::string& folder) {
  if (folder.empty()) {
    return Error{ErrorKind::kInvalidArgument,
                 "queue_input_dir must name the folder that the workers read files from.", ""};
  }
  std::error_code error;
  const auto whole = fs::canonical(input, error);
  if (error || !fs::is_regular_file(whole))
    return Error{ErrorKind::kNotFound, fmt::format("There is no file {}.", input), ""};
  const auto below = whole.lexically_relative(fs::weakly_canonical(folder, error));
  if (below.empty() || *below.begin() == "..") {
    return Error{ErrorKind::kInvalidArgument,
                 fmt::format("{} is not below queue_input_dir, where the workers look.", input),
                 ""};
  }
  return below.string();
}

std::string stamp_of(const std::string& input) {
  std::error_code error;
  const auto time = fs::last_write_time(input, error).time_since_epoch();
  return fmt::format("{} {}", fs::file_size(input, error), time.count());
}

Result<queue::JobEntry> job_for(const std::string& input, const QueueArgs& args,
                                const Config& config) {
  queue::JobEntry job{"id", input, args.source, args.target, args.formats, args.voice};
  std::string stamp;
  if (!is_url(input)) {
    auto relative = relative_input(input, config.queue_input_dir);
    if (!relative) return relative.error();
    job.input = *std::move(relative);
    stamp = stamp_of(input);
  }
  job.id = queue::make_job_id(job, stamp);
  return queue::parse_job_entry(
      queue::to_fields(job));  // what the workers would refuse, is refused here
}

std::string described(const std::string& id, const queue::Fields& job) {
  std::string line = fmt::format("id={}", id);
  for (const auto& [name, text] : job) {
    if (name == "entry" || name == "dead_entry") continue;
    auto shown = text;
    for (auto& c : shown) c = c == '\n' ? ' ' : c;
    line += fmt::format("  {}={}", name, shown);
  }
  return line + "\n";
}

Result<std::string> status_page(queue::JobQueue& jobs, const std::vector<std::string>& ids) {
  std::string page;
  for (const auto& id : ids) {
    const auto job = jobs.look(id);
    if (!job) return job.error();
    page += job->empty() ? fmt::format("id={}  state=unknown\n", id) : described(id, *job);
  }
  if (!ids.empty()) return page;
  const auto counts = jobs.counts();
  if (!counts) return counts.error();
  return fmt::format("queued     {}\nrunning    {}\ndone       {}\ncancelled  {}\ndead       {}\n",
                     counts->queued, counts->pending, counts->done, counts->cancelled,
                     counts->dead);
}

Result<std::string> dead_page(queue::JobQueue& jobs) {
  const auto letters = jobs.dead(kMostDeadShown);
  if (!letters) return letters.error();
  std::string page;
  for (const auto& letter : *letters) {
    page += fmt::format("{}  {}  {}\n", letter.id.empty() ? "-" : letter.id,
                        letter.input.empty() ? "-" : letter.input, letter.reason);
  }
  return page;
}

// The page, and whether all jobs are as they were asked to be.
Result<std::pair<std::string, bool>> change(queue::JobQueue& jobs, Command command,
                                            const std::vector<std::string>& ids) {
  std::string page;
  bool all = true;
  for (const auto& id : ids) {
    const auto state = command == Command::kQueueRetry ? jobs.retry(id) : jobs.cancel(id);
    if (!state) return state.error();
    page += fmt::format("{}  {}\n", id, *state);
    all = all &&
          (command == Command::kQueueRetry ? *state == "queued" : state->starts_with("cancel"));
  }
  return std::pair(page, all);
}

int print(const std::string& page, bool is_good, Console& console) {
  const auto status = console.out.append(page);
  if (!status) return console.fail(status.error());
  return is_good ? kExitOk : kExitFailed;
}

}  // namespace

int run_enqueue(const QueueArgs& args, const Config& config, Console& console) {
  auto settings = queue_settings(config);
  if (!settings) return console.fail(settings.error());
  std::vector<queue::JobEntry> entries;  // all are looked at before the first is put there
  for (const auto& input : args.inputs) {
    auto entry = job_for(input, args, config);
    if (!entry) return console.fail(entry.error());
    entries.push_back(*std::move(entry));
  }
  queue::JobQueue jobs(*std::move(settings));
  for (const auto& entry : entries) {
    const auto there = jobs.enqueue(entry);
    if (!there) return console.fail(there.error());
    if (*there)
      console.say(fmt::format("dragoman: {} is on the queue already: {}", entry.input, **there));
    if (const auto status = console.out.append(entry.id + "\n"); !status)
      return console.fail(status.error());
  }
  return kExitOk;
}

int run_queue(Command command, const QueueArgs& args, const Config& config, Console& console) {
  for (const auto& id : args.ids) {
    if (!queue::is_job_id(id))
      return console.fail(
          {ErrorKind::kInvalidArgument, fmt::format("'{}' is no id of a job.", id), ""});
  }
  auto settings = queue_settings(config);
  if (!settings) return console.fail(settings.error());
  queue::JobQueue jobs(*std::move(settings));
  if (command == Command::kQueueRetry || command == Command::kQueueCancel) {
    const auto changed = change(jobs, command, args.ids);
    return changed ? print(changed->first, changed->second, console)
                   : console.fail(changed.error());
  }
  const auto page = command == Command::kQueueDead ? dead_page(jobs) : status_page(jobs, args.ids);
  return page ? print(*page, true, console) : console.fail(page.error());
}

}  // namespace dragoman::app
