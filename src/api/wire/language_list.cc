#include "api/wire/language_list.h"

#include <boost/json.hpp>

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

json::array texts(const std::vector<std::string>& all) {
  json::array out;
  for (const auto& each : all) out.emplace_back(each);
  return out;
}

json::array figures(const std::vector<models::Measured>& all) {
  json::array out;
  for (const auto& each : all) {
    out.push_back(json::object{{"metric", each.metric},
                               {"value", each.value},
                               {"set", each.set},
                               {"n", each.n},
                               {"models", texts(each.models)}});
  }
  return out;
}

json::value published(const pipeline::DirectionCoverage& direction) {
  if (!direction.published) return nullptr;
  const auto& figure = *direction.published;
  return json::object{{"metric", figure.metric}, {"value", figure.value}, {"set", figure.set}};
}

}  // namespace

std::string language_list(const pipeline::Coverage& coverage) {
  json::array data;
  for (const auto& language : coverage.languages) {
    json::array into;
    for (const auto& direction : coverage.directions) {
      if (direction.source != language.language) continue;
      into.push_back(json::object{{"id", core::code(direction.target)},
                                  {"route", direction.route},
                                  {"models", texts(direction.models)},
                                  {"measured", figures(direction.measured)},
                                  {"published", published(direction)}});
    }
    data.push_back(json::object{{"id", core::code(language.language)},
                                {"object", "language"},
                                {"name", core::info(language.language).name},
                                {"recognised", language.recognised},
                                {"spoken", language.spoken},
                                {"measured", figures(language.measured)},
                                {"into", std::move(into)}});
  }
  return json::serialize(json::object{{"object", "list"}, {"data", std::move(data)}});
}

}  // namespace dragoman::api::wire
