#pragma once

#include <memory>
#include <optional>

#include "base/cancel.h"
#include "base/result.h"
#include "core/language.h"
#include "media/recording.h"
#include "media/source.h"

namespace dragoman::media {

/// What is wanted of a recording beside its sound.
struct Wish {
  bool count_frames = false;             ///< Of its video.
  bool pictures = false;                 ///< Beside the sound.
  std::optional<core::Language> spoken;  ///< Decides among several sound tracks.
};

/// A recording that this process takes apart and decodes. Errors: as Recording::open, those of the
/// source among them.
[[nodiscard]] base::Result<std::unique_ptr<Recording>> decode(std::unique_ptr<ByteSource> source,
                                                              const Wish& wish,
                                                              const Limits& limits,
                                                              const base::CancelToken& cancel);

}  // namespace dragoman::media
