#include "pipeline/live.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "base/pause.h"
#include "pipeline/live_hearing.h"
#include "pipeline/live_listener.h"
#include "pipeline/live_looking.h"
#include "pipeline/live_speech.h"
#include "pipeline/live_translation.h"
#include "pipeline/translate.h"
#include "pipeline/usage.h"

namespace dragoman::pipeline {

namespace {

constexpr std::size_t kMostTurns = 4;                // under way
constexpr std::chrono::milliseconds kPollEvery{20};  // while an engine is at work for us

/// One turn: heard, translated, spoken.
struct Turn {
  Turn(std::int64_t the_number, std::int64_t begin, LiveContext& context)
      : number(the_number), hearing(context, begin), translation(context), speech(context) {}

  const std::int64_t number;
  LiveHearing hearing;
  LiveTranslation translation;
  LiveSpeech speech;
  core::LiveText heard;  // as last told
  core::LiveText said;
  UsageMeter usage;
};

class LiveLoop {
 public:
  LiveLoop(LiveContext& context, LiveListener listener, LivePieces& pieces, core::LiveSink& sink)
      : context_(context), listener_(std::move(listener)), pieces_(pieces), sink_(sink) {}

  base::Status run() {
    while (!ended_ || !turns_.empty()) {
      if (auto status = context_.cancel.check(); !status) return status;
      if (auto status = listen(); !status) return status;
      hear_open_turn();
      if (auto status = poll(); !status) return status;
    }
    return {};
  }

  [[nodiscard]] core::Usage used() const { return usage_.total({}); }

 private:
  // Waits for sound; not for long while engines are at work.
  base::Status listen() {
    if (ended_ || turns_.size() >= kMostTurns) return base::pause_for(kPollEvery, context_.cancel);
    std::optional<base::SteadyTime> until;
    if (!turns_.empty()) until = std::chrono::steady_clock::now() + kPollEvery;
    const base::CancelSource wait(context_.cancel, until);
    if (auto piece = pieces_.pop(wait.token())) {
      return std::visit([&](auto& one) { return take(one); }, *piece);
    }
    if (wait.token().cancelled()) return context_.cancel.check();
    ended_ = true;
    return mark(listener_.end_turn());
  }

  base::Status take(const core::LiveSound& sound) {
    usage_.add_input_samples(sound.samples.size());
    samples_ += static_cast<std::int64_t>(sound.samples.size());
    auto edges = listener_.push(sound.samples);
    return edges ? mark(*std::move(edges)) : base::Status(edges.error());
  }
  base::Status take(const core::LivePicture& picture) {
    if (context_.looking != nullptr) context_.looking->show(picture.jpeg, time_of(samples_));
    return {};
  }
  base::Status take(const core::EndOfTurn&) { return mark(listener_.end_turn()); }
  base::Status take(const core::ForgetSound&) {
    listener_.forget();
    return {};
  }

  base::Status mark(std::vector<TurnEdge> edges) {
    for (auto& edge : edges) {
      if (auto status = std::visit([&](auto& one) { return mark(one); }, edge); !status) {
        return status;
      }
    }
    return {};
  }

  base::Status mark(const TurnBegan& began) {
    turns_.push_back(std::make_unique<Turn>(next_turn_++, began.at, context_));
    open_ = true;
    if (!context_.job.silence) return {};
    return sink_.emit(core::SpeechStarted{turns_.back()->number, time_of(began.at)});
  }

  base::Status mark(TurnEnded& ended) {
    auto& turn = *turns_.back();
    turn.usage.add_input_samples(ended.samples.size());
    turn.hearing.end(std::move(ended.samples), ended.end);
    open_ = false;
    if (!context_.job.silence) return {};
    return sink_.emit(core::SpeechStopped{turn.number, time_of(ended.end)});
  }

  void hear_open_turn() {
    if (!open_) return;
    auto& hearing = turns_.back()->hearing;
    const auto sound = listener_.open_sound();
    if (hearing.wants(sound.size(), listener_.speech_until())) {
      hearing.hear(sound, listener_.heard());
    }
  }

