#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/language.h"
#include "core/model_files.h"

namespace dragoman::engines {

/// A voice that an engine has loaded.
struct Voice {
  std::string id;  ///< "af_heart"; unique over all engines.
  core::LanguageSet languages;
  std::string model_id;                 ///< The catalogue entry it comes from.
  core::Sex sex = core::Sex::kUnknown;  ///< Of the speaker that it was trained on.
  bool mixes = false;                   ///< Whether it may be part of a mix (engines/voice_mix.h).
};

/// One stretch of text, at most a sentence, to be spoken.
struct SpeechRequest {
  std::string
      text;  ///< UTF-8 as a reader sees it; the engine normalises it and finds the phonemes.
  core::Language language = core::Language::kEnglish;
  std::string voice;  ///< One of voices(), or a mix of them (engines/voice_mix.h), speaking
                      ///< `language`.
  double rate = 1.0;  ///< [0.25, 4.0]: 2.0 is twice as fast, so lasts half as long, within 2 %.
  base::CancelToken cancel;
  /// In place of `rate`: how long it shall last. Nearest to it where no rate in range gets there.
  std::optional<double> duration_s = {};
};

/// Mono samples in [-1, 1] at core::kSpeakRateHz. Empty for text with nothing to say (punctuation
/// only).
using Speech = std::vector<float>;

/// A synthesiser replica. One thread at a time; replicas share weights. A long text is spoken
/// whole, in as many model calls as it takes; cancel takes effect between them or sooner.
class Synthesiser {
 public:
  virtual ~Synthesiser() = default;
  [[nodiscard]] virtual std::span<const Voice> voices() const = 0;
  virtual base::Result<Speech> synthesise(const SpeechRequest& request) = 0;
};

}  // namespace dragoman::engines
