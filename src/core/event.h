#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/cancel.h"
#include "core/language.h"
#include "core/time.h"
#include "core/word.h"

namespace dragoman::core {

/// The media is open and (where it had to be found) the first speech's language is known and
/// routable: the status line may go out.
struct Started {
  std::optional<Language> source;  ///< Nothing when no speech was found.
};

/// Text to append to what came before; carries its own spacing.
struct TextDelta {
  std::string text;
};

/// Speech to append: mono, signed 16 bit, core::kSpeakRateHz. Never empty.
struct AudioDelta {
  std::vector<std::int16_t> samples;
};

/// One translated sentence, whole.
struct Segment {
  TimeSpan span;  ///< When it was said.
  Language source = Language::kEnglish;
  std::string source_text;  ///< Empty where the route never saw it and the job did not ask.
  std::string target_text;
  bool passed_through = false;   ///< Already in the target language, in one that no installed route
                                 ///< covers, or of a job without a target.
  bool gist = false;             ///< Translated by a model that gives the gist alone.
  std::vector<Word> words = {};  ///< Of source_text, where the recogniser tells their times.
};

/// Follows the TextDelta of its sentence, where that has text.
struct SegmentDone {
  Segment segment;
};

/// The speech of one more segment is whole, also where it has none. One for each, in their order,
/// where speech is asked for.
struct SpeechDone {};

/// How far recognition has come.
struct Progress {
  Seconds done{0};
  std::optional<Seconds> total;  ///< Nothing while the container does not say.
};

/// Token accounting as the contract counts (reference in docs/accounting.md).
struct Usage {
  std::int64_t input_audio_tokens = 0;
  std::optional<std::int64_t> input_video_tokens;  ///< Only for video.
  std::int64_t output_audio_tokens = 0;
  std::int64_t output_text_tokens = 0;
  Seconds input_duration{0};

  /// In and out.
  [[nodiscard]] std::int64_t total_tokens() const {
    return input_audio_tokens + input_video_tokens.value_or(0) + output_audio_tokens +
           output_text_tokens;
  }
};

enum class FinishReason { kStop, kLength };

/// The last event of a job that did not fail.
struct Finished {
  FinishReason reason = FinishReason::kStop;
  Usage usage;
};

using Event =
    std::variant<Started, TextDelta, AudioDelta, SegmentDone, SpeechDone, Progress, Finished>;

/// Who listens to a job. The pipeline calls emit() from several threads, one call at a time, text
/// of a sentence before its audio.
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// May block (a slow reader holds the pipeline back); returns at once after cancel. An error
  /// stops the job.
  virtual base::Status emit(Event event, const base::CancelToken& cancel) = 0;
  /// What the job has used, once, after its last event, however it ended: a job that was broken off
  /// has no core::Finished, but has used something too. Must not block.
  virtual void spent(const Usage& usage) { static_cast<void>(usage); }
};

}  // namespace dragoman::core
