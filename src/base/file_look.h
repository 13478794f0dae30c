#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace dragoman::base {

/// How a regular file looks without reading it; of a link, what it leads to. Two looks that differ
/// tell that it was written to, replaced, or touched meanwhile: the time is that of the last change
/// of content or attributes (st_ctime), which nobody can set back as they can a file's date.
struct FileLook {
  std::uint64_t bytes = 0;
  std::int64_t changed_ns = 0;  ///< Since 1970.
  friend bool operator==(const FileLook&, const FileLook&) = default;
};

/// Errors: kNotFound, kIo (not a regular file).
[[nodiscard]] Result<FileLook> look_at_file(const std::string& path);

}  // namespace dragoman::base
