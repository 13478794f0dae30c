#include "app/gateway_command.h"

#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "api/gateway/gateway.h"
#include "app/wire_up.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/pause.h"

namespace dragoman::app {

int run_gateway(const Config& config, Console& console, const base::CancelToken& stop) {
  auto settings = server_config(config);
  if (!settings) return console.fail(settings.error());
  api::Gateway gateway(*std::move(settings), config.workers);
  if (auto status = gateway.start(); !status) return console.fail(status.error());
  console.say(fmt::format("listening on {}", gateway.url()));
  while (base::pause_for(std::chrono::hours(1), stop)) {
  }
  base::log(base::LogLevel::kInfo, "Stopping", {{"grace_s", config.grace_period_s}});
  gateway.stop(std::chrono::milliseconds(static_cast<std::int64_t>(config.grace_period_s * 1000)));
  return kExitOk;
}

}  // namespace dragoman::app
