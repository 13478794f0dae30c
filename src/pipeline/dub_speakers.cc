#include "pipeline/dub_speakers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "core/audio.h"
#include "media/recording.h"

namespace dragoman::pipeline {

namespace {

constexpr double kLowest_hz = 60;
constexpr double kHighest_hz = 400;
constexpr std::size_t kFrame = core::kListenRateHz / 20;  // 50 ms: three periods of the lowest
constexpr std::size_t kHop = kFrame;
constexpr double kVoiced = 0.6;         // of a period with the next
constexpr double kNearlyHighest = 0.9;  // or an octave too low is found
constexpr double kQuiet = 1e-3;         // root mean square
constexpr std::size_t kMostSpeakers = 4;
constexpr double kApart_semitones = 4;
constexpr double kApart_deviations = 3;
constexpr double kLeast_s = 1;  // of a speaker's lines together
constexpr double kManBelow_hz = 160;

double correlation(std::span<const float> samples, std::size_t lag) {
  double product = 0;
  double first = 0;
  double second = 0;
  for (std::size_t i = 0; i + lag < samples.size(); ++i) {
    const double a = samples[i];
    const double b = samples[i + lag];
    product += a * b;
    first += a * a;
    second += b * b;
  }
  const double energy = std::sqrt(first * second);
  return energy > 0 ? product / energy : 0;
}

// Of one frame; nothing where it is not voiced.
std::optional<double> frame_pitch_hz(std::span<const float> frame) {
  const double energy = std::inner_product(frame.begin(), frame.end(), frame.begin(), 0.0) /
                        static_cast<double>(frame.size());
  if (energy < kQuiet * kQuiet) return std::nullopt;
  constexpr auto kShortest = static_cast<std::size_t>(core::kListenRateHz / kHighest_hz);
  constexpr auto kLongest = static_cast<std::size_t>(core::kListenRateHz / kLowest_hz);
  std::vector<double> curve;
  for (auto lag = kShortest; lag <= kLongest; ++lag) curve.push_back(correlation(frame, lag));
  const double highest = *std::ranges::max_element(curve);
  if (highest < kVoiced) return std::nullopt;
  for (std::size_t i = 1; i + 1 < curve.size(); ++i) {
    const bool peak = curve[i] >= curve[i - 1] && curve[i] >= curve[i + 1];
    if (peak && curve[i] >= kNearlyHighest * highest) {
      return core::kListenRateHz / static_cast<double>(kShortest + i);
    }
  }
  return std::nullopt;
}

/// Lines of like pitch, in semitones.
struct Group {
  std::vector<std::pair<double, double>> points;  // pitch, seconds; in the order of pitch

  [[nodiscard]] double seconds() const {
    double sum = 0;
    for (const auto& [pitch, weight] : points) sum += weight;
    return sum;
  }
  [[nodiscard]] double mean() const {
    double sum = 0;
    for (const auto& [pitch, weight] : points) sum += pitch * weight;
    return sum / seconds();
  }
  [[nodiscard]] double squares() const {
    const double centre = mean();
    double sum = 0;
    for (const auto& [pitch, weight] : points) sum += weight * (pitch - centre) * (pitch - centre);
    return sum;
  }
  [[nodiscard]] double deviation() const { return std::sqrt(squares() / seconds()); }
};

// The two parts that waver least; nothing where they do not stand apart.
std::optional<std::pair<Group, Group>> split(const Group& group) {
  std::optional<std::pair<Group, Group>> best;
  double least = group.squares();
  for (std::size_t at = 1; at < group.points.size(); ++at) {
    const auto middle = group.points.begin() + static_cast<std::ptrdiff_t>(at);
    Group low{{group.points.begin(), middle}};
    Group high{{middle, group.points.end()}};
    const double squares = low.squares() + high.squares();
    if (squares >= least) continue;
    least = squares;
    best = {std::move(low), std::move(high)};
  }
  if (!best) return std::nullopt;
  const auto& [low, high] = *best;
  const double apart = high.mean() - low.mean();
  const double wavering = std::max(low.deviation(), high.deviation());
  const bool enough = std::min(low.seconds(), high.seconds()) >= kLeast_s;
  if (!enough || apart < kApart_semitones || apart < kApart_deviations * wavering) {
    return std::nullopt;
  }
  return best;
}

std::vector<double> centres(Group all) {
  std::vector<Group> groups{std::move(all)};
  for (std::size_t i = 0; i < groups.size() && groups.size() < kMostSpeakers;) {
    if (auto parts = split(groups[i])) {
      groups[i] = std::move(parts->first);
      groups.push_back(std::move(parts->second));
    } else {
      ++i;
    }
  }
  std::vector<double> out;
  for (const auto& group : groups) out.push_back(group.mean());
  return out;
}

double semitones(double pitch_hz) { return 12 * std::log2(pitch_hz); }

/// The samples of one line after the other, as a recording goes by.
class LineSamples {
 public:
  LineSamples(std::unique_ptr<media::Recording> recording, base::CancelToken cancel)
      : recording_(std::move(recording)), cancel_(std::move(cancel)) {}

  // Spans must come in the order of their starts.
  base::Result<std::span<const float>> of(core::TimeSpan span) {
    const auto begin = sample(span.start);
    const auto end = sample(span.end);
    while (!ended_ && first_ + std::ssize(samples_) < end) {
      if (auto status = cancel_.check(); !status) return status.error();
      const auto block = recording_->next();
      if (!block) return block.error();
      ended_ = !block->has_value();
      drop_before(begin);
      if (!ended_) {
        samples_.insert(samples_.end(), (*block)->samples.begin(), (*block)->samples.end());
      }
    }
    const auto size = std::ssize(samples_);
    const auto from = std::clamp<std::int64_t>(begin - first_, 0, size);
    const auto to = std::clamp<std::int64_t>(end - first_, from, size);
    return std::span<const float>(samples_).subspan(static_cast<std::size_t>(from),
                                                    static_cast<std::size_t>(to - from));
  }

