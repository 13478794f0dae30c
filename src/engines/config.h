#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "engines/mt.h"
#include "engines/tts.h"

namespace dragoman::engines {

/// A model behind an OpenAI-compatible endpoint.
struct RemoteModel {
  std::string url;      ///< Up to and with the version: "http://127.0.0.1:8081/v1". Empty: none.
  std::string model;    ///< Its name there.
  std::string api_key;  ///< Empty: none is shown.
};

/// Services that do an engine's work, each where its URL is not empty, and before any installed
/// model.
struct RemoteEngines {
  RemoteModel recogniser;
  bool recogniser_gives_english = false;  ///< By /audio/translations.
  RemoteModel translator;
  std::vector<Direction> directions;  ///< Of the translator. Empty: all.
  RemoteModel synthesiser;
  std::vector<Voice> voices;                  ///< Of the synthesiser. Empty: it is asked for them.
  unsigned requests = 4;                      ///< That each gets at once.
  std::chrono::milliseconds timeout{60'000};  ///< Of an attempt.
};

/// How many replicas run, and where their files lie. 0: chosen from the machine.
struct EngineConfig {
  std::string models_dir;       ///< Holds one folder a model: <models_dir>/<model id>/...
  std::string espeak_data_dir;  ///< The folder espeak-ng-data.
  unsigned asr_replicas = 0;
  unsigned mt_replicas = 0;
  unsigned tts_replicas = 0;
  unsigned tts_threads = 0;  ///< Intra-op threads of one synthesis call.
  unsigned asr_beam = 5;
  /// What each engine that translates may remember of its translations. 0: nothing.
  std::size_t mt_memory_bytes = std::size_t{4} << 20U;
  bool describe_scenes = false;  ///< Whether scenes of videos are described.
  RemoteModel describer;         ///< Goes before an installed model that describes them.
  RemoteEngines remote;
  bool gist = false;  ///< Whether models that give the gist alone may translate.
};

}  // namespace dragoman::engines
