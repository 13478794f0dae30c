#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/error_reply.h"

namespace dragoman::api::wire {

/// The body of POST /v1/uploads, checked.
struct UploadRequest {
  std::string name;
  std::string purpose;
  std::string mime_type;
  std::uint64_t bytes = 0;  ///< At least 1.
};
[[nodiscard]] std::variant<UploadRequest, ErrorReply> read_upload_request(std::string_view body);

/// Of POST /v1/uploads/{id}/complete: the ids of its parts, in the order of the file; at least one.
[[nodiscard]] std::variant<std::vector<std::string>, ErrorReply> read_part_ids(
    std::string_view body);

}  // namespace dragoman::api::wire
