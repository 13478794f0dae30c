#pragma once

#include <string_view>

#include "base/result.h"
#include "core/language.h"
#include "media/av.h"

namespace dragoman::media {

/// A kind of file that a dubbed film can become.
struct FilmContainer {
  std::string_view ending;  ///< Of its name, without the dot.
  const char* muxer;        ///< FFmpeg's.
  const char* coder;        ///< FFmpeg's, for the new sound.
  AVCodecID subtitles;      ///< How text tracks are written; AV_CODEC_ID_NONE: not at all.
  bool picture;             ///< Whether it is meant to hold one.
};

/// The kind that a file's name asks for, by its ending in any case. Error: kInvalidArgument, with
/// the endings that would do.
[[nodiscard]] base::Result<FilmContainer> film_container(std::string_view path);

/// Whether a stream of this coding can be copied into it.
[[nodiscard]] bool can_hold(const FilmContainer& container, AVCodecID coding);

/// "eng", "por": as containers name languages.
[[nodiscard]] const char* language_tag(core::Language language);

}  // namespace dragoman::media
