#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "core/time.h"
#include "media/av.h"
#include "media/film_container.h"
#include "media/remux.h"

namespace dragoman::media {

/// What becomes of a stream of the film in the new file.
enum class Fate {
  kCopied,
  kReplaced,  ///< By the new sound.
  kLeftOut,   ///< The new kind of file cannot hold it, and the film can do without.
  kRefused,   ///< It cannot hold it, and the film cannot do without.
};

struct Choice {
  Fate fate = Fate::kLeftOut;
  std::string what;  ///< In plain words; empty: nobody need know.
};

[[nodiscard]] Choice choose_stream(const AVStream& stream, const FilmContainer& container,
                                   bool keep_sound);

/// What is left out of a film. Error: kInvalidArgument, where a stream is refused.
[[nodiscard]] base::Result<RemuxReport> choose_streams(const AVFormatContext& film,
                                                       const FilmContainer& container,
                                                       bool keep_sound);

/// A copy of tags, without those that tell of the old container.
void copy_tags(AVDictionary* from, AVDictionary** to);

/// The stream's twin in the new film, ready for its packets; null where memory is out.
[[nodiscard]] AVStream* add_copy(const AVStream& stream, AVFormatContext& into);

/// `origin`: where the film begins on its packets' clock; the new one begins at 0.
void copy_chapters(const AVFormatContext& film, core::Seconds origin, AVFormatContext& into);

/// A time in the ticks of a clock.
[[nodiscard]] std::int64_t ticks(core::Seconds time, AVRational time_base);

}  // namespace dragoman::media
