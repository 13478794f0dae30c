#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/tts.h"

namespace dragoman::engines::remote {

/// Text for an OpenAI-compatible endpoint of speech.
struct SpeechQuestion {
  std::string_view model;
  std::string_view text;
  std::string_view voice;
  double speed = 1.0;
};

/// The request's body as JSON; WAVE is asked for.
[[nodiscard]] std::string write_speech_question(const SpeechQuestion& question);

/// Reads a list of voices as another dragoman gives it (GET /v1/voices), which may be anything:
/// what names no language that we know is left out, as is what stands for others ("stand_ins").
/// `model_id` is whom they are said to come from. Error: kUrlFailed.
[[nodiscard]] base::Result<std::vector<Voice>> read_voice_list(std::string_view body,
                                                               std::string_view model_id);

}  // namespace dragoman::engines::remote
