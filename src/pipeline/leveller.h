#pragma once

#include <cstdint>
#include <deque>
#include <span>

namespace dragoman::pipeline {

/// Says how much to raise a quiet stretch of a recording so that the voice activity detector hears
/// speech in it as it does in a loud one: recordings mix speakers whose levels lie 40 dB apart, and
/// a detector that has just heard the loud one misses the other. Only the detector listens to
/// raised sound; the recogniser normalises its own. One thread.
class Leveller {
 public:
  /// How many windows on either side of one tell its level: a second, longer than a pause between
  /// words.
  static constexpr std::int64_t kReach = 31;

  /// The next window of engines::kVadWindow samples.
  void push(std::span<const float> window);

  /// The factor for the window of that number, counted from 0: from 1 (nothing is lowered) to 63
  /// (36 dB). Those up to kReach windows later should have been pushed (at the end of a recording,
  /// fewer exist); numbers never go down.
  [[nodiscard]] float gain(std::int64_t window);

 private:
  std::deque<float> mean_squares_;
  std::int64_t first_ = 0;  // the window that mean_squares_ begins with
};

}  // namespace dragoman::pipeline
