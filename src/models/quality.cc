#include "models/quality.h"

#include <fmt/format.h>

#include "models/catalogue_read.h"

namespace dragoman::embedded {
extern const std::string_view kQuality;
}

namespace dragoman::models {

namespace {

constexpr std::string_view kWhere = "a measured figure";

core::Language language(const toml::table& table, std::string_view key) {
  const auto found = core::parse_language(need_text(table, kWhere, key));
  if (!found) fail(kWhere, fmt::format("'{}' is not a language's code", key));
  return *found;
}

Measured read_measured(const toml::table& table) {
  allow_only(table, kWhere,
             {"source", "target", "models", "metric", "value", "set", "n", "command"});
  Measured out;
  out.source = language(table, "source");
  if (table.contains("target")) out.target = language(table, "target");
  for (const auto& node : need_array(table, kWhere, "models")) {
    out.models.push_back(node.value_exact<std::string>().value_or(""));
  }
  out.metric = need_text(table, kWhere, "metric");
  out.value = need<double>(table, kWhere, "value");
  out.set = need_text(table, kWhere, "set");
  out.n = static_cast<int>(need<std::int64_t>(table, kWhere, "n"));
  out.command = need_text(table, kWhere, "command");
  return out;
}

base::Error damaged(std::string_view what) {
  return {base::ErrorKind::kModelInvalid,
          fmt::format("The table of measured quality is damaged: {}.", what), ""};
}

}  // namespace

base::Result<std::vector<Measured>> parse_quality(std::string_view text) {
  try {
    const auto root = toml::parse(text);
    allow_only(root, "the table", {"schema", "measured"});
    if (need<std::int64_t>(root, "the table", "schema") != 1) {
      fail("the table", "its schema is not 1");
    }
    std::vector<Measured> all;
    for (const auto& node : need_array(root, "the table", "measured")) {
      all.push_back(read_measured(as_table(node, kWhere)));
    }
    return all;
  } catch (const toml::parse_error& fault) {
    return damaged(fault.description());
  } catch (const Fault& fault) {
    return damaged(fault.message);
  }
}

base::Result<std::vector<Measured>> built_in_quality() { return parse_quality(embedded::kQuality); }

std::string describe(const Measured& measured) {
  return fmt::format("{} {:.1f} ({}, n = {})", measured.metric, measured.value, measured.set,
                     measured.n);
}

}  // namespace dragoman::models
