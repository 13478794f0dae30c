#pragma once

#include <cstdlib>
#include <string>

#include "core/installed_models_test.h"
#include "core/model_files.h"

namespace dragoman::engines {

inline core::ModelFiles installed_silero() {
  core::ModelFiles files;
  files.id = "silero-vad";
  files.job = core::ModelJob::kVad;
  files.engine = "silero";
  files.dir = core::installed_model(files.id);
  files.files = {"silero_vad_16k_sequence.onnx"};
  return files;
}

/// With a voice of English and one of Portuguese.
inline core::ModelFiles installed_kokoro() {
  core::ModelFiles files;
  files.id = "kokoro-82m";
  files.job = core::ModelJob::kTts;
  files.engine = "kokoro";
  files.dir = core::installed_model(files.id);
  files.files = {"kokoro-quantized.onnx", "tokenizer.json", "voices/af_heart.bin",
                 "voices/pf_dora.bin"};
  files.voices = {{"af_heart", {core::Language::kEnglish}},
                  {"pf_dora", {core::Language::kPortuguese}}};
  return files;
}

inline core::ModelFiles installed_whisper() {
  core::ModelFiles files;
  files.id = "whisper-base";
  files.job = core::ModelJob::kAsr;
  files.engine = "whisper";
  files.dir = core::installed_model(files.id);
  files.files = {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"};
  return files;
}

inline std::string espeak_data_dir() {
  return std::string(std::getenv("DRAGOMAN_BUILD_DIR")) + "/lib/espeak-ng-data";
}

}  // namespace dragoman::engines
