// What strangers can write that models/ reads: a hub's listing, a mirror's manifest.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "models/catalogue.h"
#include "models/hub_listing.h"
#include "models/manifest.h"

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman::models;  // the subject of this file
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  if (const auto listing = parse_hub_listing(text)) {
    for (const auto& [path, file] : *listing) {
      must(!path.empty() && path.front() != '/' && path.find("/../") == std::string::npos);
      must(is_sha256(file.sha256) != (file.git_id.size() == 40));
    }
  }
  if (const auto manifest = parse_manifest(text)) {
    for (const auto& [path, entry] : *manifest) {
      must(is_plain_path(path) && is_sha256(entry.sha256));
    }
    must(*parse_manifest(write_manifest(*manifest)) == *manifest);
  }
  return 0;
}
