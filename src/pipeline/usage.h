#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "core/event.h"
#include "text/tokens.h"

namespace dragoman::pipeline {

/// Adds up what a job consumed and produced. Each member is fed by one stage; read after the stages
/// have joined.
class UsageMeter {
 public:
  void add_input_samples(std::size_t samples) {
    input_samples_ += static_cast<std::int64_t>(samples);
  }
  void add_output_samples(std::size_t samples) {
    output_samples_ += static_cast<std::int64_t>(samples);
  }
  void add_text(std::string_view text) { text_tokens_ += text::count_tokens(text); }
  [[nodiscard]] core::Seconds input_duration() const;
  [[nodiscard]] std::int64_t text_tokens() const { return text_tokens_; }

  /// Rounded once a direction, over the whole duration. `video_tokens` where the input was a video.
  [[nodiscard]] core::Usage total(std::optional<std::int64_t> video_tokens) const;

 private:
  std::int64_t input_samples_ = 0;
  std::int64_t output_samples_ = 0;
  std::int64_t text_tokens_ = 0;
};

/// kInputTooLong above the limit, if there is one.
[[nodiscard]] base::Status check_input_tokens(std::int64_t tokens,
                                              std::optional<std::int64_t> limit);

}  // namespace dragoman::pipeline
