#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <string>
#include <vector>

#include "pipeline/live_context.h"
#include "pipeline/speech_plan.h"

namespace dragoman::pipeline {

/// One turn's translation, spoken piece by piece, at most two of them in the synthesisers' hands.
/// One thread.
class LiveSpeech {
 public:
  explicit LiveSpeech(LiveContext& context) : context_(context) {}

  void say(const std::string& sentence);
  /// The speech that is ready, in order; empty where none is. Errors: the synthesiser's.
  [[nodiscard]] base::Result<std::vector<std::int16_t>> take();
  [[nodiscard]] bool done() const { return pieces_.empty() && posted_.empty(); }

 private:
  struct Posted {
    std::future<base::Result<engines::Speech>> speech;
    double pause_before_s = 0;
  };
  void post();

  LiveContext& context_;
  SpeechPlan plan_;
  std::string before_;  ///< The piece posted last.
  std::deque<std::string> pieces_;
  std::deque<Posted> posted_;
};

}  // namespace dragoman::pipeline
