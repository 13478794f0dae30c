#include <algorithm>
#include <utility>

#include "pipeline/speech_plan.h"
#include "pipeline/stages.h"
#include "text/chinese_script.h"
#include "text/sentences.h"
#include "text/tokens.h"

namespace dragoman::pipeline {

namespace {

/// One job's translating: takes translations in order, emits them, hands them on to be spoken.
class TranslateLoop {
 public:
  explicit TranslateLoop(JobContext& context) : context_(context) {}

  base::Status run() {
    if (auto status = go_on(context_.job.resume); !status) return status;
    while (auto pending = context_.sentences.pop(context_.cancel)) {
      if (context_.text_limit_reached) continue;  // drain what was under way
      if (auto status = take(std::move(*pending)); !status) return status;
    }
    return context_.cancel.check();
  }

 private:
  // What is out already is counted, and what of it was not spoken yet is spoken.
  base::Status go_on(const core::Resume& resume) {
    for (std::size_t i = 0; i < resume.segments.size(); ++i) {
      const auto& segment = resume.segments[i];
      context_.usage.add_text(delta_of(segment));
      if (i >= resume.spoken) {
        if (auto status = speak(segment); !status) return status;
      } else if (is_spoken(segment)) {
        said_last_ = segment.span;
        spoken_last_ = segment.target_text;
      }
    }
    const auto limit = context_.max_text_tokens;
    if (limit && context_.usage.text_tokens() >= *limit) stop_at_limit();
    return {};
  }

  base::Status take(PendingSentence pending) {
    auto& segment = pending.segment;
    if (pending.first_step.valid()) {
      auto translated = finish_steps(pending);
      if (!translated) return translated.error();
      segment.target_text = std::move(*translated);
    }
    if (segment.source_text.empty() && segment.target_text.empty()) return {};
    write_chinese(segment);
    const bool limited = apply_limit(segment.target_text);
    if (auto status = emit_text(segment); !status) return status;
    if (auto status = speak(segment); !status) return status;
    if (limited) stop_at_limit();
    return {};
  }

  void stop_at_limit() {
    context_.text_limit_reached = true;
    context_.upstream.cancel(base::CancelReason::kFailedElsewhere);
  }

  base::Result<std::string> finish_steps(PendingSentence& pending) {
    auto sentences = pending.first_step.get();
    for (const auto& step : pending.steps) {
      if (!sentences) break;
      engines::MtHints hints{.terms = pending.later_terms,
                             .notes = context_.note_at(pending.segment.span, step)};
      sentences = context_.engines.mt()
                      .post({step, std::move(*sentences), context_.cancel, std::move(hints)})
                      .get();
    }
    if (!sentences) return sentences.error();
    std::string joined;
    for (const auto& sentence : *sentences) {
      joined = text::join_sentences(joined, sentence, target_of(pending.segment));
    }
    return joined;
  }

  void write_chinese(core::Segment& segment) const {
    const auto script = context_.job.chinese_script;
    if (!script) return;
    const auto is_chinese = [](core::Language language) {
      return language == core::Language::kChinese || language == core::Language::kCantonese;
    };
    if (is_chinese(segment.source)) {
      segment.source_text = text::in_chinese_script(segment.source_text, *script);
    }
    if (is_chinese(segment.passed_through ? segment.source : target_of(segment))) {
      segment.target_text = text::in_chinese_script(segment.target_text, *script);
    }
  }

  // Cuts the text to what the job's limit leaves; true when the limit is reached.
  bool apply_limit(std::string& text) {
    if (!context_.max_text_tokens) return false;
    const auto left = *context_.max_text_tokens - context_.usage.text_tokens();
    text = text::first_tokens(text, std::max<std::int64_t>(left, 0));
    return text::count_tokens(text) >= left;
  }

  // What is to be appended for it; nothing where its translation is empty.
  std::string delta_of(const core::Segment& segment) {
    if (segment.target_text.empty()) return {};
    std::string delta;
    if (std::exchange(anything_said_, true)) delta = text::sentence_separator(target_of(segment));
    return delta + segment.target_text;
  }

  base::Status emit_text(const core::Segment& segment) {
    if (auto delta = delta_of(segment); !delta.empty()) {
      context_.usage.add_text(delta);
      if (auto status = context_.emitter.emit(core::TextDelta{std::move(delta)}); !status)
        return status;
    }
    return context_.emitter.emit(core::SegmentDone{segment});
  }

  [[nodiscard]] core::Language target_of(const core::Segment& segment) const {
    return context_.job.target_of(segment.source);
  }

  [[nodiscard]] bool is_spoken(const core::Segment& segment) const {
    return !segment.passed_through || segment.source == target_of(segment);
  }

  base::Status speak(const core::Segment& segment) {
    if (!context_.voice) return {};
    if (is_spoken(segment)) {
      if (auto status = speak_pieces(segment); !status) return status;
    }
    return push({}, 0);
  }

  base::Status speak_pieces(const core::Segment& segment) {
    for (auto& piece : plan_.pieces(segment.target_text)) {
      const auto weight = piece.size();
      PendingSpeech pending;
      pending.pause_before_s = pause_before(segment);
      spoken_last_ = piece;
      pending.speech =
          context_.engines.tts().post({std::move(piece), target_of(segment), *context_.voice,
                                       context_.job.speech->rate, context_.cancel});
      if (auto status = push(std::move(pending), weight); !status) return status;
    }
    return {};
  }

  base::Status push(PendingSpeech pending, std::size_t weight) {
    if (context_.speeches.push(std::move(pending), weight, context_.cancel) ==
        base::PushResult::kOk) {
      return {};
    }
    return context_.cancel.check();
  }

  // Between two sentences as in the recording, inside one as is natural.
  double pause_before(const core::Segment& segment) {
    const auto before = std::exchange(said_last_, segment.span);
    return before == segment.span ? natural_pause_s(spoken_last_)
                                  : sentence_pause_s(spoken_last_, before, segment.span);
  }

  JobContext& context_;
  bool anything_said_ = false;
  SpeechPlan plan_;
  std::string spoken_last_;   // the last piece,
  core::TimeSpan said_last_;  // and when what it translates was said
};

}  // namespace

base::Status translate_stage(JobContext& context) { return TranslateLoop(context).run(); }

}  // namespace dragoman::pipeline
