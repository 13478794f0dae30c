#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "base/result.h"
#include "core/live.h"
#include "engines/vad.h"
#include "pipeline/audio_window.h"
#include "pipeline/leveller.h"
#include "pipeline/segmenter.h"

namespace dragoman::pipeline {

/// A turn began, or is over: places in samples since the job's first.
struct TurnBegan {
  std::int64_t at = 0;
};
struct TurnEnded {
  std::int64_t end = 0;
  std::vector<float> samples;  ///< All of the turn, with a little air.
};
using TurnEdge = std::variant<TurnBegan, TurnEnded>;

/// Finds the turns in sound that comes as it is said: by voice activity, or, where the client ends
/// its turns, by its word. Holds at most one turn of sound, which is at most 24 s long. One thread.
class LiveListener {
 public:
  /// `vad` must outlive it.
  [[nodiscard]] static base::Result<LiveListener> open(const engines::Vad& vad,
                                                       const core::LiveJob& job);

  /// More sound; the edges in it, in order.
  [[nodiscard]] base::Result<std::vector<TurnEdge>> push(std::span<const float> samples);
  /// The client ends its turn, or the sound is over.
  [[nodiscard]] std::vector<TurnEdge> end_turn();
  /// Drops the open turn of a client that ends its turns; nothing where there is none.
  void forget();

  /// Of the turn that is open: its sound so far, and where its speech ends so far.
  [[nodiscard]] std::span<const float> open_sound() const;
  [[nodiscard]] std::int64_t speech_until() const;
  /// Samples that came.
  [[nodiscard]] std::int64_t heard() const { return audio_.end(); }

 private:
  explicit LiveListener(const core::LiveJob& job);

  [[nodiscard]] base::Status detect(std::vector<TurnEdge>& edges);
  void end(std::int64_t begin, std::int64_t end, std::vector<TurnEdge>& edges);
  void begin(std::int64_t at, std::vector<TurnEdge>& edges);

  std::unique_ptr<engines::VadStream> vad_;  ///< Null: the client ends its turns.
  Segmenter segmenter_;
  Leveller leveller_;
  AudioWindow audio_;
  std::int64_t detected_ = 0;  ///< Samples that the detector has seen.
  std::int64_t begin_ = 0;     ///< Of the open turn, or of the next.
  bool open_ = false;
};

}  // namespace dragoman::pipeline
