#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "api/wire/chat_chunk.h"
#include "api/wire/chat_request.h"
#include "base/result.h"
#include "core/event.h"
#include "output/writer.h"

namespace dragoman::api::wire {

/// Twenty minutes of speech.
inline constexpr std::size_t kMaxWholeSamples = 20UL * 60 * 24'000;

/// Gathers the events of one job into the one `chat.completion` object that answers "stream":
/// false. The speech is a whole file there: a WAV with its header, or raw samples where "pcm16" was
/// asked for. One thread.
class ChatCompletion {
 public:
  /// `format`: nothing where no speech was asked for.
  ChatCompletion(ChatFacts facts, std::optional<AudioFormat> format,
                 std::size_t max_samples = kMaxWholeSamples);

  /// Errors: kMediaTooLong once the answer outgrows `max_samples`; such
  /// recordings need a stream.
  [[nodiscard]] base::Status add(const core::Event& event);

  /// After core::Finished.
  [[nodiscard]] std::string body();

 private:
  const ChatFacts facts_;
  const std::optional<AudioFormat> format_;
  const std::size_t max_samples_;
  std::string text_;
  output::StringSink audio_bytes_;
  std::unique_ptr<output::Writer> wav_;
  std::size_t sample_count_ = 0;
  core::Finished finished_;
};

}  // namespace dragoman::api::wire
