#include "pipeline/engines.h"

#include <algorithm>
#include <cctype>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/process_use.h"
#include "core/audio.h"
#include "engines/voice_mix.h"

namespace dragoman::pipeline {

namespace {

bool same_direction(const engines::MtRequest& a, const engines::MtRequest& b) {
  return a.direction == b.direction;
}

// What jobs are served alike by: seconds of sound, bytes of text. What a request costs however
// short it is counts as one second, or as a short word.
constexpr double kLeastSeconds = 1;
constexpr double kLeastBytes = 8;

double sound_s(const engines::AsrRequest& request) {
  return std::max(kLeastSeconds, static_cast<double>(request.samples.size()) / core::kListenRateHz);
}

double sentence_bytes(const engines::MtRequest& request) {
  std::size_t bytes = 0;
  for (const auto& sentence : request.sentences) bytes += sentence.size();
  return std::max(kLeastBytes, static_cast<double>(bytes));
}

double spoken_bytes(const engines::SpeechRequest& request) {
  return std::max(kLeastBytes, static_cast<double>(request.text.size()));
}

std::unique_ptr<AsrPool> make_asr_pool(
    const std::vector<std::shared_ptr<engines::Recogniser>>& engines, base::PoolMetrics metrics) {
  std::vector<AsrPool::Replica> replicas;
  for (const auto& engine : engines) {
    replicas.emplace_back([engine](auto batch) { return engine->recognise(batch); });
  }
  // One utterance a call: searching several together saves nothing, and each would wait for all.
  return std::make_unique<AsrPool>(AsrPool::Options{.weight = sound_s, .metrics = metrics},
                                   std::move(replicas));
}

std::unique_ptr<MtPool> make_mt_pool(std::vector<std::unique_ptr<engines::Translator>> engines,
                                     base::PoolMetrics metrics) {
  std::vector<MtPool::Replica> replicas;
  for (auto& engine : engines) {
    replicas.emplace_back([engine = std::shared_ptr(std::move(engine))](auto batch) {
      return engine->translate(batch);
    });
  }
  return std::make_unique<MtPool>(
      MtPool::Options{16, std::chrono::milliseconds(0), same_direction, sentence_bytes, metrics},
      std::move(replicas));
}

std::unique_ptr<TtsPool> make_tts_pool(std::vector<std::unique_ptr<engines::Synthesiser>> engines,
                                       base::PoolMetrics metrics) {
  std::vector<TtsPool::Replica> replicas;
  for (auto& engine : engines) {
    replicas.emplace_back([engine = std::shared_ptr(std::move(engine))](auto batch) {
      std::vector<base::Result<engines::Speech>> answers;
      for (const auto& request : batch) answers.push_back(engine->synthesise(request));
      return answers;
    });
  }
  return std::make_unique<TtsPool>(TtsPool::Options{.weight = spoken_bytes, .metrics = metrics},
                                   std::move(replicas));
}

std::unique_ptr<ReadPool> make_read_pool(std::vector<std::unique_ptr<engines::TextReader>> engines,
                                         base::PoolMetrics metrics) {
  if (engines.empty()) return nullptr;
  std::vector<ReadPool::Replica> replicas;
  for (auto& engine : engines) {
    replicas.emplace_back([engine = std::shared_ptr(std::move(engine))](auto batch) {
      thread_local const bool stood_back = (base::stand_back(), true);
      (void)stood_back;
      std::vector<base::Result<Reading>> answers;
      for (const auto& request : batch) {
        const double begun = base::thread_cpu_s();
        auto lines = engine->read(request);
        const core::Seconds cpu(base::thread_cpu_s() - begun);
        answers.push_back(lines ? base::Result<Reading>(Reading{*std::move(lines), cpu})
                                : base::Result<Reading>(lines.error()));
      }
      return answers;
    });
  }
  return std::make_unique<ReadPool>(ReadPool::Options{.metrics = metrics}, std::move(replicas));
}

std::unique_ptr<DescribePool> make_describe_pool(
    std::vector<std::unique_ptr<engines::SceneDescriber>> engines, base::PoolMetrics metrics) {
  if (engines.empty()) return nullptr;
  std::vector<DescribePool::Replica> replicas;
  for (auto& engine : engines) {
    replicas.emplace_back([engine = std::shared_ptr(std::move(engine))](auto batch) {
      thread_local const bool stood_back = (base::stand_back(), true);
      (void)stood_back;
      std::vector<base::Result<std::string>> notes;
      for (const auto& request : batch) notes.push_back(engine->describe(request));
      return notes;
    });
  }
  return std::make_unique<DescribePool>(DescribePool::Options{.metrics = metrics},
                                        std::move(replicas));
}

RouteTable make_routes(const engines::EngineSet& set) {
  core::LanguageSet recognised;
  core::LanguageSet to_english;
  if (!set.recognisers.empty()) {
    recognised = set.recognisers.front()->languages();
    to_english = set.recognisers.front()->to_english();
  }
  std::vector<engines::Direction> students;
  if (!set.translators.empty()) students = set.translators.front()->directions();
  std::erase_if(students, [&](const auto& direction) {
    return std::ranges::find(set.gist, direction) != set.gist.end();
  });
  return {recognised, to_english, std::move(students), set.gist};
}

using Reads = bool (engines::Translator::*)(engines::Direction) const;

std::set<engines::Direction> readers_of(const engines::EngineSet& set, Reads reads) {
  std::set<engines::Direction> readers;
  if (set.translators.empty()) return readers;
  const auto& translator = *set.translators.front();
  for (const auto direction : translator.directions()) {
    if ((translator.*reads)(direction)) readers.insert(direction);
  }
  return readers;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

}  // namespace

Engines::Engines(engines::EngineSet set, VoiceStandIns stand_ins, Metrics metrics)
    : metrics_(metrics),
      vad_(std::move(set.vad)),
      stand_ins_(std::move(stand_ins)),
      model_ids_(std::move(set.model_ids)),
      routes_(make_routes(set)),
      gist_(set.gist),
      context_readers_(readers_of(set, &engines::Translator::reads_context)),
      note_readers_(readers_of(set, &engines::Translator::reads_notes)) {
  if (!set.translators.empty()) directions_ = set.translators.front()->directions();
  if (!set.synthesisers.empty()) {
    const auto voices = set.synthesisers.front()->voices();
    voices_.assign(voices.begin(), voices.end());
  }
  std::vector<std::shared_ptr<engines::Recogniser>> recognisers;
  for (auto& recogniser : set.recognisers) recognisers.emplace_back(std::move(recogniser));
  if (!recognisers.empty()) recogniser_ = recognisers.front();
  asr_ = make_asr_pool(recognisers, metrics_.recognise);
  mt_ = make_mt_pool(std::move(set.translators), metrics_.translate);
  tts_ = make_tts_pool(std::move(set.synthesisers), metrics_.speak);
  readers_ = make_read_pool(std::move(set.readers), metrics_.read);
  describers_ = make_describe_pool(std::move(set.describers), metrics_.describe);
}

core::LanguageSet Engines::recognised() const {
  return recogniser_ ? recogniser_->languages() : core::LanguageSet();
}

core::LanguageSet Engines::recognised_to_english() const {
  return recogniser_ ? recogniser_->to_english() : core::LanguageSet();
}

base::Result<std::string> Engines::usual_voice(core::Language language) const {
  for (const std::string_view name : {"Cherry", "Kiki"}) {
    if (resolve_voice(name, language)) return std::string(name);
  }
  for (const auto& voice : voices_) {
    if (voice.languages.contains(language)) return voice.id;
  }
  return base::Error{base::ErrorKind::kVoiceUnsupported,
                     fmt::format("No installed voice speaks {}.", core::info(language).name), ""};
}

base::Result<std::string> Engines::resolve_voice(std::string_view voice,
                                                 core::Language language) const {
  std::vector<std::string> usable;
  for (const auto& [name, by_language] : stand_ins_) {
    const auto it = by_language.find(language);
    if (it == by_language.end() || !engines::find_voice(it->second, language, voices_)) continue;
    if (lower(name) == lower(voice)) return it->second;
    usable.push_back(name);
  }
  const auto found = engines::find_voice(voice, language, voices_);
  if (found) return std::string(voice);

  for (const auto& own : voices_) {
    if (own.languages.contains(language)) usable.push_back(own.id);
  }
  const auto hint =
      usable.empty()
          ? fmt::format("No installed voice speaks {}.", core::info(language).name)
          : fmt::format("Voices for {}: {}.", core::info(language).name, fmt::join(usable, ", "));
  return base::Error{found.error().kind, fmt::format("{} {}", found.error().message, hint), ""};
}

}  // namespace dragoman::pipeline
