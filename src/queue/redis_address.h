#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dragoman::queue {

/// Which Redis, and as whom.
struct RedisAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  unsigned database = 0;
  std::string user;      ///< Empty: the default one.
  std::string password;  ///< Empty: none is sent.
};

/// "redis://HOST[:PORT][/DATABASE]", an IPv6 address in brackets. Without user and password: these
/// do not belong where processes are listed. Errors: kInvalidArgument, saying what is wrong.
[[nodiscard]] base::Result<RedisAddress> parse_redis_url(std::string_view url);

}  // namespace dragoman::queue
