#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/asr.h"
#include "engines/config.h"
#include "engines/mt.h"
#include "engines/scene_describer.h"
#include "engines/text_reader.h"
#include "engines/tts.h"
#include "engines/vad.h"

namespace dragoman::engines {

/// Replicas ready to run, one thread each. Replicas of one job share weights and offer the same
/// languages and voices.
struct EngineSet {
  std::unique_ptr<Vad> vad;
  std::vector<std::unique_ptr<Recogniser>> recognisers;
  std::vector<std::unique_ptr<Translator>> translators;  ///< Empty where no model translates.
  std::vector<Direction> gist;  ///< Those of the translators' that no model but a gist one covers.
  std::vector<std::unique_ptr<Synthesiser>>
      synthesisers;                                  ///< Empty where no speech model is installed.
  std::vector<std::unique_ptr<TextReader>> readers;  ///< Empty where no model reads pictures.
  std::vector<std::unique_ptr<SceneDescriber>> describers;  ///< Empty unless they are asked for.
  std::vector<std::string> model_ids;                       ///< What is open, for reports.
};

/// The one list of engines: opens each installed model with the engine that its catalogue entry
/// names. Adding an engine is a folder and a line here. Errors: kModelMissing (no VAD or no
/// recogniser), kModelInvalid.
[[nodiscard]] base::Result<EngineSet> open_engines(const std::vector<core::ModelFiles>& installed,
                                                   const EngineConfig& config);

}  // namespace dragoman::engines
