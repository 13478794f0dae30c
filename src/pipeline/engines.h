#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/batch_pool.h"
#include "engines/registry.h"
#include "pipeline/metrics.h"
#include "pipeline/routes.h"

namespace dragoman::pipeline {

using AsrPool = base::BatchPool<engines::AsrRequest, engines::Transcript>;
using MtPool = base::BatchPool<engines::MtRequest, engines::MtResponse>;
using TtsPool = base::BatchPool<engines::SpeechRequest, engines::Speech>;
/// What was read in a picture, and what that took.
struct Reading {
  engines::TextLines lines;
  core::Seconds cpu{0};
};
using ReadPool = base::BatchPool<engines::ReadRequest, Reading>;
using DescribePool = base::BatchPool<engines::SceneRequest, std::string>;

/// Public voice name -> (language -> installed voice id): the stand-ins of the catalogue.
using VoiceStandIns = std::map<std::string, std::map<core::Language, std::string>, std::less<>>;

/// What a job runs on, shared by all jobs: the pools, the routes and the voices. Made once; every
/// member is safe from any thread.
class Engines {
 public:
  /// `metrics` is told of all work; its registry must outlive this.
  Engines(engines::EngineSet set, VoiceStandIns stand_ins, Metrics metrics = {});

  [[nodiscard]] const engines::Vad& vad() const { return *vad_; }
  [[nodiscard]] AsrPool& asr() { return *asr_; }
  [[nodiscard]] MtPool& mt() { return *mt_; }
  [[nodiscard]] TtsPool& tts() { return *tts_; }
  /// Those that describe scenes; null where none does.
  [[nodiscard]] DescribePool* describers() { return describers_.get(); }
  [[nodiscard]] bool has_describers() const { return describers_ != nullptr; }
  /// Those that read pictures; null where no model does.
  [[nodiscard]] ReadPool* readers() { return readers_.get(); }
  [[nodiscard]] bool has_readers() const { return readers_ != nullptr; }
  /// Whether a word is one that the recogniser hears without help.
  [[nodiscard]] bool is_common(std::string_view word) const {
    return !recogniser_ || recogniser_->is_common(word);
  }
  [[nodiscard]] core::LanguageSet recognised() const;
  /// Of these, those that the recogniser puts into English by itself.
  [[nodiscard]] core::LanguageSet recognised_to_english() const;
  /// Those of single models, and which of them give the gist alone.
  [[nodiscard]] const std::vector<engines::Direction>& directions() const { return directions_; }
  [[nodiscard]] const std::vector<engines::Direction>& gist() const { return gist_; }
  [[nodiscard]] const RouteTable& routes() const { return routes_; }
  /// Whether what was said before changes how a sentence is translated in this direction.
  [[nodiscard]] bool reads_context(engines::Direction direction) const {
    return context_readers_.contains(direction);
  }
  /// Whether what is seen does.
  [[nodiscard]] bool reads_notes(engines::Direction direction) const {
    return note_readers_.contains(direction);
  }
  [[nodiscard]] const std::vector<engines::Voice>& voices() const { return voices_; }
  [[nodiscard]] const std::vector<std::string>& model_ids() const { return model_ids_; }
  [[nodiscard]] const VoiceStandIns& stand_ins() const { return stand_ins_; }
  [[nodiscard]] const Metrics& metrics() const { return metrics_; }

  /// The installed voice that speaks `language` when the client names `voice` (a public name, in
  /// any case, an id, or a mix of ids: engines/voice_mix.h). Errors: kVoiceUnsupported, with the
  /// voices that would do.
  [[nodiscard]] base::Result<std::string> resolve_voice(std::string_view voice,
                                                        core::Language language) const;
  /// Who speaks when nobody is named: the first public voice with a stand-in for the language, else
  /// the first installed voice. Errors: kVoiceUnsupported.
  [[nodiscard]] base::Result<std::string> usual_voice(core::Language language) const;

 private:
  const Metrics metrics_;
  std::unique_ptr<engines::Vad> vad_;
  std::vector<engines::Voice> voices_;
  VoiceStandIns stand_ins_;
  std::vector<std::string> model_ids_;
  RouteTable routes_;
  std::vector<engines::Direction> directions_;
  std::vector<engines::Direction> gist_;
  std::set<engines::Direction> context_readers_;
  std::set<engines::Direction> note_readers_;
  std::shared_ptr<const engines::Recogniser> recogniser_;  // the first one
  // Last, so that they stop first: their threads use what stands above.
  std::unique_ptr<AsrPool> asr_;
  std::unique_ptr<MtPool> mt_;
  std::unique_ptr<TtsPool> tts_;
  std::unique_ptr<DescribePool> describers_;
  std::unique_ptr<ReadPool> readers_;
};

}  // namespace dragoman::pipeline
