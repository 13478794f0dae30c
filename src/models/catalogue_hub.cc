#include <algorithm>

#include <fmt/format.h>

#include "models/catalogue_read.h"

namespace dragoman::models {

namespace {

// A packed file is locked as it is served; one that is not is locked as it is, or by the listing.
CatalogueFile read_hub_file(const toml::table& table, std::string_view where) {
  allow_only(table, where,
             {"path", "at", "bytes", "sha256", "about_bytes", "gzip_bytes", "gzip_sha256"});
  CatalogueFile file;
  file.path = need_path(table, where, "path");
  file.hub.at = table.contains("at") ? need_path(table, where, "at") : file.path;
  if (table.contains("sha256")) {
    file.bytes = need_bytes(table, where, "bytes");
    file.sha256 = need_sum(table, where, "sha256");
  } else {
    file.about_bytes = need_bytes(table, where, "about_bytes");
  }
  file.hub.is_gzip = table.contains("gzip_sha256");
  if (file.hub.is_gzip) {
    file.hub.bytes = need_bytes(table, where, "gzip_bytes");
    file.hub.sha256 = need_sum(table, where, "gzip_sha256");
  } else {
    file.hub.bytes = file.bytes;
    file.hub.sha256 = file.sha256;
  }
  return file;
}

// A family's members stand for what its models do not say themselves.
toml::table with_family(const toml::table& table, const toml::table& families) {
  auto whole = table;
  if (const auto name = table["family"].value<std::string>()) {
    const auto* family = families[*name].as_table();
    if (family == nullptr) fail(*name, "there is no such family");
    for (const auto& [key, node] : *family) whole.insert(key, node);
    whole.erase("family");
  }
  return whole;
}

CatalogueModel read_hub_model(const toml::table& table, const Catalogue& catalogue) {
  auto model = read_facts(table);
  const std::string_view id = model.facts.id;
  allow_only(table, id,
             {"id", "job", "engine", "summary", "languages", "to_english", "source", "target",
              "licence", "licence_evidence", "files", "tiers", "hub", "repository", "revision",
              "restricted", "published", "voices", "vits"});
  model.place = HubPlace{need_text(table, id, "hub"), need_path(table, id, "repository"),
                         need_path(table, id, "revision")};
  const auto hub = catalogue.hubs.find(model.place->hub);
  if (hub == catalogue.hubs.end()) fail(id, "its hub is not listed");
  model.tiers = read_tiers(table, id);
  model.is_restricted = table.contains("restricted") && need<bool>(table, id, "restricted");
  if (const auto* published = table["published"].as_table()) {
    model.published =
        Published{need_text(*published, id, "metric"), need_text(*published, id, "set"),
                  need<double>(*published, id, "value")};
  }
  for (const auto& node : need_array(table, id, "files")) {
    auto file = read_hub_file(as_table(node, id), id);
    if (hub->second.kind == HubKind::kFiles && file.hub.sha256.empty()) {
      fail(id, fmt::format("{} is locked by nothing", file.path));
    }
    add_file(model, std::move(file));
  }
  return model;
}

Hub read_hub(const toml::table& table, std::string_view name) {
  allow_only(table, name, {"kind", "url"});
  const auto kind = need_text(table, name, "kind");
  if (kind != "files" && kind != "huggingface") fail(name, "its kind is none");
  return {kind == "files" ? HubKind::kFiles : HubKind::kHuggingFace, need_text(table, name, "url")};
}

KnownGap read_gap(const toml::table& table) {
  constexpr std::string_view kWhere = "a gap";
  allow_only(table, kWhere, {"job", "languages", "why"});
  if (need_text(table, kWhere, "job") != "tts") fail(kWhere, "its job is not tts");
  return {core::ModelJob::kTts, language_set(table, kWhere, "languages"),
          need_text(table, kWhere, "why")};
}

}  // namespace

void read_hubs(const toml::table& root, Catalogue& catalogue) {
  constexpr std::string_view kWhere = "the hub catalogue";
  allow_only(root, kWhere, {"schema", "hubs", "family", "model", "gap"});
  if (need<std::int64_t>(root, kWhere, "schema") != 1) fail(kWhere, "its schema is not 1");
  if (const auto* hubs = root["hubs"].as_table()) {
    for (const auto& [name, node] : *hubs) {
      catalogue.hubs[std::string(name.str())] = read_hub(as_table(node, name.str()), name.str());
    }
  }
  const auto* families = root["family"].as_table();
  for (const auto& node : need_array(root, kWhere, "model")) {
    const auto table =
        with_family(as_table(node, kWhere), families != nullptr ? *families : toml::table{});
    auto model = read_hub_model(table, catalogue);
    if (catalogue.find(model.facts.id) != nullptr) fail(model.facts.id, "the id comes twice");
    catalogue.models.push_back(std::move(model));
  }
  if (const auto* gaps = root["gap"].as_array()) {
    for (const auto& node : *gaps) catalogue.gaps.push_back(read_gap(as_table(node, kWhere)));
  }
}

}  // namespace dragoman::models
