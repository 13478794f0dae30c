#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "api/http.h"
#include "api/sse.h"

namespace dragoman::api {

/// A source of which one step brings any number of chunks. One thread.
class QueuedChunks : public ChunkSource {
 public:
  std::optional<std::string> next() final {
    while (pending_.empty() && !ended_) pull();
    if (pending_.empty()) return std::nullopt;
    auto chunk = std::move(pending_.front());
    pending_.pop_front();
    silence_.broken();
    return chunk;
  }

 protected:
  explicit QueuedChunks(std::chrono::milliseconds comment_interval) : silence_(comment_interval) {}

  /// One step: waits for what comes, and pushes it or ends. Called until there is something to
  /// send.
  virtual void pull() = 0;

  void push(std::string chunk) { pending_.push_back(std::move(chunk)); }
  void push_comment() { pending_.emplace_back(sse::kComment); }
  /// After what was pushed nothing follows.
  void end() { ended_ = true; }
  /// Until a comment is due; 0: now.
  [[nodiscard]] std::chrono::milliseconds patience() const { return silence_.left(); }

 private:
  sse::Silence silence_;
  std::deque<std::string> pending_;
  bool ended_ = false;
};

}  // namespace dragoman::api
