#include "pipeline/film.h"

#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "core/accounting.h"
#include "engines/answer_folder.h"
#include "engines/kept_answers.h"
#include "media/remux.h"
#include "pipeline/borrowed_engines.h"
#include "pipeline/dub.h"
#include "pipeline/translate.h"

namespace dragoman::pipeline {

namespace {

namespace fs = std::filesystem;
using base::Status;

// Of the work of a film, in its stages' order.
constexpr std::array<double, 3> kShares{0.45, 0.45, 0.1};

core::Job job_of(const core::DubSettings& settings) {
  core::Job job;
  job.source = settings.source;
  job.target = settings.target;
  job.glossary = settings.glossary;
  return job;
}

/// What the job's listener hears of a film: each segment once, however often the film was begun.
class FilmTeller final : public core::EventSink {
 public:
  FilmTeller(core::EventSink& sink, std::size_t told, base::CancelToken cancel)
      : sink_(sink), told_(told), cancel_(std::move(cancel)) {}

  Status emit(core::Event event, const base::CancelToken& cancel) override {
    if (const auto* finished = std::get_if<core::Finished>(&event)) {
      finished_ = *finished;
      return {};
    }
    if (told_ > 0 && std::holds_alternative<core::TextDelta>(event)) return {};
    if (told_ > 0 && std::holds_alternative<core::SegmentDone>(event)) {
      --told_;
      return {};
    }
    return sink_.emit(std::move(event), cancel);
  }
  void spent(const core::Usage& usage) override { usage_ = usage; }

  // In seconds of the recording, and not for every line.
  void progress(DubStage stage, double part, std::optional<core::Seconds> length) {
    if (!length) return;
    double done = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(stage); ++i) done += kShares.at(i);
    done += kShares.at(static_cast<std::size_t>(stage)) * part;
    if (done < told_part_ + 0.005 && part < 1) return;
    told_part_ = done;
    static_cast<void>(sink_.emit(core::Progress{*length * done, length}, cancel_));
  }

  void end() { sink_.spent(usage_); }
  Status finish(core::Seconds speech) {
    core::Finished finished = finished_.value_or(core::Finished{});
    finished.usage.output_audio_tokens = core::audio_tokens(speech);
    usage_ = finished.usage;
    return sink_.emit(finished, cancel_);
  }

 private:
  core::EventSink& sink_;
  std::size_t told_;
  const base::CancelToken cancel_;
  std::optional<core::Finished> finished_;
  core::Usage usage_;
  double told_part_ = 0;
};

/// One film on its way.
class Film {
 public:
  Film(const core::FilmWish& wish, const FilmPlace& place, Engines& lender, const Limits& limits,
       core::EventSink& sink, const base::CancelToken& cancel)
      : wish_(wish),
        place_(place),
        limits_(limits),
        cancel_(cancel),
        teller_(sink, place.told, cancel),
        engines_(engines::keep_answers(borrow(lender), answers()), lender.stand_ins(),
                 without_pools(lender.metrics())) {}

  Status run() {
    auto status = work();
    teller_.end();
    return status;
  }

 private:
  Status work() {
    core::DubProject project;
    project.settings = wish_.settings;
    project.film.path = place_.recording;
    project.output.path = "film." + wish_.format;
    const bool keeps = wish_.settings.original != core::OriginalSound::kDuck;
    if (auto report = media::check_remux(project.film.path, project.output.path, keeps,
                                         limits_.media, cancel_);
        !report) {
      return report.error();
    }
    std::error_code none;
    written_ = fs::exists(place_.film(), none) ? fs::file_size(place_.film(), none) : 0;
    auto voice = wish_.settings.voices.empty() ? engines_.usual_voice(wish_.settings.target)
                                               : wish_.settings.voices.front();
    if (!voice) return voice.error();
    if (auto status = find_length(); !status) return status;
    DubHooks hooks;
    hooks.listener = &teller_;
    hooks.progress = [this](DubStage stage, double part) {
      teller_.progress(stage, part, length_);
    };
    hooks.grew = [this] { return grow(); };
    auto left_out = dub(project, place_.film(), *voice, engines_, limits_, hooks, cancel_);
    if (!left_out) return left_out.error();
    if (auto status = grow(); !status) return status;
    core::Seconds speech{0};
    for (const auto& outcome : project.outcomes) speech += outcome.placed.length();
    return teller_.finish(speech);
  }

  std::shared_ptr<engines::AnswerFolder> answers() const {
    return std::make_shared<engines::AnswerFolder>(place_.folder, place_.take);
  }

  static Metrics without_pools(Metrics metrics) {
    metrics.recognise = metrics.translate = metrics.speak = metrics.read = base::PoolMetrics();
    return metrics;
  }

  Status find_length() {
    const auto recording =
        media::Recording::open(core::MediaPath{place_.recording}, core::MediaKind::kAudio,
                               limits_.media, cancel_, wish_.settings.source);
    if (!recording) return recording.error();
    length_ = (*recording)->info().duration;
    return {};
  }

  // What the film has grown by is taken.
  Status grow() {
    std::error_code fault;
    const auto now = fs::file_size(place_.film(), fault);
    if (fault || now <= written_) return {};
    const auto more = now - std::exchange(written_, now);
    return place_.take ? place_.take(more) : Status();
  }

  const core::FilmWish& wish_;
  const FilmPlace& place_;
  const Limits& limits_;
  const base::CancelToken& cancel_;
  FilmTeller teller_;
  Engines engines_;
  std::optional<core::Seconds> length_;
  std::uint64_t written_ = 0;  // bytes of the film that were taken, those of a run before with them
};

}  // namespace

Status validate_film(const core::FilmWish& wish, const Engines& engines, const Limits& limits) {
  if (!limits.media.decoder.empty()) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "This server makes no films: it takes recordings apart in a sandbox "
                       "(media_sandbox), where no film is put together.",
                       ""};
  }
  auto job = job_of(wish.settings);
  if (auto status = validate(job, engines); !status) return status;
  if (wish.settings.voices.empty()) {
    const auto voice = engines.usual_voice(wish.settings.target);
    return voice ? Status() : Status(voice.error());
  }
  for (const auto& voice : wish.settings.voices) {
    job.speech = core::SpeechWish{voice};
    if (auto status = validate(job, engines); !status) return status;
  }
  return {};
}

Status make_film(const core::FilmWish& wish, const FilmPlace& place, Engines& engines,
                 const Limits& limits, core::EventSink& sink, const base::CancelToken& cancel) {
  return Film(wish, place, engines, limits, sink, cancel).run();
}

}  // namespace dragoman::pipeline
