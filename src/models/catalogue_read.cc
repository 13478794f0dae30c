#include "models/catalogue_read.h"

#include <algorithm>

#include <fmt/format.h>

namespace dragoman::models {

namespace {

constexpr std::int64_t kMostSpeakers = 10'000;
constexpr std::int64_t kMostHz = 192'000;

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

bool is_plain_name(std::string_view name) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.front() != '.' &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

core::Sex read_sex(const toml::table& table, std::string_view where) {
  const auto sex = need_text(table, where, "sex");
  if (sex != "woman" && sex != "man")
    fail(where, fmt::format("'{}' is neither woman nor man", sex));
  return sex == "woman" ? core::Sex::kWoman : core::Sex::kMan;
}

core::VoiceEntry read_voice(const toml::table& table, std::string_view where) {
  allow_only(table, where, {"id", "languages", "sex", "speaker"});
  core::VoiceEntry voice{need_text(table, where, "id"), language_set(table, where, "languages")};
  // Other signs stand for mixes of voices.
  if (!is_plain_name(voice.id)) fail(where, fmt::format("'{}' is not a voice's id", voice.id));
  if (table.contains("sex")) voice.sex = read_sex(table, where);
  if (table.contains("speaker")) {
    const auto speaker = need<std::int64_t>(table, where, "speaker");
    if (speaker < 0 || speaker > kMostSpeakers) fail(where, "a speaker's number is none");
    voice.speaker = static_cast<int>(speaker);
  }
  return voice;
}

core::VitsFacts read_vits(const toml::table& table, std::string_view where) {
  allow_only(table, where, {"rate_hz", "espeak", "alphabet", "noise", "length", "noise_w"});
  core::VitsFacts facts;
  const auto rate_hz = need<std::int64_t>(table, where, "rate_hz");
  if (rate_hz <= 0 || rate_hz > kMostHz) fail(where, "'rate_hz' is none");
  facts.rate_hz = static_cast<int>(rate_hz);
  if (table.contains("espeak")) facts.espeak_voice = need_text(table, where, "espeak");
  if (table.contains("alphabet")) facts.alphabet = need_text(table, where, "alphabet");
  if (facts.espeak_voice.empty() && facts.alphabet.empty()) {
    fail(where, "one of 'espeak' and 'alphabet' is needed");
  }
  facts.noise = need<double>(table, where, "noise");
  facts.length = need<double>(table, where, "length");
  facts.noise_w = need<double>(table, where, "noise_w");
  return facts;
}

using Directions = std::vector<std::pair<core::Language, core::Language>>;

Directions all_directions(const core::LanguageSet& languages) {
  Directions directions;
  for (const auto& source : core::languages()) {
    for (const auto& target : core::languages()) {
      const bool known = languages.contains(source.language) && languages.contains(target.language);
      if (known && &source != &target) directions.emplace_back(source.language, target.language);
    }
  }
  return directions;
}

// Of a model that puts each of its languages into each, these are kept in `any_to_any`.
Directions read_directions(const toml::table& table, std::string_view id,
                           core::LanguageSet& any_to_any) {
  if (table.contains("source")) {
    return {{need_language(table, id, "source"), need_language(table, id, "target")}};
  }
  Directions directions;
  if (!table.contains("directions")) {
    any_to_any = language_set(table, id, "languages");
    directions = all_directions(any_to_any);
    if (directions.empty()) fail(id, "a translator needs two languages");
    return directions;
  }
  for (const auto& node : need_array(table, id, "directions")) {
    const auto* pair = node.as_array();
    if (pair == nullptr || pair->size() != 2) fail(id, "a direction is a source and a target");
    directions.emplace_back(language_of(*pair->get(0), id), language_of(*pair->get(1), id));
  }
  return directions;
}

void read_job(const toml::table& table, std::string_view id, core::ModelFiles& facts) {
  const auto job = need_text(table, id, "job");
  if (job == "vad") {
    facts.job = core::ModelJob::kVad;
  } else if (job == "asr") {
    facts.job = core::ModelJob::kAsr;
    facts.languages = language_set(table, id, "languages");
    if (table.contains("to_english")) facts.to_english = language_set(table, id, "to_english");
    if (table.contains("recipe")) facts.recipe = need_text(table, id, "recipe");
  } else if (job == "mt") {
    facts.job = core::ModelJob::kMt;
    facts.directions = read_directions(table, id, facts.languages);
    facts.source = facts.directions.front().first;
    facts.target = facts.directions.front().second;
    if (table.contains("gist")) facts.gist = need<bool>(table, id, "gist");
  } else if (job == "tts") {
    facts.job = core::ModelJob::kTts;
    facts.languages = language_set(table, id, "languages");
    for (const auto& voice : need_array(table, id, "voices")) {
      facts.voices.push_back(read_voice(as_table(voice, id), id));
    }
    if (const auto* vits = table.get("vits")) facts.vits = read_vits(as_table(*vits, id), id);
  } else if (job == "g2p") {
    facts.job = core::ModelJob::kG2p;
    facts.languages = language_set(table, id, "languages");
  } else if (job == "describe") {
    facts.job = core::ModelJob::kDescribe;
  } else if (job == "ocr") {
    facts.job = core::ModelJob::kOcr;
    facts.languages = language_set(table, id, "languages");
  } else {
    fail(id, fmt::format("'{}' is not a job", job));
  }
}

}  // namespace

void fail(std::string_view where, std::string_view what) {
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

core::LanguageSet language_set(const toml::table& table, std::string_view where,
                               std::string_view key) {
  core::LanguageSet set;
  for (const auto& node : need_array(table, where, key)) set.insert(language_of(node, where));
  return set;
}

std::string need_path(const toml::table& table, std::string_view where, std::string_view key) {
  auto path = need_text(table, where, key);
  if (!is_plain_path(path)) fail(where, fmt::format("'{}' is not a plain path", path));
  return path;
}

std::uint64_t need_bytes(const toml::table& table, std::string_view where, std::string_view key) {
  const auto bytes = need<std::int64_t>(table, where, key);
  if (bytes <= 0) fail(where, fmt::format("'{}' is {}", key, bytes));
  return static_cast<std::uint64_t>(bytes);
}

std::string need_sum(const toml::table& table, std::string_view where, std::string_view key) {
  auto sum = need_text(table, where, key);
  if (!is_sha256(sum)) fail(where, fmt::format("the {} is none", key));
  return sum;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_plain_path(std::string_view path) {
  for (;;) {
    const auto slash = path.find('/');
    if (!is_plain_name(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

std::vector<Tier> read_tiers(const toml::table& table, std::string_view id) {
  std::vector<Tier> tiers;
  const auto* array = table["tiers"].as_array();
  if (array == nullptr) fail(id, "'tiers' is missing or no list");
  for (const auto& node : *array) {
    const auto tier = parse_tier(node.value_exact<std::string>().value_or(""));
    if (!tier) fail(id, "a tier is none of fast, standard and best");
    tiers.push_back(*tier);
  }
  return tiers;
}

void add_file(CatalogueModel& model, CatalogueFile file) {
  auto& paths = model.facts.files;
  if (std::ranges::find(paths, file.path) != paths.end()) {
    fail(model.facts.id, fmt::format("{} comes twice", file.path));
  }
  paths.push_back(file.path);
  model.files.push_back(std::move(file));
}

CatalogueModel read_facts(const toml::table& table) {
  CatalogueModel model;
  auto& facts = model.facts;
  facts.id = need_text(table, "a model", "id");
  if (!is_plain_name(facts.id)) fail(facts.id, "the id is not a plain name");
  read_job(table, facts.id, facts);
  facts.engine = need_text(table, facts.id, "engine");
  model.summary = need_text(table, facts.id, "summary");
  model.licence = need_text(table, facts.id, "licence");
  model.licence_evidence = need_text(table, facts.id, "licence_evidence");
  return model;
}

}  // namespace dragoman::models
