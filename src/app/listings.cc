#include "app/listings.h"

#include <span>

#include <boost/json.hpp>

#include "api/error_table.h"
#include "api/wire/field_table.h"
#include "app/options.h"

namespace dragoman::app {

namespace json = boost::json;

namespace {

std::string line(const json::value& value) { return json::serialize(value) + "\n"; }

struct ValueOf {
  const Config& config;

  template <class T>
  json::value operator()(T Config::*field) const {
    return json::value_from(config.*field);
  }
};

json::value value_of(const Option& option, const Config& config) {
  if (option.secret) return nullptr;
  const auto* text = std::get_if<std::string Config::*>(&option.field);
  if (text != nullptr && (config.**text).empty() && !option.default_note.empty()) return nullptr;
  return std::visit(ValueOf{config}, option.field);
}

std::string_view name_of(api::wire::Needed needed) {
  using api::wire::Needed;
  switch (needed) {
    case Needed::kNo:
      return "no";
    case Needed::kAlways:
      return "always";
    case Needed::kForSpeech:
      return "for speech";
    case Needed::kForAudio:
      return "for audio";
    case Needed::kForVideo:
      break;
  }
  return "for video";
}

json::array fields(std::span<const api::wire::FieldRow> rows) {
  json::array out;
  for (const auto& row : rows) {
    out.push_back(json::object{{"path", row.path},
                               {"type", api::wire::name_of(row.type)},
                               {"needed", name_of(row.needed)},
                               {"default", row.standard},
                               {"notes", row.notes}});
  }
  return out;
}

}  // namespace

std::string config_json(const Config& config) {
  json::array settings;
  for (const auto& option : options()) {
    json::value flag = nullptr;
    if (!option.secret) flag = flag_name(option);
    settings.push_back(json::object{{"name", option.name},
                                    {"value", value_of(option, config)},
                                    {"default", describe_default(option)},
                                    {"type", describe_type(option)},
                                    {"help", option.help},
                                    {"environment", env_name(option)},
                                    {"flag", std::move(flag)},
                                    {"secret", option.secret}});
  }
  return line(json::object{{"settings", std::move(settings)}});
}

std::string api_json() {
  json::array errors;
  for (const auto& row : api::error_rows()) {
    errors.push_back(json::object{
        {"status", row.status}, {"code", row.code}, {"text", row.text}, {"when", row.when}});
  }
  return line(json::object{{"body", fields(api::wire::body_fields())},
                           {"recording", fields(api::wire::recording_fields())},
                           {"job", fields(api::wire::job_fields())},
                           {"part", fields(api::wire::part_fields())},
                           {"errors", std::move(errors)}});
}

std::string key_json(const std::string& name, const NewKey& key) {
  return line(json::object{{"name", name}, {"key", key.key}, {"row", key.row}});
}

}  // namespace dragoman::app
