#include "app/worker_command.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <random>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "app/queue_settings.h"
#include "app/queue_worker.h"
#include "app/wire_up.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

// No two workers that ever were have one name: what is pending under it is one process's.
std::string process_name() {
  std::array<char, 256> host{};
  static_cast<void>(::gethostname(host.data(), host.size() - 1));
  return fmt::format("{}-{}-{:08x}", host.data(), ::getpid(), std::random_device()());
}

base::Result<std::string> folder(std::string_view setting, const std::string& path) {
  std::error_code error;
  auto whole = fs::canonical(path, error);
  if (!error && fs::is_directory(whole)) return whole.string();
  return Error{
      ErrorKind::kInvalidArgument,
      fmt::format("{}: {}", setting,
                  path.empty() ? "it must name a folder." : "there is no such folder: " + path),
      ""};
}

base::Result<WorkerPlaces> places(const Config& config) {
  WorkerPlaces out;
  auto results = folder("queue_results_dir", config.queue_results_dir);
  if (!results) return results.error();
  out.results_dir = *std::move(results);
  if (config.queue_input_dir.empty()) return out;
  auto inputs = folder("queue_input_dir", config.queue_input_dir);
  if (!inputs) return inputs.error();
  out.input_dir = *std::move(inputs);
  return out;
}

}  // namespace

int run_worker(const Config& config, bool until_empty, const EngineLoader& load, Console& console,
               const base::CancelToken& stop) {
  const auto settings = queue_settings(config);
  if (!settings) return console.fail(settings.error());
  const auto where = places(config);
  if (!where) return console.fail(where.error());
  const auto limits = job_limits(config);
  if (!limits) return console.fail(limits.error());
  auto engines = load(stop);
  if (!engines) return stop.cancelled() ? kExitOk : console.fail(engines.error());
  console.say(fmt::format("waiting for jobs on {} at {} port {}", settings->stream,
                          settings->redis.host, settings->redis.port));

  const std::chrono::milliseconds grace(static_cast<std::int64_t>(config.grace_period_s * 1000));
  const auto name = process_name();
  std::vector<base::Status> ends(config.queue_jobs);
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    threads.emplace_back([&, i] {
      QueueWorker worker(*settings, fmt::format("{}-{}", name, i), *where, **engines, *limits,
                         grace);
      ends[i] = worker.run(until_empty, stop);
    });
  }
  threads.clear();
  for (const auto& end : ends) {
    if (!end) return console.fail(end.error());
  }
  return kExitOk;
}

}  // namespace dragoman::app
