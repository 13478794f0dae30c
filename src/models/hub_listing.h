#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dragoman::models {

/// What a hub publishes of one file. Large files have a SHA-256, small ones git's name of their
/// content (base::git_blob_file).
struct ListedFile {
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 small hexadecimal digits, or empty.
  std::string git_id;  ///< 40, or empty.
};

/// By path in the repository.
using HubListing = std::map<std::string, ListedFile, std::less<>>;

inline constexpr std::uint64_t kMaxListingBytes = 8U << 20U;

/// Reads the answer of Hugging Face's /api/models/<repository>/tree/<revision>: an array of objects
/// with `type`, `path`, `size`, `oid` and, where the file is in large-file storage, `lfs` with
/// `oid` and `size`. Members that are not listed here are passed over, and so are folders. A
/// stranger wrote it: sizes, hashes and paths that cannot be (one that leaves its folder among
/// them), a path that comes twice, or no such JSON are errors (kModelInvalid).
[[nodiscard]] base::Result<HubListing> parse_hub_listing(std::string_view json);

}  // namespace dragoman::models
