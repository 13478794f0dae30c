#include "media/recording.h"

#include <utility>

#include "base/caught.h"
#include "media/decoded_recording.h"
#include "media/sandbox.h"
#include "media/source.h"

namespace dragoman::media {

base::Result<std::unique_ptr<Recording>> Recording::open(const core::MediaInput& input,
                                                         core::MediaKind kind, const Limits& limits,
                                                         const base::CancelToken& cancel,
                                                         std::optional<core::Language> spoken) {
  const Wish wish{.count_frames = kind == core::MediaKind::kVideo,
                  .pictures = limits.pictures,
                  .spoken = spoken};
  try {
    auto source = open_source(input, limits, cancel);
    if (!source) return source.error();
    if (limits.decoder.empty()) return decode(*std::move(source), wish, limits, cancel);
    return decode_apart(*std::move(source), wish, limits, cancel);
  } catch (...) {
    return base::caught("The recording could not be read.");
  }
}

}  // namespace dragoman::media