 private:
  static std::int64_t sample(core::Seconds time) {
    return std::llround(time.count() * core::kListenRateHz);
  }
  void drop_before(std::int64_t sample) {
    const auto count = std::clamp<std::int64_t>(sample - first_, 0, std::ssize(samples_));
    samples_.erase(samples_.begin(), samples_.begin() + count);
    first_ += count;
  }

  std::unique_ptr<media::Recording> recording_;
  const base::CancelToken cancel_;
  std::vector<float> samples_;
  std::int64_t first_ = 0;
  bool ended_ = false;
};

core::Sex sex_of(double pitch_hz) {
  return pitch_hz < kManBelow_hz ? core::Sex::kMan : core::Sex::kWoman;
}

// A voice for each speaker, none twice as long as there are others.
std::vector<std::string> cast(const std::string& usual, std::span<const double> pitches,
                              std::span<const engines::Voice> voices, core::Language language) {
  std::vector<const engines::Voice*> free;
  for (const auto& voice : voices) {
    if (voice.languages.contains(language)) free.push_back(&voice);
  }
  std::stable_partition(free.begin(), free.end(),
                        [&](const auto* voice) { return voice->id == usual; });
  std::vector<std::string> out;
  for (const double pitch : pitches) {
    auto chosen = std::ranges::find(free, sex_of(pitch), &engines::Voice::sex);
    if (chosen == free.end()) chosen = free.begin();
    out.push_back(free.empty() ? usual : (*chosen)->id);
    if (chosen != free.end()) free.erase(chosen);
  }
  return out;
}

}  // namespace

double pitch_hz(std::span<const float> samples) {
  std::vector<double> pitches;
  for (; samples.size() >= kFrame; samples = samples.subspan(kHop)) {
    if (const auto pitch = frame_pitch_hz(samples.first(kFrame))) pitches.push_back(*pitch);
  }
  if (pitches.empty()) return 0;
  const auto middle = pitches.begin() + std::ssize(pitches) / 2;
  std::ranges::nth_element(pitches, middle);
  return *middle;
}

std::vector<int> group_speakers(std::span<const VoicePrint> lines) {
  Group all;
  for (const auto& line : lines) {
    if (line.pitch_hz > 0 && line.seconds > 0) {
      all.points.emplace_back(semitones(line.pitch_hz), line.seconds);
    }
  }
  std::vector<int> speakers(lines.size(), 0);
  if (all.points.empty()) return speakers;
  std::ranges::sort(all.points);
  const auto means = centres(std::move(all));
  std::map<std::size_t, int> numbers;
  int before = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].pitch_hz > 0) {
      const auto distance = [&](double mean) {
        return std::abs(mean - semitones(lines[i].pitch_hz));
      };
      const auto nearest = std::ranges::min_element(means, {}, distance);
      const auto group = static_cast<std::size_t>(nearest - means.begin());
      before = numbers.try_emplace(group, static_cast<int>(numbers.size())).first->second;
    }
    speakers[i] = before;
  }
  return speakers;
}

base::Result<std::vector<double>> tell_speakers(const std::string& film,
                                                const core::DubSettings& settings,
                                                const Limits& limits,
                                                std::vector<core::DubLine>& lines,
                                                const base::CancelToken& cancel) {
  auto recording = media::Recording::open(core::MediaPath{film}, core::MediaKind::kAudio,
                                          limits.media, cancel, settings.source);
  if (!recording) return recording.error();
  LineSamples samples(*std::move(recording), cancel);
  std::vector<VoicePrint> prints;
  for (const auto& line : lines) {
    const auto said = samples.of(line.slot);
    if (!said) return said.error();
    prints.push_back({pitch_hz(*said), line.slot.length().count()});
  }
  const auto speakers = group_speakers(prints);
  std::vector<std::vector<double>> of_speaker;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].speaker = speakers[i];
    const auto index = static_cast<std::size_t>(speakers[i]);
    of_speaker.resize(std::max(of_speaker.size(), index + 1));
    if (prints[i].pitch_hz > 0) of_speaker[index].push_back(prints[i].pitch_hz);
  }
  std::vector<double> pitches;
  for (auto& all : of_speaker) {
    std::ranges::sort(all);
    pitches.push_back(all.empty() ? 0 : all[all.size() / 2]);
  }
  return pitches;
}

base::Status choose_voices(const core::DubSettings& settings, const std::string& usual,
                           std::span<const double> pitches, const Engines& engines,
                           std::vector<core::DubLine>& lines) {
  auto voices = settings.voices;
  if (voices.empty()) {
    const auto id = engines.resolve_voice(usual, settings.target);
    if (!id) return id.error();
    voices = {*id};
    if (pitches.size() > 1) voices = cast(*id, pitches, engines.voices(), settings.target);
  }
  for (auto& line : lines) {
    if (!line.spoken) continue;
    const auto turn = static_cast<std::size_t>(line.speaker) % voices.size();
    const auto id =
        engines.resolve_voice(line.voice.empty() ? voices[turn] : line.voice, settings.target);
    if (!id) return id.error();
    line.voice = *id;
  }
  return {};
}

}  // namespace dragoman::pipeline
