#include "pipeline/dub_speech.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/audio.h"
#include "engines/resample.h"
#include "engines/samples.h"
#include "media/remux.h"
#include "text/sentences.h"

namespace dragoman::pipeline {

namespace {

using core::Seconds;
using engines::SpeechRequest;

constexpr std::size_t kAhead = 4;         // speeches in the synthesisers' hands
constexpr double kSameRate = 1.002;       // nearer to 1 than this nothing is changed
constexpr std::size_t kMostWordings = 1;  // asked for, of a line

Seconds at_speak_rate(std::size_t samples) {
  return Seconds(static_cast<double>(samples) / core::kSpeakRateHz);
}

/// What is known of a speech without holding it.
struct Measure {
  Seconds before{0};  // its first sound
  Seconds sound{0};   // from first to last
  Seconds whole{0};
};

Measure measure(const engines::Speech& speech) {
  const auto range = engines::audible_range(speech, core::kSpeakRateHz);
  return {at_speak_rate(range.begin), at_speak_rate(range.end - range.begin),
          at_speak_rate(speech.size())};
}

/// A line on its way.
struct Spoken {
  SpeechRequest request;
  Measure usual;
  Measure final;  // of the request as it stands
  bool wanted = false;
  std::string said;  // the shorter wording
};

class LineSpeaker {
 public:
  LineSpeaker(std::span<const core::DubLine> lines, core::Language target,
              std::optional<Seconds> film, Engines& engines,
              const std::function<void(std::size_t, std::size_t)>& done, base::CancelToken cancel)
      : lines_(lines),
        target_(target),
        film_(film),
        engines_(engines),
        done_(done),
        cancel_(std::move(cancel)) {}

  base::Result<DubSpeech> run() {
    begin();
    if (auto status = speak(all_wanted()); !status) return status.error();
    for (auto& spoken : spoken_) spoken.usual = spoken.final;
    plan();
    for (std::size_t i = 0; i < kMostWordings; ++i) {
      if (auto status = shorten(); !status) return status.error();
    }
    if (auto status = fit(); !status) return status.error();
    return collect();
  }

 private:
  void begin() {
    for (const auto& line : lines_) {
      auto& spoken = spoken_.emplace_back();
      spoken.wanted = line.spoken && !line.target_text.empty();
      spoken.request = {.text = line.target_text,
                        .language = target_,
                        .voice = line.voice,
                        .rate = 1.0,
                        .cancel = cancel_,
                        .duration_s = {}};
    }
  }

  std::vector<std::size_t> all_wanted() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < spoken_.size(); ++i) {
      if (spoken_[i].wanted) out.push_back(i);
    }
    return out;
  }

  // Speaks these as they stand and measures them.
  base::Status speak(const std::vector<std::size_t>& indices) {
    to_do_ += indices.size();
    std::deque<std::future<base::Result<engines::Speech>>> waiting;
    std::size_t posted = 0;
    for (std::size_t i = 0; i < indices.size(); ++i) {
      for (; posted < indices.size() && posted < i + kAhead; ++posted) {
        waiting.push_back(engines_.tts().post(spoken_[indices[posted]].request));
      }
      const auto speech = waiting.front().get();
      waiting.pop_front();
      if (!speech) return speech.error();
      spoken_[indices[i]].final = measure(*speech);
      if (done_) done_(++did_, to_do_);
    }
    return cancel_.check();
  }

  void plan() {
    pieces_.clear();
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      pieces_.push_back({lines_[i].slot, spoken_[i].usual.sound});
    }
    places_ = plan_dub(pieces_, film_);
  }

  base::Status shorten() {
    std::vector<std::size_t> changed;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!(places_[i].overrun > Seconds(0))) continue;
      auto wording = shorter(i);
      if (!wording) return wording.error();
      if (wording->empty()) continue;
      spoken_[i].said = *wording;
      spoken_[i].request.text = *std::move(wording);
      changed.push_back(i);
    }
    if (changed.empty()) return {};
    if (auto status = speak(changed); !status) return status;
    for (const auto i : changed) spoken_[i].usual = spoken_[i].final;
    plan();
    return {};
  }

  // Empty where the translator has none.
  base::Result<std::string> shorter(std::size_t i) {
    const auto& line = lines_[i];
    const engines::Direction direction{line.source, target_};
    const auto route = engines_.routes().find(line.source, target_);
    const bool direct = route && route->steps.size() == 1 && !route->through_recogniser_english;
    if (!direct || line.source_text.empty() || !engines_.reads_context(direction)) {
      return std::string();
    }
    const auto& text = spoken_[i].request.text;
    const double share = places_[i].room / places_[i].length;
    const auto most = static_cast<std::size_t>(
        std::max(1.0, share * static_cast<double>(text::count_code_points(text))));
    engines::MtHints hints;
    hints.notes = fmt::format(
        "The translation is spoken in a film, where it has little time. Say it in at most {} "
        "characters, as briefly as possible, leaving out what matters least.",
        most);
    auto answer = engines_.mt().post({direction, {line.source_text}, cancel_, hints}).get();
    if (!answer) return answer.error();
    auto& wording = answer->front();
    const bool is_shorter = text::count_code_points(wording) < text::count_code_points(text);
    return is_shorter ? std::move(wording) : std::string();
  }

  base::Status fit() {
    std::vector<std::size_t> faster;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!spoken_[i].wanted || places_[i].rate < kSameRate) continue;
      spoken_[i].request.duration_s = spoken_[i].usual.whole.count() / places_[i].rate;
      faster.push_back(i);
    }
    return speak(faster);
  }

  DubSpeech collect() const {
    DubSpeech out;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto& [request, usual, final, wanted, said] = spoken_[i];
      const auto& place = places_[i];
      auto& outcome = out.outcomes.emplace_back();
      if (!wanted || final.sound <= Seconds(0)) continue;
      outcome.placed = {place.start, place.start + final.sound};
      outcome.rate = usual.sound / final.sound;
      outcome.said = said;
      explain(i, outcome);
      out.speeches.push_back({request, place.start - final.before, final.sound});
      out.end = std::max(out.end, place.start - final.before + final.whole);
    }
    out.ducked = ducked_spans(pieces_, places_);
    return out;
  }

  void explain(std::size_t i, core::DubOutcome& outcome) const {
    const auto& place = places_[i];
    if (place.overrun > Seconds(0)) {
      outcome.overrun = place.overrun;
      outcome.reason = fmt::format(
          "it needs {:.2f} s at {:.2f} times the usual rate and has {:.2f} s{}",
          place.length.count(), place.rate, place.room.count(),
          spoken_[i].said.empty() ? ", and the translator gives no shorter wording" : "");
    }
    if (place.late > kDubLead + Seconds(1e-6)) {
      outcome.late = place.late;
      if (!outcome.reason.empty()) outcome.reason += "; ";
      outcome.reason += fmt::format("it waits {:.2f} s for the line before", place.late.count());
    }
  }

  const std::span<const core::DubLine> lines_;
  const core::Language target_;
  const std::optional<Seconds> film_;
  Engines& engines_;
  const std::function<void(std::size_t, std::size_t)>& done_;
  const base::CancelToken cancel_;
  std::size_t did_ = 0;
  std::size_t to_do_ = 0;
  std::vector<Spoken> spoken_;  // one a line, as are the next two
  std::vector<DubPiece> pieces_;
  std::vector<DubPlace> places_;
};

