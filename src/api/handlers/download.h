#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/http.h"
#include "base/files.h"

namespace dragoman::api {

/// Something to be fetched whole or in part: `head`, then so many bytes of a file.
struct Download {
  std::string_view content_type;
  std::string name;  ///< What the client may call it.
  std::string tag;   ///< Without quotes. Whatever has this tag has these bytes, for ever.
  std::string head = {};
  std::optional<base::File> file = {};
  std::uint64_t file_bytes = 0;
};

/// Its bytes, or those that a Range asks for (206), or that there are none such (416). Never shown
/// by a browser as a page of ours.
[[nodiscard]] Response download(Download what, const Request& request);

}  // namespace dragoman::api
