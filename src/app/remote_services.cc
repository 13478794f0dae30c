#include "app/remote_services.h"

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "app/setting_files.h"
#include "core/language.h"

namespace dragoman::app {

namespace {

base::Error no_value(std::string_view setting, std::string_view value, std::string_view example) {
  return in_setting(setting, {base::ErrorKind::kInvalidArgument,
                              fmt::format("\"{}\" is none; write it as {}.", value, example), ""});
}

base::Status add_key(std::string_view setting, const std::string& file,
                     engines::RemoteModel& model) {
  if (model.url.empty() || file.empty()) return {};
  const auto keys = read_keys(file);
  if (!keys) return in_setting(setting, keys.error());
  model.api_key = keys->front();
  return {};
}

base::Result<engines::Direction> read_direction(std::string_view text) {
  const auto dash = text.find('-');
  const auto source = core::parse_language(text.substr(0, dash));
  const auto target = core::parse_language(dash == text.npos ? "" : text.substr(dash + 1));
  if (!source || !target || source == target) {
    return no_value("translator_directions", text, "en-pt");
  }
  return engines::Direction{*source, *target};
}

base::Result<engines::Voice> read_voice(std::string_view text, const std::string& model) {
  const auto equals = text.find('=');
  engines::Voice voice{std::string(text.substr(0, equals)), {}, model};
  for (auto rest = equals == text.npos ? "" : text.substr(equals + 1); !rest.empty();) {
    const auto plus = rest.find('+');
    const auto language = core::parse_language(rest.substr(0, plus));
    if (!language) return no_value("synthesiser_voices", text, "alloy=en+pt");
    voice.languages.insert(*language);
    rest = plus == rest.npos ? "" : rest.substr(plus + 1);
  }
  if (voice.id.empty() || voice.languages.empty()) {
    return no_value("synthesiser_voices", text, "alloy=en+pt");
  }
  return voice;
}

base::Status read_lists(const Config& config, engines::RemoteEngines& remote) {
  for (const auto& text : config.translator_directions) {
    const auto direction = read_direction(text);
    if (!direction) return direction.error();
    remote.directions.push_back(*direction);
  }
  for (const auto& text : config.synthesiser_voices) {
    auto voice = read_voice(text, config.synthesiser_model);
    if (!voice) return voice.error();
    remote.voices.push_back(*std::move(voice));
  }
  return {};
}

}  // namespace

base::Status add_remote_services(const Config& config, engines::EngineConfig& out) {
  out.describer = {config.describer_url, config.describer_model, ""};
  auto& remote = out.remote;
  remote.recogniser = {config.recogniser_url, config.recogniser_model, ""};
  remote.recogniser_gives_english = config.recogniser_gives_english;
  remote.translator = {config.translator_url, config.translator_model, ""};
  remote.synthesiser = {config.synthesiser_url, config.synthesiser_model, ""};
  remote.requests = static_cast<unsigned>(config.service_requests);
  remote.timeout = std::chrono::milliseconds(static_cast<long>(1000 * config.service_timeout_s));
  if (auto status = read_lists(config, remote); !status) return status;
  if (config.describe_scenes) {
    auto status = add_key("describer_key_file", config.describer_key_file, out.describer);
    if (!status) return status;
  }
  auto status = add_key("recogniser_key_file", config.recogniser_key_file, remote.recogniser);
  if (status)
    status = add_key("translator_key_file", config.translator_key_file, remote.translator);
  if (status) {
    status = add_key("synthesiser_key_file", config.synthesiser_key_file, remote.synthesiser);
  }
  return status;
}

models::Jobs done_by_services(const Config& config) {
  models::Jobs jobs;
  if (!config.recogniser_url.empty()) jobs.insert(core::ModelJob::kAsr);
  if (!config.translator_url.empty()) jobs.insert(core::ModelJob::kMt);
  if (!config.synthesiser_url.empty()) jobs.insert({core::ModelJob::kTts, core::ModelJob::kG2p});
  return jobs;
}

}  // namespace dragoman::app
