#include "models/hub_listing.h"

#include <algorithm>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "models/catalogue.h"

namespace dragoman::models {

namespace json = boost::json;

namespace {

constexpr std::uint64_t kMaxFileBytes = 1ULL << 44U;
constexpr std::size_t kMaxFiles = 20'000;
constexpr std::size_t kMaxPathBytes = 1024;

base::Error damaged(std::string_view what) {
  return {base::ErrorKind::kModelInvalid, fmt::format("the hub's listing {}", what), ""};
}

std::optional<std::string_view> text(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  const auto* string = value != nullptr ? value->if_string() : nullptr;
  if (string == nullptr) return std::nullopt;
  return std::string_view(*string);
}

std::optional<std::uint64_t> size(const json::object& object) {
  const auto* value = object.if_contains("size");
  if (value == nullptr) return std::nullopt;
  std::uint64_t bytes = 0;
  if (const auto* whole = value->if_int64(); whole != nullptr && *whole >= 0) {
    bytes = static_cast<std::uint64_t>(*whole);
  } else if (const auto* large = value->if_uint64()) {
    bytes = *large;
  } else {
    return std::nullopt;
  }
  if (bytes > kMaxFileBytes) return std::nullopt;
  return bytes;
}

// A repository may hold names that we would not give; none that leads out of it.
bool stays_inside(std::string_view path) {
  if (path.empty() || path.size() > kMaxPathBytes || path.front() == '/') return false;
  if (path.find('\\') != std::string_view::npos) return false;
  if (std::ranges::any_of(path, [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
    return false;
  }
  for (;;) {
    const auto slash = path.find('/');
    const auto part = path.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool is_git_id(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

base::Result<ListedFile> read_file(const json::object& object) {
  ListedFile file;
  const auto bytes = size(object);
  if (!bytes) return damaged("gives a file a size that cannot be");
  file.bytes = *bytes;
  if (const auto* lfs = object.if_contains("lfs"); lfs != nullptr && !lfs->is_null()) {
    const auto* large = lfs->if_object();
    const auto sum = large != nullptr ? text(*large, "oid") : std::nullopt;
    if (!sum || !is_sha256(*sum)) return damaged("gives a file a hash that is none");
    if (size(*large) != bytes) return damaged("gives a file two sizes");
    file.sha256 = *sum;
    return file;
  }
  const auto id = text(object, "oid");
  if (!id || !is_git_id(*id)) return damaged("gives a file a hash that is none");
  file.git_id = *id;
  return file;
}

}  // namespace

base::Result<HubListing> parse_hub_listing(std::string_view bytes) {
  if (bytes.size() > kMaxListingBytes) return damaged("is too long");
  json::error_code error;
  json::parse_options options;
  options.max_depth = 8;
  const auto value = json::parse(bytes, error, {}, options);
  if (error) return damaged("is no JSON");
  const auto* entries = value.if_array();
  if (entries == nullptr) return damaged("is no list of files");
  if (entries->size() > kMaxFiles) return damaged("names too many files");
  HubListing listing;
  for (const auto& entry : *entries) {
    const auto* object = entry.if_object();
    const auto type = object != nullptr ? text(*object, "type") : std::nullopt;
    const auto path = object != nullptr ? text(*object, "path") : std::nullopt;
    if (!type || !path) return damaged("is no list of files");
    if (!stays_inside(*path)) return damaged("names a file that would leave its folder");
    if (*type != "file") continue;
    auto file = read_file(*object);
    if (!file) return file.error();
    if (!listing.emplace(std::string(*path), *std::move(file)).second) {
      return damaged("names a file twice");
    }
  }
  return listing;
}

}  // namespace dragoman::models
