#pragma once

#include <memory>
#include <string_view>

#include <ctranslate2/models/whisper.h>

#include "base/result.h"
#include "core/language.h"
#include "core/model_files.h"
#include "engines/ctranslate2/whisper_tokens.h"

namespace dragoman::engines::ctranslate2 {

/// One Whisper, shared by all replicas. Immutable, so safe from any thread.
struct WhisperModelFiles {
  std::shared_ptr<const ::ctranslate2::models::WhisperModel> weights;
  std::shared_ptr<const WhisperTokens> tokens;
  core::LanguageSet languages;
  core::LanguageSet to_english;
};

/// kModelInvalid. `what` is a clause that says what is wrong.
[[nodiscard]] base::Error invalid_whisper(std::string_view what, std::string_view detail = "");

/// Checks sizes and the header of model.bin before CTranslate2 reads it, then loads it as 8-bit
/// integers. Errors: kModelMissing, kModelInvalid, kIo.
[[nodiscard]] base::Result<WhisperModelFiles> load_whisper(const core::ModelFiles& installed);

}  // namespace dragoman::engines::ctranslate2
