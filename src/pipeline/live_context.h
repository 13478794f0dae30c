#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/cancel.h"
#include "core/audio.h"
#include "core/live.h"
#include "pipeline/engines.h"
#include "pipeline/kept_names.h"
#include "pipeline/live_looking.h"

namespace dragoman::pipeline {

/// What the turns of one live job share. Nothing of it waits for an engine: what was posted is
/// asked for again and again (poll()), by one thread.
struct LiveContext {
  const core::LiveJob& job;
  Engines& engines;
  base::CancelToken cancel;
  std::optional<std::string> voice = {};  ///< Resolved; nothing where nothing is spoken.
  KeptNames names = {};
  LiveLooking* looking = nullptr;             ///< Null: nobody looks at pictures.
  std::optional<core::Language> spoken = {};  ///< In the turn before, or the one before that.
};

/// Where a sample of the job lies, counted from its first.
[[nodiscard]] inline core::Seconds time_of(std::int64_t sample) {
  return core::Seconds(static_cast<double>(sample) / core::kListenRateHz);
}

}  // namespace dragoman::pipeline
