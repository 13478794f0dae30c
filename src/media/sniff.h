#pragma once

#include <cstdint>
#include <span>

namespace dragoman::media {

/// What bytes that are no recording are instead, by their beginning, as a message for the user: a
/// web page in place of the file, a playlist, an archive. Null where nothing tells.
[[nodiscard]] const char* other_than_media(std::span<const std::uint8_t> beginning);

}  // namespace dragoman::media
