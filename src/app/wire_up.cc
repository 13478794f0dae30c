#include "app/wire_up.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/clients_file.h"
#include "app/remote_services.h"
#include "app/setting_files.h"
#include "base/files.h"
#include "engines/voice_mix.h"
#include "media/audio_encode.h"
#include "pipeline/speak.h"
#include "pipeline/translate.h"
#include "text/line_breaks.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

api::BackgroundConfig background_config(const Config& config) {
  api::BackgroundConfig out;
  out.dir = config.state_dir;
  out.max_stored_bytes = config.max_stored_bytes;
  out.workers = config.background_jobs;
  out.stored.max_file_bytes = config.max_bytes;
  out.stored.max_part_bytes = config.max_body_bytes;
  out.stored.lifetime_s = static_cast<std::int64_t>(config.stored_lifetime_s);
  out.stored.max_waiting_jobs = static_cast<std::int64_t>(config.max_queued_jobs);
  return out;
}

}  // namespace

std::string beside_program(std::string_view path) {
  std::error_code error;
  const auto program = fs::read_symlink("/proc/self/exe", error);
  return program.parent_path() / path;
}

engines::EngineConfig engine_config(const Config& config) {
  const auto narrow = [](std::uint64_t count) { return static_cast<unsigned>(count); };
  engines::EngineConfig out;
  out.models_dir = config.models_dir;
  out.espeak_data_dir = config.espeak_data_dir.empty() ? beside_program("lib/espeak-ng-data")
                                                       : config.espeak_data_dir;
  out.asr_replicas = narrow(config.asr_replicas);
  out.mt_replicas = narrow(config.mt_replicas);
  out.mt_memory_bytes = config.mt_memory_bytes;
  out.tts_replicas = narrow(config.tts_replicas);
  out.tts_threads = narrow(config.tts_threads);
  out.asr_beam = narrow(config.asr_beam);
  out.gist = config.gist;
  out.describe_scenes = config.describe_scenes;
  return out;
}

base::Result<pipeline::Limits> job_limits(const Config& config) {
  pipeline::Limits out;
  out.max_input_tokens = static_cast<std::int64_t>(config.max_input_tokens);
  out.max_text_tokens = static_cast<std::int64_t>(config.max_text_tokens);
  out.read_previous_text = config.asr_previous_text;
  out.scene_text = config.scene_text == "on" && config.media_sandbox != "on";
  auto& limits = out.media;
  limits.max_bytes = config.max_bytes;
  limits.max_duration = core::Seconds(config.max_duration_s);
  limits.max_pixels = static_cast<std::int64_t>(config.max_pixels);
  limits.fetch_timeout = core::Seconds(config.fetch_timeout_s);
  limits.hosts.allow_private = config.allow_private_urls;
  auto allow = base::HostList::parse(config.fetch_allow_hosts);
  if (!allow) return in_setting("fetch_allow_hosts", allow.error());
  auto deny = base::HostList::parse(config.fetch_deny_hosts);
  if (!deny) return in_setting("fetch_deny_hosts", deny.error());
  limits.hosts.allow = *std::move(allow);
  limits.hosts.deny = *std::move(deny);
  if (config.media_sandbox == "on") {
    limits.decoder = beside_program("dragoman-media");
    if (::access(limits.decoder.c_str(), X_OK) != 0) {
      return base::Error{base::ErrorKind::kNotFound,
                         "media_sandbox is on, and there is no program dragoman-media beside "
                         "dragoman. Install both, or set it to off.",
                         limits.decoder};
    }
  }
  return out;
}

base::Result<api::ServerConfig> server_config(const Config& config) {
  api::ServerConfig out;
  out.address = config.host;
  out.port = static_cast<std::uint16_t>(config.port);
  out.api_keys = config.api_keys;
  if (!config.api_keys_file.empty()) {
    auto keys = read_keys(config.api_keys_file);
    if (!keys) return keys.error();
    out.api_keys.insert(out.api_keys.end(), keys->begin(), keys->end());
  }
  if (!config.clients_file.empty()) {
    auto clients = read_clients(config.clients_file);
    if (!clients) return clients.error();
    out.clients = *std::move(clients);
  }
  out.allow_open = config.allow_open;
  out.allowed_hosts = config.allowed_hosts;
  out.cors_origins = config.cors_origins;
  out.metrics_open = config.metrics_open;
  out.allow_non_streaming = config.allow_non_streaming;
  out.max_jobs = config.max_jobs;
  out.max_waiting_jobs = config.max_waiting_jobs;
  out.max_wait = milliseconds(config.max_wait_s);
  out.each_client = {.max_jobs = config.max_jobs_per_client,
                     .requests_per_minute = config.requests_per_minute,
                     .tokens_per_minute = config.tokens_per_minute};
  out.max_job_time = milliseconds(config.max_job_time_s);
  out.max_base64_bytes = config.max_data_uri_bytes;
  out.find_line_breaks = &text::line_breaks;
  out.background = background_config(config);
  out.http.max_body_bytes = config.max_body_bytes;
  out.http.max_held_body_bytes = config.max_held_body_bytes;
  out.http.max_connections = config.max_connections;
  out.http.header_timeout = milliseconds(config.header_timeout_s);
  out.http.body_timeout = milliseconds(config.body_timeout_s);
  out.http.idle_timeout = milliseconds(config.idle_timeout_s);
  out.http.write_timeout = milliseconds(config.write_timeout_s);
  return out;
}

