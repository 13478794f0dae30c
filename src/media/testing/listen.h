#pragma once

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/job.h"
#include "media/recording.h"

namespace dragoman::media::testing {

/// All that a recording gives.
struct Heard {
  std::optional<base::Error> error;  ///< Of opening, or the one that ended reading.
  MediaInfo info;
  std::vector<float> samples;
  std::vector<std::size_t> blocks;  ///< The length of each.
  bool gapless = true;              ///< Whether each block began where the last ended.

  [[nodiscard]] double seconds() const {
    return static_cast<double>(samples.size()) / core::kListenRateHz;
  }
  /// Root mean square of a stretch.
  [[nodiscard]] double level(double from_s, double to_s) const {
    double sum = 0;
    std::size_t count = 0;
    const auto end = static_cast<std::size_t>(to_s * core::kListenRateHz);
    for (auto i = static_cast<std::size_t>(from_s * core::kListenRateHz);
         i < std::min(end, samples.size()); ++i, ++count) {
      sum += static_cast<double>(samples[i]) * samples[i];
    }
    return count == 0 ? -1 : std::sqrt(sum / static_cast<double>(count));
  }
};

inline core::MediaInput bytes_of(std::string bytes) {
  return core::MediaBytes{std::make_shared<const std::string>(std::move(bytes))};
}

inline Heard listen(const core::MediaInput& input, const Limits& limits = {},
                    core::MediaKind kind = core::MediaKind::kAudio,
                    std::optional<core::Language> spoken = std::nullopt) {
  Heard heard;
  const auto recording = Recording::open(input, kind, limits, {}, spoken);
  if (!recording) {
    heard.error = recording.error();
    return heard;
  }
  heard.info = (*recording)->info();
  for (;;) {
    const auto block = (*recording)->next();
    if (!block) heard.error = block.error();
    if (!block || !*block) return heard;
    const auto& samples = (*block)->samples;
    const auto expected = static_cast<double>(heard.samples.size()) / core::kListenRateHz;
    heard.gapless = heard.gapless && std::abs((*block)->start.count() - expected) < 1e-9;
    heard.blocks.push_back(samples.size());
    heard.samples.insert(heard.samples.end(), samples.begin(), samples.end());
  }
}

}  // namespace dragoman::media::testing