constexpr Seconds kAttack{0.15};
constexpr Seconds kRelease{0.4};

std::int64_t frame_at(Seconds time) { return std::llround(time.count() * media::kFilmRateHz); }

}  // namespace

base::Result<DubSpeech> speak_lines(
    std::span<const core::DubLine> lines, core::Language target, std::optional<Seconds> film,
    Engines& engines, const std::function<void(std::size_t done, std::size_t all)>& done,
    const base::CancelToken& cancel) {
  return LineSpeaker(lines, target, film, engines, done, cancel).run();
}

DubMix::DubMix(const DubSpeech& speech, std::optional<double> duck_db, Engines& engines,
               base::CancelToken cancel)
    : speech_(speech),
      duck_(duck_db ? std::optional(std::pow(10, -*duck_db / 20)) : std::nullopt),
      engines_(engines),
      cancel_(std::move(cancel)) {}

base::Status DubMix::mix(std::int64_t first, std::span<float> samples) {
  lower(first, samples);
  const auto frames = static_cast<std::int64_t>(samples.size()) / media::kFilmChannels;
  if (auto status = begin_until(first + frames); !status) return status;
  for (const auto& [start, speech] : sounding_) {
    const auto end = std::min(first + frames, start + std::ssize(speech));
    for (auto frame = std::max(first, start); frame < end; ++frame) {
      const auto at = static_cast<std::size_t>((frame - first) * media::kFilmChannels);
      const auto value = speech[static_cast<std::size_t>(frame - start)];
      for (std::size_t channel = 0; channel < media::kFilmChannels; ++channel) {
        samples[at + channel] = std::clamp(samples[at + channel] + value, -1.0F, 1.0F);
      }
    }
  }
  std::erase_if(sounding_, [&](const Sounding& each) {
    return each.start + std::ssize(each.samples) <= first + frames;
  });
  return {};
}

void DubMix::lower(std::int64_t first, std::span<float> samples) {
  if (!duck_) {
    std::ranges::fill(samples, 0.0F);
    return;
  }
  for (std::size_t i = 0; i < samples.size(); i += media::kFilmChannels) {
    const auto frame = first + static_cast<std::int64_t>(i) / media::kFilmChannels;
    const auto gain =
        static_cast<float>(gain_at(Seconds(static_cast<double>(frame) / media::kFilmRateHz)));
    for (std::size_t channel = 0; channel < media::kFilmChannels; ++channel) {
      samples[i + channel] *= gain;
    }
  }
}

// Times never go back.
double DubMix::gain_at(Seconds time) {
  const auto& spans = speech_.ducked;
  while (duck_at_ < spans.size() && spans[duck_at_].end + kRelease <= time) ++duck_at_;
  if (duck_at_ == spans.size()) return 1;
  const auto& span = spans[duck_at_];
  double away = 0;  // 0: inside; 1: as if there were none
  if (time < span.start) away = (span.start - time) / kAttack;
  if (time >= span.end) away = (time - span.end) / kRelease;
  return *duck_ + (1 - *duck_) * std::clamp(away, 0.0, 1.0);
}

base::Status DubMix::begin_until(std::int64_t frame) {
  const auto& speeches = speech_.speeches;
  while (begun_ < speeches.size() && frame_at(speeches[begun_].start) < frame) {
    for (; posted_ < speeches.size() && posted_ < begun_ + kAhead; ++posted_) {
      auto request = speeches[posted_].request;
      request.cancel = cancel_;
      waiting_.push_back(engines_.tts().post(std::move(request)));
    }
    auto speech = waiting_.front().get();
    waiting_.pop_front();
    if (!speech) return speech.error();
    auto wide = engines::resample(*speech, core::kSpeakRateHz, media::kFilmRateHz);
    if (!wide) return wide.error();
    sounding_.push_back({frame_at(speeches[begun_].start), *std::move(wide)});
    ++begun_;
  }
  return {};
}

}  // namespace dragoman::pipeline
