#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "queue/redis_address.h"

struct redisContext;

namespace dragoman::queue {

/// What Redis answers: nothing, a text (of any bytes), a number, or a list of these.
struct Reply {
  enum class Kind : std::uint8_t { kNothing, kText, kNumber, kList };
  Kind kind = Kind::kNothing;
  std::string text;
  std::int64_t number = 0;
  std::vector<Reply> list;
};

/// One connection to a Redis server (protocol RESP2, through hiredis), opened at the first command
/// and again after it broke. One thread at a time.
class Redis {
 public:
  explicit Redis(RedisAddress address);
  ~Redis();
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;

  /// Sends one command and waits for its answer: five seconds, and `blocks` besides, for commands
  /// that wait on the server. Errors: kUnavailable (it is not there, does not answer, or says that
  /// it cannot just now; the command may have been done or not), kInvalidArgument (user, password,
  /// what they may not do, or a server that is too old), kNotFound (no such stream or group),
  /// kInternal (any other refusal).
  [[nodiscard]] base::Result<Reply> command(const std::vector<std::string>& words,
                                            std::chrono::milliseconds blocks = {});

 private:
  struct Close {
    void operator()(redisContext* context) const;
  };

  base::Status connect();
  base::Result<Reply> exchange(const std::vector<std::string>& words);
  base::Error broken();

  const RedisAddress address_;
  std::unique_ptr<redisContext, Close> context_;
};

}  // namespace dragoman::queue
