#include "engines/registry.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <thread>
#include <utility>

#include "engines/ctranslate2/student_translator.h"
#include "engines/ctranslate2/whisper_recogniser.h"
#include "engines/espeak/espeak_synthesiser.h"
#include "engines/joined_synthesiser.h"
#include "engines/joined_translator.h"
#include "engines/llama/audio_recogniser.h"
#include "engines/llama/llama_translator.h"
#include "engines/llama/vision_describer.h"
#include "engines/onnx/kokoro.h"
#include "engines/onnx/piper.h"
#include "engines/onnx/ppocr.h"
#include "engines/onnx/silero_vad.h"
#include "engines/remembering_translator.h"
#include "engines/remote/remote_describer.h"
#include "engines/remote/remote_recogniser.h"
#include "engines/remote/remote_synthesiser.h"
#include "engines/remote/remote_translator.h"
#include "engines/scene_choosing_translator.h"
#include "engines/tesseract/tesseract_reader.h"
#include "text/espeak.h"
#include "text/g2p/front_ends.h"

namespace dragoman::engines {

namespace {

using Models = std::vector<core::ModelFiles>;
using Synthesisers = std::vector<std::unique_ptr<Synthesiser>>;

/// Replicas and threads as asked, or as the machine has cores: recognition is most of the work and
/// runs one thread a replica; a translator keeps up with any of them; one voice at a time speaks on
/// two threads, so that first words come early.
struct Sizes {
  explicit Sizes(const EngineConfig& config) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const auto choose = [](unsigned asked, unsigned own) { return asked != 0 ? asked : own; };
    asr = choose(config.asr_replicas, cores);
    mt = choose(config.mt_replicas, std::max(1U, cores / 4));
    tts = choose(config.tts_replicas, std::max(1U, cores / 2));
    if (!config.remote.translator.url.empty()) mt = std::max(mt, config.remote.requests);
    if (!config.remote.synthesiser.url.empty()) tts = std::max(tts, config.remote.requests);
    tts_threads = choose(config.tts_threads, std::min(2U, cores));
  }
  unsigned asr = 1;
  unsigned mt = 1;
  unsigned tts = 1;
  unsigned tts_threads = 1;
};

// The directions of the engines from `first` on that none before it has.
std::vector<Direction> directions_added_by(
    const std::vector<std::vector<std::unique_ptr<Translator>>>& by_engine, std::size_t first) {
  std::set<Direction> known;
  std::vector<Direction> added;
  for (std::size_t engine = 0; engine < by_engine.size(); ++engine) {
    for (const auto direction : by_engine[engine].front()->directions()) {
      if (known.insert(direction).second && engine >= first) added.push_back(direction);
    }
  }
  return added;
}

Models of_engine(const Models& installed, std::string_view engine) {
  Models found;
  std::ranges::copy_if(installed, std::back_inserter(found),
                       [&](const auto& model) { return model.engine == engine; });
  return found;
}

base::Error missing(std::string_view what) {
  return {base::ErrorKind::kModelMissing,
          "No model for " + std::string(what) + " is installed. Run `make setup`.", ""};
}

base::Status open_vad(const Models& installed, EngineSet& set) {
  const auto models = of_engine(installed, "silero");
  if (models.empty()) return missing("voice activity");
  auto vad = onnx::open_silero_vad(models.front());
  if (!vad) return vad.error();
  set.vad = std::move(*vad);
  set.model_ids.push_back(models.front().id);
  return {};
}

remote::Patience patience_of(const RemoteEngines& config) {
  remote::Patience patience;
  patience.timeout = config.timeout;
  return patience;
}

using Recognisers = std::vector<std::unique_ptr<Recogniser>>;

base::Status open_remote_recogniser(const RemoteEngines& config, EngineSet& set) {
  auto recognisers = remote::open_remote_recognisers(
      config.recogniser, config.recogniser_gives_english, config.requests, patience_of(config));
  if (!recognisers) return recognisers.error();
  set.recognisers = std::move(*recognisers);
  set.model_ids.push_back(config.recogniser.model);
  return {};
}

base::Result<Recognisers> open_recogniser(const core::ModelFiles& model, const EngineConfig& config,
                                          const Sizes& sizes) {
  if (model.engine == "llama-asr") return llama::open_audio_recognisers(model, sizes.asr);
  return ctranslate2::open_whisper_recognisers(model,
                                               {.replicas = sizes.asr, .beam = config.asr_beam});
}

// The store gives the one that the recipe names.
base::Status open_recognisers(const Models& installed, const EngineConfig& config,
                              const Sizes& sizes, EngineSet& set) {
  if (!config.remote.recogniser.url.empty()) return open_remote_recogniser(config.remote, set);
  const auto model = std::ranges::find_if(installed, [](const auto& each) {
    return each.engine == "whisper" || each.engine == "llama-asr";
  });
  if (model == installed.end()) return missing("recognition");
  auto recognisers = open_recogniser(*model, config, sizes);
  if (!recognisers) return recognisers.error();
  set.recognisers = std::move(*recognisers);
  set.model_ids.push_back(model->id);
  return {};
}

using Translators = std::vector<std::unique_ptr<Translator>>;

std::vector<Direction> all_directions() {
  std::vector<Direction> all;
  for (const auto& source : core::languages()) {
    for (const auto& target : core::languages()) {
      if (source.language != target.language) all.push_back({source.language, target.language});
    }
  }
  return all;
}

base::Status open_remote_translator(const EngineConfig& config, const Sizes& sizes, EngineSet& set,
                                    std::vector<Translators>& by_engine) {
  const auto& service = config.remote;
  if (service.translator.url.empty()) return {};
  auto translators = remote::open_remote_translators(
      service.translator, service.directions.empty() ? all_directions() : service.directions,
      sizes.mt, patience_of(service));
  if (!translators) return translators.error();
  by_engine.push_back(remember_repeats(std::move(*translators), config.mt_memory_bytes));
  set.model_ids.push_back(service.translator.model);
  return {};
}

base::Status open_students(const Models& installed, const EngineConfig& config, const Sizes& sizes,
                           EngineSet& set, std::vector<Translators>& by_engine) {
  const auto models = of_engine(installed, "student");
  if (models.empty()) return {};
  auto translators = ctranslate2::open_student_translators(models, sizes.mt);
  if (!translators) return translators.error();
  by_engine.push_back(
      remember_repeats(choose_by_notes(std::move(*translators)), config.mt_memory_bytes));
  for (const auto& model : models) set.model_ids.push_back(model.id);
  return {};
}

// What gives the gist alone comes after all others, and only where it was asked for.
base::Status open_language_models(const Models& installed, bool gist, const EngineConfig& config,
                                  const Sizes& sizes, EngineSet& set,
                                  std::vector<Translators>& by_engine) {
  for (const auto& model : of_engine(installed, "llama")) {
    if (model.job != core::ModelJob::kMt || model.gist != gist) continue;
    auto translators = llama::open_llama_translators(model, sizes.mt);
    if (!translators) return translators.error();
    by_engine.push_back(remember_repeats(std::move(*translators), config.mt_memory_bytes));
    set.model_ids.push_back(model.id);
  }
  return {};
}

base::Status open_translators(const Models& installed, const EngineConfig& config,
                              const Sizes& sizes, EngineSet& set) {
  std::vector<Translators> by_engine;
  if (auto status = open_remote_translator(config, sizes, set, by_engine); !status) return status;
  if (auto status = open_students(installed, config, sizes, set, by_engine); !status) return status;
  if (auto status = open_language_models(installed, false, config, sizes, set, by_engine);
      !status) {
    return status;
  }
  const auto trusted = by_engine.size();
  if (config.gist) {
    if (auto status = open_language_models(installed, true, config, sizes, set, by_engine);
        !status) {
      return status;
    }
  }
  if (by_engine.empty()) return {};
  set.gist = directions_added_by(by_engine, trusted);
  for (unsigned replica = 0; replica < sizes.mt; ++replica) {
    Translators parts;
    for (auto& engine : by_engine) parts.push_back(std::move(engine[replica]));
    set.translators.push_back(join_translators(std::move(parts)));
  }
  return {};
}

base::Status open_remote_synthesiser(const RemoteEngines& config, const Sizes& sizes,
                                     EngineSet& set, std::vector<Synthesisers>& by_engine) {
  if (config.synthesiser.url.empty()) return {};
  auto synthesisers = remote::open_remote_synthesisers(config.synthesiser, config.voices, sizes.tts,
                                                       patience_of(config));
  if (!synthesisers) return synthesisers.error();
  by_engine.push_back(std::move(*synthesisers));
  set.model_ids.push_back(config.synthesiser.model);
  return {};
}

base::Status open_synthesisers(const Models& installed, const EngineConfig& config,
                               const Sizes& sizes, EngineSet& set) {
  auto espeak = text::Espeak::open(config.espeak_data_dir);
  if (!espeak) return espeak.error();
  auto front_ends = text::FrontEnds::open(*espeak, installed);
  if (!front_ends) return front_ends.error();
  std::vector<Synthesisers> by_engine;
  if (auto status = open_remote_synthesiser(config.remote, sizes, set, by_engine); !status) {
    return status;
  }
  for (const auto& model : of_engine(installed, "kokoro")) {
    auto kokoro = onnx::open_kokoro(model, *front_ends, {sizes.tts, sizes.tts_threads});
    if (!kokoro) return kokoro.error();
    by_engine.push_back(std::move(*kokoro));
    set.model_ids.push_back(model.id);
  }
  for (const auto& model : of_engine(installed, "piper")) {
    auto piper = onnx::open_piper(model, *espeak, {sizes.tts, sizes.tts_threads});
    if (!piper) return piper.error();
    by_engine.push_back(std::move(*piper));
    set.model_ids.push_back(model.id);
  }
  auto last_resort = espeak::open_espeak(*espeak, sizes.tts);
  if (!last_resort.empty()) {
    by_engine.push_back(std::move(last_resort));
    set.model_ids.emplace_back(espeak::kModelId);
  }
  for (unsigned replica = 0; replica < sizes.tts; ++replica) {
    Synthesisers parts;
    for (auto& engine : by_engine) parts.push_back(std::move(engine[replica]));
    set.synthesisers.push_back(join_synthesisers(std::move(parts)));
  }
  return {};
}

// Reading is a help beside recognition: one thread of a large machine's eight does it.
base::Status open_readers(const Models& installed, EngineSet& set) {
  const auto models = of_engine(installed, "ppocr");
  if (models.empty()) return {};
  const auto replicas = std::max(1U, std::thread::hardware_concurrency() / 8);
  set.model_ids.push_back(models.front().id);
  std::vector<std::unique_ptr<LineReader>> others;
  if (const auto more = of_engine(installed, "tesseract"); !more.empty()) {
    auto opened = tesseract::open_tesseract(more.front(), replicas);
    if (!opened) return opened.error();
    others = *std::move(opened);
    set.model_ids.push_back(more.front().id);
  }
  auto readers = onnx::open_ppocr(models.front(), replicas, std::move(others));
  if (!readers) return readers.error();
  set.readers = *std::move(readers);
  return {};
}

// A scene is described while its sentences are recognised: one at a time is enough here, and two
// where another machine does the work.
base::Status open_describers(const Models& installed, const EngineConfig& config, EngineSet& set) {
  if (!config.describe_scenes) return {};
  const auto model = std::ranges::find(installed, "llama-vision", &core::ModelFiles::engine);
  const bool remote = !config.describer.url.empty();
  if (!remote && model == installed.end()) {
    return base::Error{base::ErrorKind::kModelMissing,
                       "Scenes are to be described, and no model that does is installed, nor is a "
                       "service named that does.",
                       ""};
  }
  auto describers = remote ? remote::open_remote_describers(config.describer, 2)
                           : llama::open_vision_describers(*model, 1);
  if (!describers) return describers.error();
  set.describers = std::move(*describers);
  set.model_ids.push_back(remote ? config.describer.model : model->id);
  return {};
}

}  // namespace

base::Result<EngineSet> open_engines(const Models& installed, const EngineConfig& config) {
  const Sizes sizes(config);
  EngineSet set;
  if (auto status = open_vad(installed, set); !status) return status.error();
  if (auto status = open_recognisers(installed, config, sizes, set); !status) {
    return status.error();
  }
  if (auto status = open_translators(installed, config, sizes, set); !status) return status.error();
  if (auto status = open_synthesisers(installed, config, sizes, set); !status) {
    return status.error();
  }
  if (auto status = open_readers(installed, set); !status) return status.error();
  if (auto status = open_describers(installed, config, set); !status) return status.error();
  return set;
}

}  // namespace dragoman::engines
