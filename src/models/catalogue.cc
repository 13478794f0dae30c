#include "models/catalogue.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace dragoman::embedded {
extern const std::string_view kCatalogue;
}

namespace dragoman::models {

namespace {

// Thrown and caught in this file only: a catalogue is read whole or not at all.
struct Fault {
  std::string message;
};

[[noreturn]] void fail(std::string_view where, std::string_view what) {
  throw Fault{fmt::format("{}: {}", where, what)};
}

void allow_only(const toml::table& table, std::string_view where,
                std::initializer_list<std::string_view> keys) {
  for (const auto& [key, node] : table) {
    if (std::ranges::find(keys, key.str()) == keys.end()) {
      fail(where, fmt::format("unknown key '{}'", key.str()));
    }
  }
}

template <class T>
T need(const toml::table& table, std::string_view where, std::string_view key) {
  const auto value = table[key].value_exact<T>();
  if (!value) fail(where, fmt::format("'{}' is missing or of the wrong type", key));
  return *value;
}

std::string need_text(const toml::table& table, std::string_view where, std::string_view key) {
  auto text = need<std::string>(table, where, key);
  if (text.empty()) fail(where, fmt::format("'{}' is empty", key));
  return text;
}

const toml::array& need_array(const toml::table& table, std::string_view where,
                              std::string_view key) {
  const auto* array = table[key].as_array();
  if (array == nullptr || array->empty())
    fail(where, fmt::format("'{}' is missing or no list", key));
  return *array;
}

const toml::table& as_table(const toml::node& node, std::string_view where) {
  const auto* table = node.as_table();
  if (table == nullptr) fail(where, "a table was expected");
  return *table;
}

core::Language language_of(const toml::node& node, std::string_view where) {
  const auto code = node.value_exact<std::string>();
  const auto language = code ? core::parse_language(*code) : std::nullopt;
  if (!language || core::code(*language) != *code) {
    fail(where, fmt::format("'{}' is not a language's code", code.value_or("?")));
  }
  return *language;
}

core::Language need_language(const toml::table& table, std::string_view where,
                             std::string_view key) {
  const auto* node = table.get(key);
  if (node == nullptr) fail(where, fmt::format("'{}' is missing", key));
  return language_of(*node, where);
}

core::LanguageSet language_set(const toml::table& table, std::string_view where,
                               std::string_view key) {
  core::LanguageSet set;
  for (const auto& node : need_array(table, where, key)) set.insert(language_of(node, where));
  return set;
}

bool is_plain_name(std::string_view name) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.front() != '.' &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

// Relative, and each part a plain name, so that it cannot leave the model's folder.
bool is_plain_path(std::string_view path) {
  for (;;) {
    const auto slash = path.find('/');
    if (!is_plain_name(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

CatalogueFile read_file(const toml::table& table, std::string_view where) {
  allow_only(table, where, {"path", "bytes", "sha256", "from"});
  CatalogueFile file;
  file.path = need_text(table, where, "path");
  if (!is_plain_path(file.path)) fail(where, fmt::format("'{}' is not a plain path", file.path));
  const auto bytes = need<std::int64_t>(table, where, "bytes");
  if (bytes <= 0) fail(where, fmt::format("{} has {} bytes", file.path, bytes));
  file.bytes = static_cast<std::uint64_t>(bytes);
  file.sha256 = need_text(table, where, "sha256");
  if (file.sha256.size() != 64 ||
      file.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
    fail(where, fmt::format("the sha256 of {} is none", file.path));
  }
  return file;
}

std::string read_package(const toml::table& table, std::string_view where) {
  allow_only(table, where, {"client", "name", "version", "bytes", "hash"});
  return fmt::format("{} {} {}", need_text(table, where, "client"), need_text(table, where, "name"),
                     need_text(table, where, "version"));
}

core::VoiceEntry read_voice(const toml::table& table, std::string_view where) {
  allow_only(table, where, {"id", "languages"});
  return {need_text(table, where, "id"), language_set(table, where, "languages")};
}

void read_directions(const toml::table& table, std::string_view id, core::ModelFiles& facts) {
  if (!table.contains("directions")) {
    facts.directions = {{need_language(table, id, "source"), need_language(table, id, "target")}};
  } else {
    for (const auto& node : need_array(table, id, "directions")) {
      const auto* pair = node.as_array();
      if (pair == nullptr || pair->size() != 2) fail(id, "a direction is a source and a target");
      facts.directions.emplace_back(language_of(*pair->get(0), id), language_of(*pair->get(1), id));
    }
  }
  facts.source = facts.directions.front().first;
  facts.target = facts.directions.front().second;
  if (!table.contains("tier")) return;
  if (need_text(table, id, "tier") != "gist") fail(id, "'tier' can be gist alone");
  facts.gist = true;
}

void read_job(const toml::table& table, std::string_view id, core::ModelFiles& facts) {
  const auto job = need_text(table, id, "job");
  if (job == "vad") {
    facts.job = core::ModelJob::kVad;
  } else if (job == "asr") {
    facts.job = core::ModelJob::kAsr;
    facts.languages = language_set(table, id, "languages");
    if (table.contains("to_english")) facts.to_english = language_set(table, id, "to_english");
  } else if (job == "mt") {
    facts.job = core::ModelJob::kMt;
    read_directions(table, id, facts);
  } else if (job == "tts") {
    facts.job = core::ModelJob::kTts;
    facts.languages = language_set(table, id, "languages");
    for (const auto& voice : need_array(table, id, "voices")) {
      facts.voices.push_back(read_voice(as_table(voice, id), id));
    }
  } else {
    fail(id, fmt::format("'{}' is not a job", job));
  }
}

CatalogueModel read_model(const toml::table& table) {
  CatalogueModel model;
  auto& facts = model.facts;
  facts.id = need_text(table, "a model", "id");
  const std::string_view id = facts.id;
  if (!is_plain_name(id)) fail(id, "the id is not a plain name");
  allow_only(
      table, id,
      {"id", "job", "engine", "default", "summary", "languages", "to_english", "source", "target",
       "directions", "tier", "licence", "licence_evidence", "packages", "files", "voices"});
  read_job(table, id, facts);
  facts.engine = need_text(table, id, "engine");
  model.is_default = need<bool>(table, id, "default");
  model.summary = need_text(table, id, "summary");
  model.licence = need_text(table, id, "licence");
  for (const auto& package : need_array(table, id, "packages")) {
    model.packages.push_back(read_package(as_table(package, id), id));
  }
  std::set<std::string> paths;
  for (const auto& node : need_array(table, id, "files")) {
    auto file = read_file(as_table(node, id), id);
    if (!paths.insert(file.path).second) fail(id, fmt::format("{} comes twice", file.path));
    facts.files.push_back(file.path);
    model.files.push_back(std::move(file));
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

// A stand-in of a catalogue model must speak what it stands in for; other engines' voices are
// theirs to check.
void check_stand_ins(const Catalogue& catalogue) {
  for (const auto& [name, by_language] : catalogue.stand_ins) {
    for (const auto& [language, ids] : by_language) {
      for (const auto& model : catalogue.models) {
        for (const auto& voice : model.facts.voices) {
          if (std::ranges::find(ids, voice.id) == ids.end()) continue;
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
  for (const auto& file : files) sum += file.bytes;
  return sum;
}

const CatalogueModel* Catalogue::find(std::string_view id) const {
  const auto it =
      std::ranges::find_if(models, [&](const auto& model) { return model.facts.id == id; });
  return it == models.end() ? nullptr : &*it;
}

base::Result<Catalogue> parse_catalogue(std::string_view toml) {
  try {
    return read_catalogue(toml::parse(toml));
  } catch (const toml::parse_error& fault) {
    return damaged(fmt::format("line {}: {}", fault.source().begin.line, fault.description()));
  } catch (const Fault& fault) {
    return damaged(fault.message);
  }
}

base::Result<Catalogue> built_in_catalogue() { return parse_catalogue(embedded::kCatalogue); }

}  // namespace dragoman::models
