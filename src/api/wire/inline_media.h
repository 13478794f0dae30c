#pragma once

#include <cstddef>
#include <string_view>
#include <variant>

#include "api/error_reply.h"
#include "core/job.h"

namespace dragoman::api::wire {

/// Where a recording is, from what a request says: an http(s) URL, a data URL in base64 (RFC 2397;
/// its media type is not believed), or, for audio, bare base64. Base64 is decoded here; nothing is
/// fetched. `max_base64_bytes` bounds its encoded length. Never makes a core::MediaPath: local
/// files are out of reach of requests.
[[nodiscard]] std::variant<core::MediaInput, ErrorReply> read_media(std::string_view text,
                                                                    core::MediaKind kind,
                                                                    std::size_t max_base64_bytes);

}  // namespace dragoman::api::wire
