#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "base/cancel.h"
#include "base/result.h"
#include "core/dub.h"
#include "core/event.h"
#include "pipeline/engines.h"
#include "pipeline/limits.h"

namespace dragoman::pipeline {

/// What a film is made from, and where.
struct FilmPlace {
  std::string recording;  ///< A local file.
  /// A folder that is there, for this film alone: what lies in it of a run before is gone on with.
  std::string folder;
  std::size_t told = 0;  ///< So many of the film's segments were told by a run before.
  std::function<base::Status(std::uint64_t bytes)> take;  ///< Asked as the folder grows.

  /// Where the finished film lies.
  [[nodiscard]] std::string film() const { return folder + "/film"; }
};

/// What can be refused before any work: languages and voices as validate() does, where nobody
/// speaks the target, and all films where recordings are taken apart in a sandbox, which makes
/// none. Errors: kLanguageUnsupported, kVoiceUnsupported, kInvalidArgument.
[[nodiscard]] base::Status validate_film(const core::FilmWish& wish, const Engines& engines,
                                         const Limits& limits);

/// Dubs a recording (pipeline/dub.h), with all that engines answer kept in the folder, so that a
/// film that was broken off is gone on with: nothing is done twice, and it comes to the same.
/// `sink` gets what is said in the film as translate() has it, core::Progress over the whole work
/// in seconds of the recording, and at the end usage with the film's speech; no audio. It may be
/// called from any thread. Errors: those of dub(), and of
/// `place.take`.
[[nodiscard]] base::Status make_film(const core::FilmWish& wish, const FilmPlace& place,
                                     Engines& engines, const Limits& limits, core::EventSink& sink,
                                     const base::CancelToken& cancel);

}  // namespace dragoman::pipeline
