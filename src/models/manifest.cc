#include "models/manifest.h"

#include <charconv>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/files.h"
#include "models/catalogue.h"

namespace dragoman::models {

namespace {

constexpr std::string_view kHead = "dragoman manifest 1";

base::Error damaged(std::string_view what) {
  return {base::ErrorKind::kModelInvalid, fmt::format("The manifest is damaged: {}.", what), ""};
}

// The text up to the separator, which goes too; nothing where there is none.
std::optional<std::string_view> take_until(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const auto part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return part;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end) return std::nullopt;
  return value;
}

}  // namespace

std::string write_manifest(const Manifest& manifest) {
  auto text = fmt::format("{}\n", kHead);
  for (const auto& [path, entry] : manifest) {
    text += fmt::format("{} {} {}\n", entry.sha256, entry.bytes, path);
  }
  return text;
}

base::Result<Manifest> parse_manifest(std::string_view text) {
  if (text.size() > kMaxManifestBytes) return damaged("it is too long");
  if (take_until(text, '\n') != kHead) return damaged("its first line is another");
  Manifest manifest;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    if (!line) return damaged("its last line has no end");
    const auto sum = take_until(*line, ' ');
    const auto bytes = take_until(*line, ' ');
    const auto count = bytes ? number(*bytes) : std::nullopt;
    if (!sum || !count) return damaged("a line is of another form");
    if (!is_sha256(*sum)) return damaged("a hash is none");
    if (!is_plain_path(*line)) return damaged("a path is none");
    const auto added =
        manifest.emplace(std::string(*line), ManifestEntry{*count, std::string(*sum)});
    if (!added.second) return damaged("a path comes twice");
  }
  return manifest;
}

base::Result<Manifest> read_manifest(const std::string& dir) {
  const auto text = base::read_file(std::filesystem::path(dir) / kManifestName, kMaxManifestBytes);
  if (!text) return text.error();
  return parse_manifest(*text);
}

}  // namespace dragoman::models
