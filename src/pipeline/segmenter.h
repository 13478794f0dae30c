#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace dragoman::pipeline {

/// Where to cut a recording into utterances. All lengths in seconds.
struct SegmenterOptions {
  float speech_threshold = 0.5F;  ///< A window at or above it is speech;
  float silence_threshold =
      0.35F;                  ///< below this one it is silence; between them it stays what it was.
  double pad_s = 0.2;         ///< Air kept before and after speech.
  double min_speech_s = 0.2;  ///< Less speech than this is a click, and dropped.
  double min_s = 6.0;      ///< Below it a recogniser has too little to go by: only a break ends it.
  double target_s = 15.0;  ///< From here on a short pause ends the utterance.
  double first_target_s = 10.0;  ///< The first utterance's target: first words come early.
  double max_s = 24.0;         ///< No utterance is longer; it is cut where voice activity is least.
  double break_s = 2.0;        ///< Ends any utterance.
  double long_pause_s = 0.8;   ///< Ends one of the minimum.
  double short_pause_s = 0.3;  ///< Ends one that has reached its target.
};

/// A stretch of the recording, in samples from its start; `end` exclusive.
struct Utterance {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t speech_samples = 0;  ///< Of which this many are in speech windows.
};

/// Cuts a curve of voice activity into utterances, as it comes. A pure function of the pushed
/// probabilities: no clock, no audio. Utterances come in order and never overlap. One thread.
class Segmenter {
 public:
  explicit Segmenter(const SegmenterOptions& options = {});

  /// One window of engines::kVadWindow samples, following the last. An utterance once one is
  /// complete.
  std::optional<Utterance> push(float speech_probability);
  /// The recording ended after `total_samples`: what was open, if it is worth anything.
  std::optional<Utterance> finish(std::int64_t total_samples);

  /// No coming utterance begins before this sample: older audio may be dropped.
  [[nodiscard]] std::int64_t keep_from() const;
  /// Whether an utterance is open that will not be dropped as a click.
  [[nodiscard]] bool has_open() const;
  /// Where its speech ends so far; no air.
  [[nodiscard]] std::int64_t speech_until() const;

 private:
  [[nodiscard]] double needed_pause_s(double length_s) const;
  [[nodiscard]] std::int64_t open_speech() const;
  std::optional<Utterance> close(std::int64_t end);
  std::optional<Utterance> cut_at_weakest();
  void open();

  const SegmenterOptions options_;
  std::vector<float> open_windows_;  // probabilities since the utterance's first speech window
  std::int64_t window_ = 0;          // windows pushed so far
  std::int64_t first_window_ = 0;    // of the open utterance
  std::int64_t silent_windows_ = 0;  // at the end of the open utterance
  std::int64_t last_end_ = 0;        // of the utterance before, in samples
  bool in_utterance_ = false;
  bool first_ = true;
};

}  // namespace dragoman::pipeline
