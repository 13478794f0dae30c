#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/asr.h"

namespace dragoman::engines::ctranslate2 {

struct WhisperOptions {
  unsigned replicas = 1;
  unsigned beam = 5;
  /// What is encoded is the utterance with this much silence behind it, but no less than the
  /// shortest window: where Whisper was trained on windows of 30 seconds, filled up with silence.
  /// docs/engines.md says what other numbers cost and bring.
  double padding_s = 1.5;
  double shortest_window_s = 15;
};

/// `replicas` recognisers over one multilingual Whisper converted for CTranslate2 (model.bin,
/// vocabulary.txt, config.json), one thread each, sharing weights, which are held and multiplied as
/// 8-bit integers. They know the languages of the contract that both the catalogue and the model's
/// vocabulary name.
///
/// Utterances are searched one after the other (docs/engines.md says why). Cancel takes effect at
/// the next step of a search; the longest call that cannot be stopped is the encoder's, for 30
/// seconds.
///
/// Errors: kModelMissing, kModelInvalid.
[[nodiscard]] base::Result<std::vector<std::unique_ptr<Recogniser>>> open_whisper_recognisers(
    const core::ModelFiles& installed, const WhisperOptions& options);

}  // namespace dragoman::engines::ctranslate2
