#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "pipeline/scene_hearing.h"
#include "pipeline/sentence_assembler.h"
#include "pipeline/stages.h"
#include "text/sentences.h"

namespace dragoman::pipeline {

namespace {

/// The last texts of one language, as long as they say anything of what follows.
class RecentTexts {
 public:
  explicit RecentTexts(std::size_t kept) : kept_(kept) {}

  [[nodiscard]] core::Language language() const { return language_; }

  /// Those that ended shortly before `start`, oldest first.
  [[nodiscard]] std::vector<std::string> before(core::Seconds start) const {
    if (start - end_ >= kForgotten) return {};
    return {texts_.begin(), texts_.end()};
  }

  void add(core::Language language, core::TimeSpan span, std::span<const std::string> texts) {
    if (language != language_ || span.start - end_ >= kForgotten) texts_.clear();
    language_ = language;
    end_ = span.end;
    texts_.insert(texts_.end(), texts.begin(), texts.end());
    while (texts_.size() > kept_) texts_.pop_front();
  }

 private:
  static constexpr core::Seconds kForgotten{10};

  const std::size_t kept_;
  core::Language language_ = core::Language::kEnglish;
  core::Seconds end_{0};
  std::deque<std::string> texts_;
};

/// One job's recognising: takes transcripts in order, decides their route, and posts what is to be
/// translated.
class RecogniseLoop {
 public:
  explicit RecogniseLoop(JobContext& context) : context_(context), scene_(context) {}

  base::Status run() {
    while (auto pending = context_.utterances.pop(context_.upstream_cancel)) {
      auto transcript = wait_for(*pending);
      if (!transcript) return transcript.error();
      *transcript =
          scene_.improved(pending->span, *std::move(transcript), std::move(pending->again), begun_);
      if (!transcript->text.empty()) {
        utterance_before_.add(transcript->language, pending->span, {&transcript->text, 1});
      }
      if (auto status = take(pending->span, std::move(*transcript)); !status) return status;
      if (auto status = report_progress(pending->span.end); !status) return status;
    }
    if (auto status = context_.upstream_cancel.check(); !status) return status;
    if (auto status = push_sentences(assembler_.finish()); !status) return status;
    return context_.emitter.start(context_.job.source);  // no speech at all: an empty answer
  }

 private:
  base::Result<engines::Transcript> wait_for(PendingUtterance& pending) {
    if (auto& request = pending.request) {
      for (auto& text : utterance_before_.before(pending.span.start)) {
        request->likely_language = utterance_before_.language();
        request->previous_text = std::move(text);
      }
      pending.transcript = context_.engines.asr().post(*std::move(request));
    }
    return pending.transcript.get();
  }

  base::Status take(core::TimeSpan span, engines::Transcript transcript) {
    if (transcript.silent()) return {};
    for (auto& word : transcript.words) {
      word.span = {span.start + word.span.start, span.start + word.span.end};
    }
    const auto route = route_of(transcript.language);
    if (auto status = settle_language(transcript.language, route.has_value()); !status)
      return status;
    if (route && route->gist && !std::exchange(gist_said_, true)) {
      base::log(base::LogLevel::kWarning, "This translation gives the gist alone",
                {{"route", describe(*route, transcript.language)}});
    }
    if (route && route->through_recogniser_english) {
      if (auto status = push_sentences(assembler_.finish()); !status) return status;
      return push_english(span, std::move(transcript), *route);
    }
    return push_sentences(
        assembler_.push(span, transcript.language, transcript.text, std::move(transcript.words)));
  }

  [[nodiscard]] std::optional<Route> route_of(core::Language spoken) const {
    return context_.engines.routes().find(spoken, context_.job.target_of(spoken));
  }

  // The first speech decides whether the job can be done at all; later stretches without a route
  // pass through.
  base::Status settle_language(core::Language language, bool has_route) {
    if (context_.spoken_language.load() < 0 && !has_route) {
      return base::Error{base::ErrorKind::kLanguageUnsupported,
                         "The recording speaks " + std::string(core::info(language).name) +
                             ", which no installed model translates into " +
                             std::string(core::info(context_.job.target_of(language)).name) + ".",
                         ""};
    }
    if (has_route) context_.spoken_language.store(static_cast<int>(language));
    return context_.emitter.start(language);
  }

  base::Status push_english(core::TimeSpan span, engines::Transcript transcript,
                            const Route& route) {
    PendingSentence pending;
    pending.segment = {.span = span,
                       .source = transcript.language,
                       .source_text = std::move(transcript.text),
                       .target_text = "",
                       .words = std::move(transcript.words)};
    const auto english = transcript.english.value_or("");
    if (route.steps.empty()) {
      pending.segment.target_text = english;
    } else {
      post_first_step(pending, route, text::split_sentences(english, core::Language::kEnglish));
    }
    return push(std::move(pending));
  }

  base::Status push_sentences(std::vector<SourceSentence> sentences) {
    for (auto& sentence : sentences) {
      const auto route = route_of(sentence.language);
      PendingSentence pending;
      pending.segment = {.span = sentence.span,
                         .source = sentence.language,
                         .source_text = sentence.text,
                         .target_text = "",
                         .words = std::move(sentence.words)};
      if (!route || route->steps.empty()) {
        pending.segment.target_text = sentence.text;
        pending.segment.passed_through = true;
      } else {
        pending.segment.gist = route->gist;
        post_first_step(pending, *route, {sentence.text});
      }
      if (auto status = push(std::move(pending)); !status) return status;
    }
    return {};
  }

  void post_first_step(PendingSentence& pending, const Route& route,
                       std::vector<std::string> sentences) {
    const auto direction = route.steps.front();
    const auto span = pending.segment.span;
    const auto target = context_.job.target_of(direction.source);
    engines::MtHints hints{.terms = scene_.names().terms(direction.source, target)};
    if (context_.engines.reads_context(direction) &&
        sentences_before_.language() == direction.source) {
      hints.previous = sentences_before_.before(span.start);
    }
    hints.notes = context_.note_at(span, direction);
    sentences_before_.add(direction.source, span, sentences);
    pending.later_terms = scene_.names().later_terms(direction.source, target);
    pending.steps.assign(route.steps.begin() + 1, route.steps.end());
    pending.first_step = context_.engines.mt().post(
        {direction, std::move(sentences), context_.upstream_cancel, std::move(hints)});
  }

  base::Status push(PendingSentence pending) {
    begun_ = true;
    if (context_.sentences.push(std::move(pending), 1, context_.upstream_cancel) ==
        base::PushResult::kOk) {
      return {};
    }
    return context_.upstream_cancel.check();
  }

  base::Status report_progress(core::Seconds done) {
    return context_.emitter.emit(core::Progress{done, context_.recording.info().duration});
  }

  JobContext& context_;
  SceneHearing scene_;
  SentenceAssembler assembler_;
  RecentTexts utterance_before_{1};
  RecentTexts sentences_before_{2};  // enough to tell who "she" is; all of it is read each time
  bool gist_said_ = false;
  bool begun_ = false;  // a sentence is on its way
};

}  // namespace

base::Status recognise_stage(JobContext& context) { return RecogniseLoop(context).run(); }

}  // namespace dragoman::pipeline
