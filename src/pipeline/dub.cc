#include "pipeline/dub.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "media/remux.h"
#include "output/subtitle.h"
#include "pipeline/dub_speakers.h"
#include "pipeline/dub_speech.h"
#include "pipeline/translate.h"

namespace dragoman::pipeline {

namespace {

using base::Error;
using base::ErrorKind;
using base::Status;
using core::DubLine;
using core::Seconds;

// As the project is written, so that a dub that goes on from it places all the same.
Seconds whole_milliseconds(Seconds time) {
  return Seconds(std::round(std::max(time.count(), 0.0) * 1000) / 1000);
}

/// What is said in a film, as lines.
class LineSink final : public core::EventSink {
 public:
  explicit LineSink(const DubHooks& hooks) : hooks_(hooks) {}

  Status emit(core::Event event, const base::CancelToken& cancel) override {
    if (const auto* done = std::get_if<core::SegmentDone>(&event)) add(done->segment);
    if (const auto* progress = std::get_if<core::Progress>(&event)) {
      tell(*progress);
      return {};
    }
    return hooks_.listener == nullptr ? Status() : hooks_.listener->emit(std::move(event), cancel);
  }
  void spent(const core::Usage& usage) override {
    if (hooks_.listener != nullptr) hooks_.listener->spent(usage);
  }
  std::vector<DubLine> take() {
    std::ranges::stable_sort(lines_, {}, [](const DubLine& line) { return line.slot.start; });
    return std::move(lines_);
  }

 private:
  void add(const core::Segment& segment) {
    DubLine line;
    line.slot = {whole_milliseconds(segment.span.start), whole_milliseconds(segment.span.end)};
    line.slot.end = std::max(line.slot.end, line.slot.start);
    line.source = segment.source;
    line.source_text = segment.source_text;
    line.target_text = segment.target_text;
    line.spoken = !segment.passed_through && !segment.target_text.empty();
    lines_.push_back(std::move(line));
  }
  void tell(const core::Progress& progress) const {
    if (!hooks_.progress || !progress.total || *progress.total <= Seconds(0)) return;
    hooks_.progress(DubStage::kHear, std::min(1.0, progress.done / *progress.total));
  }

  const DubHooks& hooks_;
  std::vector<DubLine> lines_;
};

/// One dub on its way.
class Dub {
 public:
  Dub(core::DubProject& project, Engines& engines, const Limits& limits, const DubHooks& hooks,
      base::CancelToken cancel)
      : project_(project),
        engines_(engines),
        limits_(limits),
        hooks_(hooks),
        cancel_(std::move(cancel)) {}

  base::Result<std::vector<std::string>> run(const std::string& into,
                                             const std::string& usual_voice) {
    if (auto status = hear(); !status) return status.error();
    if (auto status = cast(usual_voice); !status) return status.error();
    if (auto status = save(); !status) return status.error();
    const auto length = film_length();
    if (!length) return length.error();
    const auto spoke = [this](std::size_t done, std::size_t all) {
      if (hooks_.progress) {
        hooks_.progress(DubStage::kSpeak, static_cast<double>(done) / static_cast<double>(all));
      }
    };
    auto speech =
        speak_lines(project_.lines, project_.settings.target, *length, engines_, spoke, cancel_);
    if (!speech) return speech.error();
    auto report = mix(*speech, into, *length);
    if (!report) return report.error();
    project_.outcomes = std::move(speech->outcomes);
    return std::move(report->left_out);
  }

 private:
  Status hear() {
    if (project_.heard) return {};
    const auto& settings = project_.settings;
    core::Job job;
    job.input = core::MediaPath{project_.film.path};
    job.source = settings.source;
    job.target = settings.target;
    job.chinese_script = settings.chinese_script;
    job.patient = true;
    job.want_source_text = true;
    job.glossary = settings.glossary;
    auto limits = limits_;
    limits.max_text_tokens = 0;  // half a film is none
    LineSink sink(hooks_);
    if (auto status = translate(job, engines_, limits, sink, cancel_); !status) return status;
    project_.lines = sink.take();
    if (std::ranges::none_of(project_.lines, &DubLine::spoken)) {
      return Error{ErrorKind::kMediaEmpty,
                   "Nobody says anything in the film that could be dubbed into " +
                       std::string(core::info(settings.target).name) + ".",
                   ""};
    }
    return {};
  }

