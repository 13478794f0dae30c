#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/language.h"
#include "core/word.h"

namespace dragoman::engines::remote {

/// One utterance for an OpenAI-compatible endpoint of transcriptions or translations.
struct TranscriptionQuestion {
  std::string_view model;
  std::span<const float> samples;               ///< Mono, core::kListenRateHz.
  std::optional<core::Language> language = {};  ///< Nothing: it finds out.
  std::string prompt = {};                      ///< What was said before, and terms; may be empty.
  bool words = false;                           ///< Whether their times are wanted.
};

/// A form, as multipart/form-data.
struct Form {
  std::string content_type;
  std::string body;
};
[[nodiscard]] Form write_transcription_form(const TranscriptionQuestion& question);

/// What an endpoint answered.
struct TranscriptionReply {
  std::string text;
  std::optional<core::Language> language;  ///< Nothing: it did not say, or none that we know.
  std::vector<core::Word> words;           ///< In order, within the utterance.
  /// The mean of its segments, where it tells: that nobody speaks, and of each token's logarithm.
  std::optional<double> no_speech;
  std::optional<double> log_probability;
};

/// Reads the body of an answer with status 200 (verbose_json, or json), which may be anything:
/// words whose times are none are left out. Error: kUrlFailed.
[[nodiscard]] base::Result<TranscriptionReply> read_transcription_reply(std::string_view body,
                                                                        double seconds);

}  // namespace dragoman::engines::remote