  base::Status poll() {
    for (auto& turn : turns_) {
      if (auto status = advance(*turn); !status) return status;
    }
    while (!turns_.empty()) {
      auto& turn = *turns_.front();
      if (auto status = tell(turn); !status) return status;
      if (!turn.said.whole || !turn.speech.done()) break;
      auto done = core::TurnDone{turn.number, turn.usage.total({})};
      turns_.pop_front();
      if (auto status = sink_.emit(std::move(done)); !status) return status;
    }
    return {};
  }

  base::Status advance(Turn& turn) {
    if (auto status = turn.hearing.poll(); !status) return status;
    const auto& hearing = turn.hearing;
    if (hearing.said() != turn.heard) {
      turn.heard = hearing.said();
      core::LiveHeard heard{turn.number, hearing.language(), turn.heard};
      if (auto status = sink_.emit(std::move(heard)); !status) return status;
    }
    turn.translation.update(hearing.basis(), hearing.language(), hearing.through_english());
    if (auto status = turn.translation.poll(); !status) return status;
    while (const auto sentence = turn.translation.take_spoken()) turn.speech.say(*sentence);
    return {};
  }

  // Of the first turn alone.
  base::Status tell(Turn& turn) {
    if (auto said = turn.translation.text(); said != turn.said) {
      if (said.whole) {
        turn.usage.add_text(said.settled);
        usage_.add_text(said.settled);
      }
      turn.said = std::move(said);
      if (auto status = sink_.emit(core::LiveSaid{turn.number, turn.said}); !status) return status;
    }
    for (;;) {
      auto samples = turn.speech.take();
      if (!samples) return samples.error();
      if (samples->empty()) return {};
      turn.usage.add_output_samples(samples->size());
      usage_.add_output_samples(samples->size());
      core::LiveAudio audio{turn.number, *std::move(samples)};
      if (auto status = sink_.emit(std::move(audio)); !status) return status;
    }
  }

  LiveContext& context_;
  LiveListener listener_;
  LivePieces& pieces_;
  core::LiveSink& sink_;
  std::deque<std::unique_ptr<Turn>> turns_;  // the last one may be open
  bool open_ = false;
  bool ended_ = false;  // no more sound comes
  std::int64_t next_turn_ = 0;
  std::int64_t samples_ = 0;  // that came
  UsageMeter usage_;
};

// What validate() looks at is the same for both.
core::Job as_job(const core::LiveJob& job) {
  core::Job checked;
  checked.source = job.source;
  checked.target = job.target;
  checked.speech = job.speech;
  return checked;
}

}  // namespace

base::Status validate_live(const core::LiveJob& job, const Engines& engines) {
  return validate(as_job(job), engines);
}

base::Status live(const core::LiveJob& job, Engines& engines, const Limits& limits,
                  LivePieces& pieces, core::LiveSink& sink, const base::CancelToken& cancel) {
  if (auto status = validate_live(job, engines); !status) return status;
  auto listener = LiveListener::open(engines.vad(), job);
  if (!listener) return listener.error();
  base::CancelSource all(cancel);  // what is under way at the end ends with it
  LiveContext context{.job = job, .engines = engines, .cancel = all.token()};
  if (job.speech) context.voice = *engines.resolve_voice(job.speech->voice, job.target);
  if (!job.glossary.empty()) {
    auto later = job.glossary;
    for (auto& term : later) term.source = term.target;
    context.names = KeptNames(std::make_shared<const std::vector<core::Term>>(job.glossary),
                              std::make_shared<const std::vector<core::Term>>(std::move(later)));
  }
  std::unique_ptr<LiveLooking> looking;
  if (limits.scene_text && engines.has_readers()) {
    looking = LiveLooking::open(job, engines, limits.media.max_pixels, all.token());
    context.looking = looking.get();
  }
  LiveLoop loop(context, *std::move(listener), pieces, sink);
  auto status = loop.run();
  all.cancel(base::CancelReason::kFailedElsewhere);
  sink.spent(loop.used());
  return status;
}

}  // namespace dragoman::pipeline
