#include "models/catalogue.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "models/catalogue_read.h"

namespace dragoman::embedded {
extern const std::string_view kCatalogue;
extern const std::string_view kHubCatalogue;
}  // namespace dragoman::embedded

namespace dragoman::models {

namespace {

constexpr std::array<std::string_view, kTierCount> kTiers{"fast", "standard", "best"};

// "package:member", each of which set-up finds or says that it does not.
void check_members(const toml::table& table, std::string_view where, std::string_view key) {
  for (const auto& node : need_array(table, where, key)) {
    const auto member = node.value_exact<std::string>();
    if (!member || member->find(':') == std::string::npos) {
      fail(where, fmt::format("'{}' lists what is no package:member", key));
    }
  }
}

std::string read_importer(const toml::table& table, std::string_view where) {
  allow_only(table, where, {"name", "sources"});
  check_members(table, where, "sources");
  auto name = need_text(table, where, "name");
  if (!is_plain_path(name)) fail(where, fmt::format("'{}' is not an importer's name", name));
  return name;
}

CatalogueFile read_file(const toml::table& table, std::string_view where, bool is_imported) {
  allow_only(table, where, {"path", "bytes", "sha256", "from"});
  if (table.contains("from") || !is_imported) check_members(table, where, "from");
  CatalogueFile file;
  file.path = need_path(table, where, "path");
  file.bytes = need_bytes(table, where, "bytes");
  file.sha256 = need_sum(table, where, "sha256");
  return file;
}

CataloguePackage read_package(const toml::table& table, std::string_view where) {
  allow_only(table, where, {"client", "name", "version", "bytes", "hash"});
  return {fmt::format("{} {} {}", need_text(table, where, "client"),
                      need_text(table, where, "name"), need_text(table, where, "version")),
          need_bytes(table, where, "bytes")};
}

CatalogueModel read_model(const toml::table& table) {
  auto model = read_facts(table);
  const std::string_view id = model.facts.id;
  allow_only(
      table, id,
      {"id",       "job",      "engine", "default",    "summary", "languages", "to_english",
       "source",   "target",   "recipe", "directions", "gist",    "licence",   "licence_evidence",
       "packages", "importer", "files",  "voices",     "vits",    "tiers"});
  model.is_default = need<bool>(table, id, "default");
  if (table.contains("tiers")) {
    model.tiers = read_tiers(table, id);
  } else if (!model.facts.gist) {
    model.tiers = {Tier::kFast};
  }
  for (const auto& package : need_array(table, id, "packages")) {
    model.packages.push_back(read_package(as_table(package, id), id));
  }
  if (const auto* importer = table.get("importer")) {
    model.importer = read_importer(as_table(*importer, id), id);
  }
  for (const auto& node : need_array(table, id, "files")) {
    add_file(model, read_file(as_table(node, id), id, !model.importer.empty()));
  }
  return model;
}

std::map<core::Language, std::vector<std::string>> read_stand_ins(const toml::table& table,
                                                                  std::string_view name) {
  std::map<core::Language, std::vector<std::string>> by_language;
  for (const auto& [key, node] : table) {
    const auto language = core::parse_language(key.str());
    if (!language) fail(name, fmt::format("'{}' is not a language's code", key.str()));
    for (const auto& voice : need_array(table, name, key.str())) {
      const auto id = voice.value_exact<std::string>();
      if (!id || id->empty()) fail(name, "a voice's id was expected");
      by_language[*language].push_back(*id);
    }
  }
  return by_language;
}

// "a" of "a:0.6+b:0.4": a mix speaks what its first voice does.
std::string_view first_voice(std::string_view stand_in) {
  return stand_in.substr(0, stand_in.find_first_of(":+"));
}

// A stand-in of a catalogue model must speak what it stands in for; other engines' voices are
// theirs to check.
void check_stand_ins(const Catalogue& catalogue) {
  for (const auto& [name, by_language] : catalogue.stand_ins) {
    for (const auto& [language, ids] : by_language) {
      for (const auto& model : catalogue.models) {
        for (const auto& voice : model.facts.voices) {
          if (std::ranges::find(ids, voice.id, first_voice) == ids.end()) continue;
          if (voice.languages.contains(language)) continue;
          fail(name, fmt::format("{} does not speak {}", voice.id, core::code(language)));
        }
      }
    }
  }
}

Catalogue read_catalogue(const toml::table& root) {
  allow_only(root, "the catalogue", {"schema", "model", "voice"});
  if (need<std::int64_t>(root, "the catalogue", "schema") != 1) {
    fail("the catalogue", "its schema is not 1");
  }
  Catalogue catalogue;
  std::set<std::string> ids;
  for (const auto& node : need_array(root, "the catalogue", "model")) {
    auto model = read_model(as_table(node, "the catalogue"));
    if (!ids.insert(model.facts.id).second) fail(model.facts.id, "the id comes twice");
    catalogue.models.push_back(std::move(model));
  }
  if (const auto* voices = root["voice"].as_table()) {
    for (const auto& [name, node] : *voices) {
      catalogue.stand_ins[std::string(name.str())] =
          read_stand_ins(as_table(node, name.str()), name.str());
    }
  }
  check_stand_ins(catalogue);
  return catalogue;
}

base::Error damaged(std::string_view what) {
  return {base::ErrorKind::kModelInvalid, fmt::format("The model catalogue is damaged: {}.", what),
          ""};
}

}  // namespace

std::uint64_t CatalogueModel::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : files) sum += file.bytes != 0 ? file.bytes : file.about_bytes;
  return sum;
}

bool CatalogueModel::is_locked() const {
  return std::ranges::none_of(files, [](const auto& file) { return file.sha256.empty(); });
}

bool CatalogueModel::translates(core::Language source, core::Language target) const {
  return facts.job == core::ModelJob::kMt &&
         std::ranges::find(facts.directions, std::pair(source, target)) != facts.directions.end();
}

std::string_view describe(Tier tier) { return kTiers.at(static_cast<std::size_t>(tier)); }

std::optional<Tier> parse_tier(std::string_view text) {
  const auto it = std::ranges::find(kTiers, text);
  if (it == kTiers.end()) return std::nullopt;
  return static_cast<Tier>(it - kTiers.begin());
}

const CatalogueModel* Catalogue::find(std::string_view id) const {
  const auto it =
      std::ranges::find_if(models, [&](const auto& model) { return model.facts.id == id; });
  return it == models.end() ? nullptr : &*it;
}

base::Result<Catalogue> parse_catalogue(std::string_view toml, std::string_view hub_toml) {
  try {
    auto catalogue = read_catalogue(toml::parse(toml));
    if (!hub_toml.empty()) read_hubs(toml::parse(hub_toml), catalogue);
    return catalogue;
  } catch (const toml::parse_error& fault) {
    return damaged(fmt::format("line {}: {}", fault.source().begin.line, fault.description()));
  } catch (const Fault& fault) {
    return damaged(fault.message);
  }
}

base::Result<Catalogue> built_in_catalogue() {
  return parse_catalogue(embedded::kCatalogue, embedded::kHubCatalogue);
}

}  // namespace dragoman::models
