#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dragoman::media {

/// The channels of a recording made one, so that speech keeps the level that it has where it is
/// loudest, whether it is in one channel, in two or in six. One thread at a time.
///
/// The weighed sum is divided by what it would be if all channels were alike, each as loud as it
/// has been in the last second: equal channels are averaged, and one that is silent takes nothing
/// away from the others. Two channels of opposite phase (a cable soldered the wrong way round),
/// whose sum would be silence, are subtracted.
class ChannelMix {
 public:
  ChannelMix() = default;
  /// `weights`: one for each channel, not negative; where all are nothing, all count alike.
  explicit ChannelMix(std::vector<double> weights);

  /// Appends `count` samples in [-1, 1] at core::kListenRateHz. `channels`: for each weight that
  /// many, finite and at that rate.
  void add(std::span<const float* const> channels, std::size_t count, std::vector<float>& out);

 private:
  void listen(std::span<const float* const> channels, std::size_t count);
  [[nodiscard]] std::vector<double> gains();

  std::vector<double> weights_;
  std::vector<double> energy_;  // of each channel, of late
  double product_ = 0;          // of two channels, of late
  bool opposite_ = false;
  std::vector<double> gains_;  // in use; none before the first samples
};

}  // namespace dragoman::media
