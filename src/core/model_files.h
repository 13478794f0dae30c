#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/language.h"

namespace dragoman::core {

/// What a model is for.
enum class ModelJob { kVad, kAsr, kMt, kTts, kG2p, kOcr, kDescribe };

/// Whom a voice sounds like.
enum class Sex { kUnknown, kWoman, kMan };

/// A voice of a speech model, as the catalogue names it.
struct VoiceEntry {
  std::string id;  ///< Also the stem of its file, where it has one.
  LanguageSet languages;
  Sex sex = Sex::kUnknown;
  std::optional<int> speaker{};  ///< Its number in a model that has several.
};

/// What the graph of a VITS model does not say of itself: its maker's settings for it.
struct VitsFacts {
  int rate_hz = 0;  ///< Of its samples.
  std::string
      espeak_voice;      ///< eSpeak NG's voice whose phonemes it reads; empty: it reads letters.
  std::string alphabet;  ///< What it reads, in the order of its ids; empty: Piper's own.
  double noise = 0;      ///< How much chance there is in the sound.
  double noise_w = 0;    ///< And in the lengths of phonemes.
  double length = 1;     ///< How long phonemes are at the usual rate.
};

/// One installed model: catalogue facts and where its files lie. The files have been verified when
/// the store hands this out.
struct ModelFiles {
  std::string id;  ///< "whisper-base"
  ModelJob job = ModelJob::kAsr;
  std::string engine;  ///< The name that engines/registry.cc knows: "whisper", "student", "kokoro",
                       ///< "piper", "silero", "llama", "llama-asr", "ppocr",
                       ///< "tesseract", "llama-vision".
  std::string dir;     ///< Absolute; the catalogue's file paths are relative to it.
  std::vector<std::string> files;  ///< Relative paths, in the catalogue's order.
  LanguageSet languages;   ///< ASR: recognised. TTS: spoken. G2P, OCR: read. MT: where one model
                           ///< puts each of them into each; else empty.
  LanguageSet to_english;  ///< ASR only.
  std::string recipe;      ///< ASR only: "fast"; empty: asked for by its id alone.
  Language source = Language::kEnglish;  ///< MT of one direction only.
  Language target = Language::kEnglish;  ///< As source.
  /// MT only: every direction, source first. Of a model of one direction, that one.
  std::vector<std::pair<Language, Language>> directions;
  /// MT only: fluent and often wrong; used where asked for, and labelled wherever it shows.
  bool gist = false;
  std::vector<VoiceEntry> voices;  ///< TTS only.
  std::optional<VitsFacts> vits;   ///< TTS of engine "piper" only.
};

}  // namespace dragoman::core
