#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dragoman::models {

/// What one file of a pulled model was when it had been checked.
struct ManifestEntry {
  std::uint64_t bytes = 0;
  std::string sha256;
  friend bool operator==(const ManifestEntry&, const ManifestEntry&) = default;
};

/// What a pulled model's folder holds, by path: manifest.txt in that folder. The store checks by it
/// what the catalogue does not lock, and so does another machine that takes this folder as a
/// mirror.
///
/// The text: a first line "dragoman manifest 1", then one line a file: SHA-256, bytes and path,
/// one space between them.
using Manifest = std::map<std::string, ManifestEntry, std::less<>>;

inline constexpr std::string_view kManifestName = "manifest.txt";
inline constexpr std::uint64_t kMaxManifestBytes = 1U << 20U;

[[nodiscard]] std::string write_manifest(const Manifest& manifest);

/// Strict: a line of another form, a path that leaves the folder or that comes twice are errors
/// (kModelInvalid).
[[nodiscard]] base::Result<Manifest> parse_manifest(std::string_view text);

/// Of a model's folder. Errors: as above, kNotFound, kIo.
[[nodiscard]] base::Result<Manifest> read_manifest(const std::string& dir);

}  // namespace dragoman::models
