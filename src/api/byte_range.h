#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/http.h"

namespace dragoman::api {

/// A stretch of something that is `whole` bytes long.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  bool is_partial = false;  ///< Else it is the whole, because that is what is due.

  bool operator==(const ByteRange&) const = default;
};

/// What of `whole` bytes with that entity tag (quoted, strong) a request is due, by its Range and
/// If-Range (RFC 9110, sections 13.1.5 and 14). A single range of a GET is honoured; several, other
/// units, and what cannot be read as a range are passed over, as the RFC allows: then the whole is
/// due. So it is where If-Range names another thing than this. Nothing: the range lies outside
/// (416).
[[nodiscard]] std::optional<ByteRange> wanted_range(const Request& request, std::uint64_t whole,
                                                    std::string_view etag);

}  // namespace dragoman::api
