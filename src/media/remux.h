#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/language.h"
#include "core/time.h"
#include "media/recording.h"

namespace dragoman::media {

/// How the sound of a film is mixed and coded.
inline constexpr int kFilmRateHz = 48000;
inline constexpr int kFilmChannels = 2;

/// What stands on the screen at once; its lines are parted by '\n'.
struct SubtitleCue {
  core::TimeSpan span;
  std::string text;
};

/// A text track to be added.
struct SubtitleTrack {
  core::Language language = core::Language::kEnglish;
  std::vector<SubtitleCue> cues;  ///< In the order of their times, none overlapping.
};

/// What a film is to become.
struct RemuxWish {
  std::optional<core::Language> spoken;                ///< Decides among several sound tracks.
  core::Language language = core::Language::kEnglish;  ///< Of the new sound.
  std::string title;                                   ///< Of the new sound track.
  bool keep_sound = false;  ///< Whether the film's own sound tracks follow the new one.
  std::vector<SubtitleTrack> subtitles;
  core::Seconds sound_until{0};  ///< The new sound lasts as long as the film's, and at least so.
  /// Turns the film's sound into the new one: called with frames in their order, `first` the number
  /// of the first; `samples` are kFilmChannels interleaved, at kFilmRateHz.
  std::function<base::Status(std::int64_t first, std::span<float> samples)> mix;
  std::function<base::Status(core::Seconds done)> progress;  ///< May be empty.
};

/// What came of it.
struct RemuxReport {
  std::vector<std::string> left_out;  ///< What the new container cannot hold, in plain words.
};

/// Whether remux() of that film into a file of that name can succeed, as far as can be said before
/// any work; what will be left out. Errors: kInvalidArgument (a kind of file that is none, or that
/// cannot hold the film's picture or, with `keep_sound`, its sound), kMediaEmpty (no sound), those
/// of opening the film.
[[nodiscard]] base::Result<RemuxReport> check_remux(const std::string& film,
                                                    const std::string& name, bool keep_sound,
                                                    const Limits& limits,
                                                    const base::CancelToken& cancel);

/// Writes the film anew as `path`, a kind of file that `name` tells, with another sound: pictures,
/// subtitle tracks, attachments, tags and chapters are copied as they are, packet by packet. Sound
/// is decoded, mixed and coded as the pictures pass, so memory stays flat. A film without a picture
/// becomes sound with sound.
///
/// The film is taken apart in this process under the same limits as any recording. Errors: as
/// check_remux, those of `mix`, kStorageFull, kIo, the token's. What was written then is no film.
[[nodiscard]] base::Result<RemuxReport> remux(const std::string& film, const std::string& path,
                                              const std::string& name, const RemuxWish& wish,
                                              const Limits& limits,
                                              const base::CancelToken& cancel);

}  // namespace dragoman::media
