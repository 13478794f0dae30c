#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/dub.h"

namespace dragoman::output {

/// The most bytes of a project that are read.
inline constexpr std::size_t kMostProjectBytes = 64U << 20U;

/// A dub's project as JSON, indented, for people to read and edit: film, output, settings, and a
/// line for each thing that is said with what came of it.
[[nodiscard]] std::string write_dub_project(const core::DubProject& project);

/// The same back, as a person may have changed it. What came of the lines is not read: it is worked
/// out anew. Members that are not ours are passed over. Error: kInvalidArgument, saying which line
/// and member is wrong, and how.
[[nodiscard]] base::Result<core::DubProject> read_dub_project(std::string_view text);

/// "duck", "track", "both"; nothing for anything else.
[[nodiscard]] std::optional<core::OriginalSound> parse_original_sound(std::string_view name);
/// "none", "translation", "source", "both"; nothing for anything else.
[[nodiscard]] std::optional<core::DubSubtitles> parse_dub_subtitles(std::string_view name);

}  // namespace dragoman::output
