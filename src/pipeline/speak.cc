#include "pipeline/speak.h"

#include <algorithm>
#include <deque>
#include <future>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pipeline/job_meter.h"
#include "pipeline/speech_pcm.h"
#include "pipeline/speech_plan.h"
#include "pipeline/usage.h"
#include "text/language_of.h"
#include "text/sentences.h"

namespace dragoman::pipeline {

namespace {

using core::Language;

// What one reader of a long text may have in the synthesisers' hands: the piece that is next, and
// one more so that no replica waits for it.
constexpr std::size_t kPiecesAhead = 2;

core::LanguageSet languages_of(const std::string& voice, const Engines& engines) {
  core::LanguageSet languages;
  for (const auto& info : core::languages()) {
    if (engines.resolve_voice(voice, info.language)) languages.insert(info.language);
  }
  return languages;
}

// Of at least one.
Language first_of(const core::LanguageSet& languages) {
  const auto first = std::ranges::find_if(
      core::languages(), [&](const auto& info) { return languages.contains(info.language); });
  return first->language;
}

struct Piece {
  std::string text;
  double pause_before_s = 0;  // at the rate 1
};

std::deque<Piece> pieces_of(const core::SpeechJob& job, Language language) {
  std::deque<Piece> pieces;
  SpeechPlan plan;
  for (const auto& sentence : text::split_sentences(job.text, language)) {
    for (auto& piece : plan.pieces(sentence)) {
      const auto pause_s = pieces.empty() ? 0.0 : natural_pause_s(pieces.back().text);
      pieces.push_back({std::move(piece), pause_s});
    }
  }
  return pieces;
}

/// One job's pieces on their way through the synthesisers, in order.
class SpeakLoop {
 public:
  SpeakLoop(const core::SpeechJob& job, Language language, std::string voice, Engines& engines,
            core::EventSink& sink, base::CancelToken cancel)
      : job_(job),
        language_(language),
        voice_(std::move(voice)),
        engines_(engines),
        sink_(sink),
        cancel_(std::move(cancel)),
        pieces_(pieces_of(job, language)) {}

  base::Status run() {
    auto status = say();
    if (anything_said_) sink_.spent(usage_.total({}));
    return status;
  }

 private:
  base::Status say() {
    for (post(); !posted_.empty(); post()) {
      auto speech = posted_.front().speech.get();
      const auto pause_s = posted_.front().pause_before_s / job_.wish.rate;
      posted_.pop_front();
      if (!speech) return speech.error();
      if (auto status = emit(*speech, pause_s); !status) return status;
    }
    if (auto status = cancel_.check(); !status) return status;
    if (usage_.total({}).output_audio_tokens == 0) return nothing_to_say();
    return sink_.emit(core::Finished{core::FinishReason::kStop, usage_.total({})}, cancel_);
  }

  struct Posted {
    std::future<base::Result<engines::Speech>> speech;
    double pause_before_s = 0;
  };

  void post() {
    while (posted_.size() < kPiecesAhead && !pieces_.empty()) {
      auto piece = std::move(pieces_.front());
      pieces_.pop_front();
      posted_.push_back({engines_.tts().post({.text = std::move(piece.text),
                                              .language = language_,
                                              .voice = voice_,
                                              .rate = job_.wish.rate,
                                              .cancel = cancel_}),
                         piece.pause_before_s});
    }
  }

  base::Status emit(const engines::Speech& speech, double pause_s) {
    if (speech.empty()) return {};
    if (!anything_said_) usage_.add_text(job_.text);
    auto samples = behind_pause(std::exchange(anything_said_, true) ? pause_s : 0.0, speech);
    usage_.add_output_samples(samples.size());
    return sink_.emit(core::AudioDelta{std::move(samples)}, cancel_);
  }

  [[nodiscard]] base::Status nothing_to_say() const {
    return base::Error{
        base::ErrorKind::kInvalidArgument,
        fmt::format("The input has nothing that can be spoken in {}.", core::info(language_).name),
        ""};
  }

  const core::SpeechJob& job_;
  const Language language_;
  const std::string voice_;
  Engines& engines_;
  core::EventSink& sink_;
  const base::CancelToken cancel_;
  UsageMeter usage_;
  bool anything_said_ = false;
  std::deque<Piece> pieces_;   // not yet posted
  std::deque<Posted> posted_;  // at most kPiecesAhead
};

}  // namespace

base::Result<Language> spoken_language(const core::SpeechJob& job, const Engines& engines) {
  const auto& voice = job.wish.voice;
  if (job.language) {
    if (auto id = engines.resolve_voice(voice, *job.language); !id) return id.error();
    return *job.language;
  }
  const auto languages = languages_of(voice, engines);
  // Where it speaks nothing, the error names the voices that would do.
  if (languages.empty()) return engines.resolve_voice(voice, Language::kEnglish).error();
  if (languages.size() == 1 || !text::has_letters(job.text)) return first_of(languages);
  if (const auto told = text::language_of(job.text, languages)) return *told;
  return base::Error{base::ErrorKind::kLanguageUnsupported,
                     fmt::format("The language of the input is not one that the voice '{}' speaks, "
                                 "or cannot be told: name it in \"language\".",
                                 voice),
                     ""};
}

namespace {

base::Status run_job(const core::SpeechJob& job, Engines& engines, core::EventSink& sink,
                     const base::CancelToken& cancel) {
  const auto language = spoken_language(job, engines);
  if (!language) return language.error();
  auto voice = engines.resolve_voice(job.wish.voice, *language);
  if (!voice) return voice.error();
  if (auto status = sink.emit(core::Started{*language}, cancel); !status) return status;
  return SpeakLoop(job, *language, *std::move(voice), engines, sink, cancel).run();
}

}  // namespace

base::Status speak(const core::SpeechJob& job, Engines& engines, core::EventSink& sink,
                   const base::CancelToken& cancel) {
  JobMeter meter(engines.metrics().speeches, sink);
  return meter.ended(run_job(job, engines, meter, cancel));
}

}  // namespace dragoman::pipeline
