#pragma once

// What catalogue.cc and catalogue_hub.cc read with; nobody else includes it.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "core/language.h"
#include "models/catalogue.h"

namespace dragoman::models {

/// Thrown by all that follows, and caught by parse_catalogue(): a catalogue is read whole or not at
/// all.
struct Fault {
  std::string message;
};

[[noreturn]] void fail(std::string_view where, std::string_view what);
void allow_only(const toml::table& table, std::string_view where,
                std::initializer_list<std::string_view> keys);

template <class T>
T need(const toml::table& table, std::string_view where, std::string_view key) {
  const auto value = table[key].value_exact<T>();
  if (!value) fail(where, "'" + std::string(key) + "' is missing or of the wrong type");
  return *value;
}

std::string need_text(const toml::table& table, std::string_view where, std::string_view key);
const toml::array& need_array(const toml::table& table, std::string_view where,
                              std::string_view key);
const toml::table& as_table(const toml::node& node, std::string_view where);
core::LanguageSet language_set(const toml::table& table, std::string_view where,
                               std::string_view key);
/// A path that is_plain_path().
std::string need_path(const toml::table& table, std::string_view where, std::string_view key);
/// Above 0.
std::uint64_t need_bytes(const toml::table& table, std::string_view where, std::string_view key);
/// 64 small hexadecimal digits.
std::string need_sum(const toml::table& table, std::string_view where, std::string_view key);
std::vector<Tier> read_tiers(const toml::table& table, std::string_view id);
/// Appends a file, whose path no other file of the model may have.
void add_file(CatalogueModel& model, CatalogueFile file);
/// Id, job, engine, summary and licence: what a model of either file has.
CatalogueModel read_facts(const toml::table& table);

/// Adds what hub_catalogue.toml holds.
void read_hubs(const toml::table& root, Catalogue& catalogue);

}  // namespace dragoman::models
