#include "app/serve_command.h"

#include <malloc.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include <fmt/format.h>

#include "api/server.h"
#include "app/wire_up.h"
#include "base/log.h"

namespace dragoman::app {

namespace {

// What glibc keeps of memory that is free again (after loading, and after each burst of jobs: a
// quarter of all that a server holds) goes back to the system once no job runs.
class FreeMemory {
 public:
  void look(const api::Admission::Counts& jobs) {
    if (jobs.running > 0 || jobs.ended == given_back_after_) return;
    ::malloc_trim(0);
    given_back_after_ = jobs.ended;
  }

 private:
  std::optional<std::uint64_t> given_back_after_;  // as many jobs
};

void wait_for(const base::CancelToken& stop, const api::Server& server) {
  constexpr auto kLookEvery = std::chrono::seconds(2);
  std::mutex mutex;
  std::condition_variable woken;
  bool stopped = false;
  const auto wake = stop.on_cancel([&] {
    std::lock_guard lock(mutex);
    stopped = true;
    woken.notify_one();
  });
  FreeMemory memory;
  std::unique_lock lock(mutex);
  while (!woken.wait_for(lock, kLookEvery, [&] { return stopped; })) memory.look(server.jobs());
}

}  // namespace

int run_serve(const Config& config, const EngineLoader& load, Console& console,
              const base::CancelToken& stop, std::shared_ptr<base::Metrics> metrics) {
  auto settings = server_config(config);
  if (!settings) return console.fail(settings.error());
  const auto limits = job_limits(config);
  if (!limits) return console.fail(limits.error());
  metrics
      ->gauge("dragoman_build_info", "Always 1; the labels tell what runs.",
              {{"version", DRAGOMAN_VERSION}, {"compiler", __VERSION__}})
      .set(1);
  std::unique_ptr<pipeline::Engines> engines;  // before the server, so that it outlives it
  api::Server server(*std::move(settings), metrics);
  if (auto status = server.start(); !status) return console.fail(status.error());
  console.say(fmt::format("listening on {}", server.url()));

  auto loaded = load(stop);
  if (!loaded) return stop.cancelled() ? kExitOk : console.fail(loaded.error());
  engines = *std::move(loaded);
  auto coverage = coverage_of(*engines);
  if (!coverage) return console.fail(coverage.error());
  server.open(make_services(*engines, *limits, *std::move(coverage)));
  base::log(base::LogLevel::kInfo, "Engines are loaded", {{"models", engines->model_ids().size()}});

  wait_for(stop, server);
  base::log(base::LogLevel::kInfo, "Stopping", {{"grace_s", config.grace_period_s}});
  server.stop(std::chrono::milliseconds(static_cast<std::int64_t>(config.grace_period_s * 1000)));
  return kExitOk;
}

}  // namespace dragoman::app
