#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/testing/http_server.h"
#include "engines/config.h"
#include "engines/remote/patience.h"

namespace dragoman::engines::remote {

/// A service that answers the n-th request by the n-th of its parts, the last for ever.
class ScriptedService {
 public:
  using Part = std::function<void(base::testing::Connection&)>;
  explicit ScriptedService(std::vector<Part> script)
      : script_(std::move(script)),
        server_([this](const std::string&, base::testing::Connection& connection) {
          script_[std::min(count_++, script_.size() - 1)](connection);
        }) {}

  [[nodiscard]] RemoteModel model() const { return {server_.url("/v1/"), "tiny", "sk-key"}; }
  [[nodiscard]] const base::testing::HttpServer& server() const { return server_; }

  /// Patience of milliseconds, and a breaker that never opens.
  static Patience quick() {
    Patience patience;
    patience.timeout = std::chrono::milliseconds(2000);
    patience.first_pause = std::chrono::milliseconds(1);
    patience.longest_pause = std::chrono::milliseconds(1500);
    patience.failures = 100;
    return patience;
  }

 private:
  std::vector<Part> script_;
  std::atomic<std::size_t> count_ = 0;
  base::testing::HttpServer server_;
};

inline ScriptedService::Part says(std::string body, int status = 200, std::string head = "") {
  return [=](base::testing::Connection& c) { c.reply(status, body, head); };
}

}  // namespace dragoman::engines::remote