pipeline::VoiceStandIns choose_stand_ins(const models::StandInTable& table,
                                         std::span<const engines::Voice> voices) {
  pipeline::VoiceStandIns chosen;
  for (const auto& [name, by_language] : table) {
    auto& stand_ins = chosen[name];
    for (const auto& [key, ids] : by_language) {
      const auto language = key;  // a lambda of C++20 cannot capture the binding itself
      const auto first = std::ranges::find_if(
          ids, [&](const auto& id) { return engines::find_voice(id, language, voices).ok(); });
      if (first != ids.end()) stand_ins[language] = *first;
    }
  }
  return chosen;
}

base::Result<models::Source> pull_source(const Config& config, std::string from,
                                         const models::Catalogue& catalogue) {
  models::Source source;
  source.mirror = from.empty() ? config.model_mirror : std::move(from);
  for (const auto& text : config.hub_urls) {
    const auto at = text.find('=');
    const auto name = text.substr(0, at);
    if (at == std::string::npos || !catalogue.hubs.contains(name)) {
      std::vector<std::string_view> names;
      for (const auto& [known, hub] : catalogue.hubs) names.push_back(known);
      return base::Error{base::ErrorKind::kInvalidArgument,
                         fmt::format("hub_urls: '{}' is not name=URL with a name out of {}.", text,
                                     fmt::join(names, ", ")),
                         ""};
    }
    source.hub_urls[name] = text.substr(at + 1);
  }
  return source;
}

models::FetchOptions fetch_options(const Config& config) {
  models::FetchOptions options;
  options.limits.hosts.allow_private = config.allow_private_hubs;
  return options;
}

base::Result<models::Store> open_store(const Config& config) {
  auto catalogue = models::built_in_catalogue();
  if (!catalogue) return catalogue.error();
  return models::Store(*std::move(catalogue), config.models_dir);
}

base::Result<engines::EngineSet> open_engine_set(const Config& config,
                                                 const base::CancelToken& cancel) {
  const auto store = open_store(config);
  if (!store) return store.error();
  const auto installed = store->open(config.recipe, cancel, done_by_services(config));
  if (!installed) return installed.error();
  auto engine = engine_config(config);
  if (auto status = add_remote_services(config, engine); !status) return status.error();
  return engines::open_engines(*installed, engine);
}

base::Result<std::unique_ptr<pipeline::Engines>> open_engines(
    const Config& config, const base::CancelToken& cancel, const pipeline::Metrics& metrics,
    const std::function<engines::EngineSet(engines::EngineSet)>& around) {
  const auto store = open_store(config);
  if (!store) return store.error();
  auto set = open_engine_set(config, cancel);
  if (!set) return set.error();
  std::span<const engines::Voice> voices;
  if (!set->synthesisers.empty()) voices = set->synthesisers.front()->voices();
  auto stand_ins = choose_stand_ins(store->catalogue().stand_ins, voices);
  auto used = around ? around(*std::move(set)) : *std::move(set);
  return std::make_unique<pipeline::Engines>(std::move(used), std::move(stand_ins), metrics);
}

base::Result<pipeline::Coverage> coverage_of(const pipeline::Engines& engines) {
  const auto catalogue = models::built_in_catalogue();
  if (!catalogue) return catalogue.error();
  const auto quality = models::built_in_quality();
  if (!quality) return quality.error();
  core::LanguageSet spoken;
  for (const auto& voice : engines.voices()) {
    for (const auto& language : core::languages()) {
      if (voice.languages.contains(language.language)) spoken.insert(language.language);
    }
  }
  std::vector<const models::CatalogueModel*> open;
  for (const auto& id : engines.model_ids()) {
    if (const auto* model = catalogue->find(id)) open.push_back(model);
  }
  auto coverage = pipeline::cover(engines.routes(), spoken, open, *quality);
  coverage.voices = pipeline::cover_voices(engines);
  return coverage;
}

api::Services make_services(pipeline::Engines& engines, const pipeline::Limits& limits,
                            pipeline::Coverage coverage) {
  return {[&engines, limits](const core::Job& job, core::EventSink& sink,
                             const base::CancelToken& cancel) {
            return pipeline::translate(job, engines, limits, sink, cancel);
          },
          [&engines](const core::Job& job) { return pipeline::validate(job, engines); },
          [&engines](const core::SpeechJob& job, core::EventSink& sink,
                     const base::CancelToken& cancel) {
            return pipeline::speak(job, engines, sink, cancel);
          },
          &media::make_audio_encoder,
          std::move(coverage),
          engines.model_ids(),
          [&engines, limits](const core::FilmWish& wish, const pipeline::FilmPlace& place,
                             core::EventSink& sink, const base::CancelToken& cancel) {
            return pipeline::make_film(wish, place, engines, limits, sink, cancel);
          },
          [&engines, limits](const core::FilmWish& wish) {
            return pipeline::validate_film(wish, engines, limits);
          },
          [&engines, limits](const core::LiveJob& job, pipeline::LivePieces& pieces,
                             core::LiveSink& sink, const base::CancelToken& cancel) {
            return pipeline::live(job, engines, limits, pieces, sink, cancel);
          },
          [&engines](const core::LiveJob& job) { return pipeline::validate_live(job, engines); }};
}

}  // namespace dragoman::app
