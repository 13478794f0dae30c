#include "api/wire/voice_list.h"

#include <boost/json.hpp>

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

json::value sex(core::Sex sex) {
  if (sex == core::Sex::kUnknown) return nullptr;
  return sex == core::Sex::kWoman ? "woman" : "man";
}

json::object voice_object(const pipeline::VoiceCoverage& voice) {
  json::array languages;
  for (const auto& language : core::languages()) {
    if (voice.languages.contains(language.language)) languages.emplace_back(language.code);
  }
  json::object object{{"id", voice.id}, {"object", "voice"}, {"languages", std::move(languages)}};
  if (!voice.stand_ins.empty()) {
    json::object stand_ins;
    for (const auto& [language, id] : voice.stand_ins) stand_ins[core::code(language)] = id;
    object["stand_ins"] = std::move(stand_ins);
  } else {
    object["sex"] = sex(voice.sex);
    object["model"] = voice.model_id;
    object["mixes"] = voice.mixes;
  }
  return object;
}

}  // namespace

std::string voice_list(const pipeline::Coverage& coverage) {
  json::array data;
  for (const auto& voice : coverage.voices) data.push_back(voice_object(voice));
  return json::serialize(json::object{{"object", "list"}, {"data", std::move(data)}});
}

}  // namespace dragoman::api::wire
