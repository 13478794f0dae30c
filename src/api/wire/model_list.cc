#include "api/wire/model_list.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <boost/json.hpp>

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 3> kModels{
    "qwen3-livetranslate-flash", "qwen3-livetranslate-flash-2025-12-01", "dragoman"};
constexpr std::array<std::string_view, 3> kLiveModels{
    "qwen3-livetranslate-flash-realtime", "qwen3-livetranslate-flash-realtime-2025-09-22",
    "dragoman"};
constexpr std::int64_t kCreated = 1764547200;  // the day in the public snapshot's name

json::object entry(std::string_view id) {
  return {{"id", id}, {"object", "model"}, {"created", kCreated}, {"owned_by", "dragoman"}};
}

}  // namespace

bool is_model(std::string_view id) { return std::ranges::find(kModels, id) != kModels.end(); }

bool is_live_model(std::string_view id) {
  return std::ranges::find(kLiveModels, id) != kLiveModels.end();
}

std::string model_list() {
  json::array data;
  for (const auto id : kModels) data.push_back(entry(id));
  return json::serialize(json::object{{"object", "list"}, {"data", std::move(data)}});
}

std::string model_entry(std::string_view id) { return json::serialize(entry(id)); }

}  // namespace dragoman::api::wire
