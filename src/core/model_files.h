#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/language.h"

namespace dragoman::core {

/// What a model is for.
enum class ModelJob { kVad, kAsr, kMt, kTts, kG2p };

/// A voice of a speech model, as the catalogue names it.
struct VoiceEntry {
  std::string id;  ///< Also the stem of its file, where it has one.
  LanguageSet languages;
};

/// One installed model: catalogue facts and where its files lie. The files have been verified when
/// the store hands this out.
struct ModelFiles {
  std::string id;  ///< "whisper-base"
  ModelJob job = ModelJob::kAsr;
  std::string engine;  ///< The name that engines/registry.cc knows: "whisper", "student", "kokoro",
                       ///< "silero", "llama", "llama-asr".
  std::string dir;     ///< Absolute; the catalogue's file paths are relative to it.
  std::vector<std::string> files;        ///< Relative paths, in the catalogue's order.
  LanguageSet languages;                 ///< ASR: recognised. TTS: spoken. G2P: read. MT: where one model
                                         ///< puts each of them into each; else empty.
  LanguageSet to_english;                ///< ASR only.
  std::string recipe;                    ///< ASR only: "fast"; empty: asked for by its id alone.
  Language source = Language::kEnglish;  ///< MT of one direction only.
  Language target = Language::kEnglish;  ///< As source.
  /// MT only: every direction, source first. Of a model of one direction, that one.
  std::vector<std::pair<Language, Language>> directions;
  /// MT only: fluent and often wrong; used where asked for, and labelled wherever it shows.
  bool gist = false;
  std::vector<VoiceEntry> voices;  ///< TTS only.
};

}  // namespace dragoman::core
