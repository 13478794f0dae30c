#include "app/queue_settings.h"

#include <utility>

#include <fmt/format.h>

#include "base/files.h"

namespace dragoman::app {

base::Result<queue::QueueSettings> queue_settings(const Config& config) {
  constexpr std::uint64_t kMaxPasswordBytes = 4096;
  queue::QueueSettings out;
  auto address = queue::parse_redis_url(config.redis_url);
  if (!address) return address.error();
  out.redis = *std::move(address);
  out.redis.user = config.redis_user;
  if (!config.redis_password_file.empty()) {
    const auto text = base::read_file(config.redis_password_file, kMaxPasswordBytes);
    if (!text) {
      auto error = text.error();
      error.message = fmt::format("redis_password_file: {}", error.message);
      return error;
    }
    out.redis.password = text->substr(0, text->find_first_of("\r\n"));
  }
  out.stream = config.queue_stream;
  out.group = config.queue_group;
  out.attempts = static_cast<unsigned>(config.queue_attempts);
  out.claim_after =
      std::chrono::milliseconds(static_cast<std::int64_t>(config.queue_claim_after_s * 1000));
  return out;
}

}  // namespace dragoman::app
