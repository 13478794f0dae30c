#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "pipeline/sentence_assembler.h"
#include "pipeline/stages.h"
#include "text/sentences.h"

namespace dragoman::pipeline {

namespace {

// Text that is too old says nothing of what follows.
constexpr core::Seconds kForgotten{10};

/// The last sentences that went to be translated from one language.
class PreviousSentences {
 public:
  /// Those that were said shortly before `start`, oldest first.
  [[nodiscard]] std::vector<std::string> before(core::Language language,
                                                core::Seconds start) const {
    if (language != language_ || start - end_ >= kForgotten) return {};
    return {sentences_.begin(), sentences_.end()};
  }

  void add(core::Language language, core::TimeSpan span,
           const std::vector<std::string>& sentences) {
    if (language != language_ || span.start - end_ >= kForgotten) sentences_.clear();
    language_ = language;
    end_ = span.end;
    sentences_.insert(sentences_.end(), sentences.begin(), sentences.end());
    while (sentences_.size() > kKept) sentences_.pop_front();
  }

 private:
  // Enough to tell who "she" is; all of it is read again for each sentence.
  static constexpr std::size_t kKept = 2;

  core::Language language_ = core::Language::kEnglish;
  core::Seconds end_{0};
  std::deque<std::string> sentences_;
};

/// One job's recognising: takes transcripts in order, decides their route, and posts what is to be
/// translated.
class RecogniseLoop {
 public:
  explicit RecogniseLoop(JobContext& context) : context_(context) {}

  base::Status run() {
    while (auto pending = context_.utterances.pop(context_.upstream_cancel)) {
      auto transcript = wait_for(*pending);
      if (!transcript) return transcript.error();
      said_before_ = {pending->span.end, transcript->language, transcript->text};
      if (auto status = take(pending->span, std::move(*transcript)); !status) return status;
      if (auto status = report_progress(pending->span.end); !status) return status;
    }
    if (auto status = context_.upstream_cancel.check(); !status) return status;
    if (auto status = push_sentences(assembler_.finish()); !status) return status;
    return context_.emitter.start(context_.job.source);  // no speech at all: an empty answer
  }

 private:
  struct SaidBefore {
    core::Seconds end{0};
    core::Language language = core::Language::kEnglish;
    std::string text;
  };

  base::Result<engines::Transcript> wait_for(PendingUtterance& pending) {
    if (auto& request = pending.request) {
      if (pending.span.start - said_before_.end < kForgotten && !said_before_.text.empty()) {
        request->likely_language = said_before_.language;
        request->previous_text = said_before_.text;
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
    const auto route = context_.engines.routes().find(transcript.language, context_.job.target);
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

  // The first speech decides whether the job can be done at all; later stretches without a route
  // pass through.
  base::Status settle_language(core::Language language, bool has_route) {
    if (context_.spoken_language.load() < 0 && !has_route) {
      return base::Error{base::ErrorKind::kLanguageUnsupported,
                         "The recording speaks " + std::string(core::info(language).name) +
                             ", which no installed model translates into " +
                             std::string(core::info(context_.job.target).name) + ".",
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
      const auto route = context_.engines.routes().find(sentence.language, context_.job.target);
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
    engines::MtHints hints{.terms = context_.terms};
    if (context_.engines.reads_context(direction)) {
      hints.previous = previous_.before(direction.source, span.start);
    }
    previous_.add(direction.source, span, sentences);
    pending.steps.assign(route.steps.begin() + 1, route.steps.end());
    pending.first_step = context_.engines.mt().post(
        {direction, std::move(sentences), context_.upstream_cancel, std::move(hints)});
  }

  base::Status push(PendingSentence pending) {
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
  SentenceAssembler assembler_;
  SaidBefore said_before_;
  PreviousSentences previous_;
  bool gist_said_ = false;
};

}  // namespace

base::Status recognise_stage(JobContext& context) { return RecogniseLoop(context).run(); }

}  // namespace dragoman::pipeline
