#include "engines/remote/speech_wire.h"

#include <utility>

#include <boost/json.hpp>

#include "engines/remote/json_members.h"

namespace dragoman::engines::remote {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostVoices = 2000;
constexpr std::size_t kMostIdBytes = 64;

core::LanguageSet read_languages(const json::value* list) {
  core::LanguageSet languages;
  const auto* array = list != nullptr ? list->if_array() : nullptr;
  if (array == nullptr) return languages;
  for (const auto& value : *array) {
    const auto language = core::parse_language(text_of(&value).value_or(""));
    if (language) languages.insert(*language);
  }
  return languages;
}

core::Sex read_sex(const json::value* value) {
  const auto sex = text_of(value);
  if (sex == "woman") return core::Sex::kWoman;
  return sex == "man" ? core::Sex::kMan : core::Sex::kUnknown;
}

}  // namespace

std::string write_speech_question(const SpeechQuestion& question) {
  return json::serialize(json::object{{"model", question.model},
                                      {"input", question.text},
                                      {"voice", question.voice},
                                      {"response_format", "wav"},
                                      {"speed", question.speed}});
}

base::Result<std::vector<Voice>> read_voice_list(std::string_view body, std::string_view model_id) {
  const auto value = parse_reply(body);
  if (!value) return value.error();
  const auto* data = member(&*value, "data");
  const auto* list = data != nullptr ? data->if_array() : nullptr;
  if (list == nullptr) return nonsense("no list of voices");
  std::vector<Voice> voices;
  for (const auto& each : *list) {
    const auto id = text_of(member(&each, "id"));
    const auto languages = read_languages(member(&each, "languages"));
    const bool stands_in = member(&each, "stand_ins") != nullptr;
    if (!id || id->empty() || id->size() > kMostIdBytes || languages.empty() || stands_in) continue;
    if (voices.size() >= kMostVoices) break;
    voices.push_back({std::string(*id), languages, std::string(model_id),
                      read_sex(member(&each, "sex")), false});
  }
  return voices;
}

}  // namespace dragoman::engines::remote