  Status cast(const std::string& usual_voice) {
    std::vector<double> pitches;
    if (!project_.heard && project_.settings.tell_speakers) {
      auto told =
          tell_speakers(project_.film.path, project_.settings, limits_, project_.lines, cancel_);
      if (!told) return told.error();
      pitches = *std::move(told);
    }
    return choose_voices(project_.settings, usual_voice, pitches, engines_, project_.lines);
  }

  Status save() {
    project_.heard = true;
    return hooks_.save ? hooks_.save(project_) : Status();
  }

  base::Result<std::optional<Seconds>> film_length() {
    const auto recording =
        media::Recording::open(core::MediaPath{project_.film.path}, core::MediaKind::kAudio,
                               limits_.media, cancel_, project_.settings.source);
    if (!recording) return recording.error();
    const auto& info = (*recording)->info();
    return info.duration_is_stated ? info.duration : std::nullopt;
  }

  base::Result<media::RemuxReport> mix(const DubSpeech& speech, const std::string& into,
                                       std::optional<Seconds> length) {
    const auto& settings = project_.settings;
    const bool ducks = settings.original != core::OriginalSound::kTrack;
    DubMix mixer(speech, ducks ? std::optional(settings.duck_db) : std::nullopt, engines_, cancel_);
    media::RemuxWish wish;
    wish.spoken = settings.source;
    wish.language = settings.target;
    wish.title = fmt::format("{} (dubbed)", core::info(settings.target).name);
    wish.keep_sound = settings.original != core::OriginalSound::kDuck;
    wish.subtitles = subtitles();
    wish.sound_until = speech.end;
    wish.mix = [&](std::int64_t first, std::span<float> samples) {
      return mixer.mix(first, samples);
    };
    wish.progress = [&](Seconds done) -> Status {
      if (hooks_.progress && length && *length > Seconds(0)) {
        hooks_.progress(DubStage::kMix, std::min(1.0, done / *length));
      }
      return hooks_.grew ? hooks_.grew() : Status();
    };
    return media::remux(project_.film.path, into, project_.output.path, wish, limits_.media,
                        cancel_);
  }

  std::vector<media::SubtitleTrack> subtitles() const {
    const auto wanted = project_.settings.subtitles;
    std::vector<media::SubtitleTrack> tracks;
    if (wanted == core::DubSubtitles::kTranslation || wanted == core::DubSubtitles::kBoth) {
      tracks.push_back(track(output::SubtitleText::kTranslation, project_.settings.target));
    }
    if (wanted == core::DubSubtitles::kSource || wanted == core::DubSubtitles::kBoth) {
      tracks.push_back(track(output::SubtitleText::kSource, most_spoken()));
    }
    return tracks;
  }

  media::SubtitleTrack track(output::SubtitleText text, core::Language language) const {
    media::SubtitleTrack track{language, {}};
    output::CueMaker maker(project_.settings.target, text);
    const auto append = [&](const std::vector<output::Cue>& cues) {
      for (const auto& cue : cues) {
        std::string lines;
        for (const auto& line : cue.lines) lines += (lines.empty() ? "" : "\n") + line;
        track.cues.push_back({cue.span, std::move(lines)});
      }
    };
    for (const auto& line : project_.lines) {
      core::Segment segment;
      segment.span = line.slot;
      segment.source = line.source;
      segment.source_text = line.source_text;
      segment.target_text = line.target_text;
      segment.passed_through = !line.spoken && line.target_text == line.source_text;
      append(maker.next(segment));
    }
    append(maker.finish());
    return track;
  }

  // The language of most lines.
  core::Language most_spoken() const {
    std::vector<std::size_t> counts(core::kLanguageCount);
    for (const auto& line : project_.lines) ++counts[static_cast<std::size_t>(line.source)];
    return static_cast<core::Language>(std::ranges::max_element(counts) - counts.begin());
  }

  core::DubProject& project_;
  Engines& engines_;
  const Limits& limits_;
  const DubHooks& hooks_;
  const base::CancelToken cancel_;
};

}  // namespace

base::Result<std::vector<std::string>> dub(core::DubProject& project, const std::string& into,
                                           const std::string& usual_voice, Engines& engines,
                                           const Limits& limits, const DubHooks& hooks,
                                           const base::CancelToken& cancel) {
  return Dub(project, engines, limits, hooks, cancel).run(into, usual_voice);
}

}  // namespace dragoman::pipeline
