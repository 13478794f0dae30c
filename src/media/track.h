#pragma once

#include <optional>
#include <string_view>

#include "core/language.h"
#include "media/av.h"

namespace dragoman::media {

/// The language that a container names for a track: a code of ISO 639-1, -2 or -3, or a tag that
/// begins with one ("eng", "fre", "pt-BR"). Nothing for languages that are not ours.
[[nodiscard]] std::optional<core::Language> language_of_tag(std::string_view tag);

/// The sound track to hear; null where there is none. Tracks that decode, and that are no
/// commentary and no help for the deaf or the blind, come before all others. Of those, in this
/// order: the only one that is tagged with the language `spoken`, the first that the container
/// marks as the one to play, the first. Lives as long as `format`.
[[nodiscard]] const AVStream* choose_sound(const AVFormatContext& format,
                                           std::optional<core::Language> spoken);

}  // namespace dragoman::media
