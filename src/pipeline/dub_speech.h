#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/dub.h"
#include "pipeline/dub_plan.h"
#include "pipeline/engines.h"

namespace dragoman::pipeline {

/// The speech of one line, and where it goes.
struct PlacedSpeech {
  engines::SpeechRequest request;  ///< Gives the very speech again.
  core::Seconds start{0};          ///< Of its first sample, silence included; never below 0 by more
                                   ///< than that silence.
  core::Seconds length{0};         ///< From its first sound to its last.
};

/// The lines of a film, spoken and placed.
struct DubSpeech {
  std::vector<PlacedSpeech> speeches;  ///< In the order of their starts; lines with speech alone.
  std::vector<core::TimeSpan> ducked;  ///< Where the film's own sound is lowered.
  std::vector<core::DubOutcome> outcomes;  ///< One a line.
  core::Seconds end{0};                    ///< Of the last speech.
};

/// Speaks each line that is to be spoken at the usual rate, plans (dub_plan.h), asks for a shorter
/// wording of what does not fit where the translator reads notes, and speaks what must be faster at
/// the duration that it has. Holds a few speeches at a time, no more: whoever mixes them asks for
/// them again. `done` is told how many of how many are spoken. Errors: those of the engines, the
/// token's.
[[nodiscard]] base::Result<DubSpeech> speak_lines(
    std::span<const core::DubLine> lines, core::Language target, std::optional<core::Seconds> film,
    Engines& engines, const std::function<void(std::size_t done, std::size_t all)>& done,
    const base::CancelToken& cancel);

/// Mixes placed speech into the sound of a film, which comes by in order. One thread at a time.
class DubMix {
 public:
  /// `duck_db`: how much lower the film's sound is in `ducked`; nothing: it is silent everywhere.
  DubMix(const DubSpeech& speech, std::optional<double> duck_db, Engines& engines,
         base::CancelToken cancel);

  /// `samples`: interleaved, as media/remux.h has them, the first of frame number `first`. Errors:
  /// those of the synthesiser, the token's.
  [[nodiscard]] base::Status mix(std::int64_t first, std::span<float> samples);

 private:
  struct Sounding {
    std::int64_t start = 0;  // frame
    std::vector<float> samples;
  };
  void lower(std::int64_t first, std::span<float> samples);
  [[nodiscard]] double gain_at(core::Seconds time);
  [[nodiscard]] base::Status begin_until(std::int64_t frame);

  const DubSpeech& speech_;
  const std::optional<double> duck_;  // factor
  Engines& engines_;
  const base::CancelToken cancel_;
  std::size_t posted_ = 0;
  std::size_t begun_ = 0;
  std::size_t duck_at_ = 0;
  std::deque<std::future<base::Result<engines::Speech>>> waiting_;  // of speeches begun_ to posted_
  std::vector<Sounding> sounding_;
};

}  // namespace dragoman::pipeline
