#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace dragoman::app {

/// Everything that an operator can choose, in one place. What stands here is the default;
/// app/options.cc names each member, and file, environment, flags, help and docs/configuration.md
/// follow from that table. Plain data; read-only once loaded.
struct Config {
  // Models and engines.
  std::string models_dir;
  std::string model_mirror;
  std::vector<std::string> hub_urls;
  bool allow_private_hubs = false;
  std::string espeak_data_dir;
  std::string recipe = "standard";
  std::uint64_t asr_replicas = 0;
  std::uint64_t asr_beam = 5;
  bool asr_previous_text = false;
  std::uint64_t mt_replicas = 0;
  std::uint64_t mt_memory_bytes = 4ULL << 20U;
  std::uint64_t tts_replicas = 0;
  std::uint64_t tts_threads = 0;
  bool gist = false;
  bool describe_scenes = false;
  std::string describer_url;
  std::string describer_model;
  std::string describer_key_file;
  std::string recogniser_url;
  std::string recogniser_model;
  std::string recogniser_key_file;
  bool recogniser_gives_english = false;
  std::string translator_url;
  std::string translator_model;
  std::string translator_key_file;
  std::vector<std::string> translator_directions;
  std::string synthesiser_url;
  std::string synthesiser_model;
  std::string synthesiser_key_file;
  std::vector<std::string> synthesiser_voices;
  std::uint64_t service_requests = 4;
  double service_timeout_s = 60;

  // What one recording may cost.
  std::uint64_t max_bytes = 512ULL << 20U;
  double max_duration_s = 4 * 3600.0;
  std::uint64_t max_pixels = 8192ULL * 8192ULL;
  std::uint64_t max_input_tokens = 0;
  std::uint64_t max_text_tokens = 0;
  double fetch_timeout_s = 120;
  bool allow_private_urls = false;
  std::vector<std::string> fetch_allow_hosts;
  std::vector<std::string> fetch_deny_hosts;
  std::string media_sandbox = "off";
  std::string scene_text = "off";

  // The gateway.
  std::vector<std::string> workers;

  // The server.
  std::string host = "127.0.0.1";
  std::uint64_t port = 8080;
  std::vector<std::string> api_keys;
  std::string api_keys_file;
  std::string clients_file;
  bool allow_open = false;
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> cors_origins;
  bool metrics_open = false;
  bool allow_non_streaming = false;
  std::uint64_t max_jobs = 32;
  std::uint64_t max_waiting_jobs = 64;
  double max_wait_s = 600;
  std::uint64_t max_jobs_per_client = 0;
  std::uint64_t requests_per_minute = 0;
  std::uint64_t tokens_per_minute = 0;
  double max_job_time_s = 0;
  std::uint64_t max_body_bytes = 64ULL << 20U;
  std::uint64_t max_held_body_bytes = 1ULL << 30U;
  std::uint64_t max_data_uri_bytes = 10'485'760;
  std::uint64_t max_connections = 256;
  double grace_period_s = 10;
  double header_timeout_s = 10;
  double body_timeout_s = 300;
  double idle_timeout_s = 75;
  double write_timeout_s = 60;

  // Files and jobs.
  std::string state_dir;
  std::uint64_t max_stored_bytes = 20ULL << 30U;
  double stored_lifetime_s = 7 * 86400.0;
  std::uint64_t background_jobs = 2;
  std::uint64_t max_queued_jobs = 1000;

  // The queue of batch jobs.
  std::string redis_url = "redis://127.0.0.1:6379/0";
  std::string redis_user;
  std::string redis_password_file;
  std::string queue_stream = "dragoman:jobs";
  std::string queue_group = "workers";
  std::string queue_input_dir;
  std::string queue_results_dir;
  std::uint64_t queue_jobs = 1;
  std::uint64_t queue_attempts = 3;
  double queue_claim_after_s = 60;

  // Reports.
  std::string log_level;
  std::string log_format = "text";
};

/// A variable of the environment; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// That of this process.
[[nodiscard]] std::optional<std::string> process_environment(const std::string& name);

/// Where settings come from. Later ones win: default, file, environment, flag.
struct ConfigSources {
  std::optional<std::string>
      file;  ///< --config. Nothing: DRAGOMAN_CONFIG, else the default place if a file is there.
  Environment environment = process_environment;
  std::vector<std::pair<std::string, std::string>>
      flags;  ///< Option name and text. A list's flag may come again.
};

/// Reads, checks and merges them; models_dir is filled in where nobody chose it. Errors:
/// kInvalidArgument (which setting, from where, and what it may be), kNotFound (a file that was
/// named and is not there), kIo.
[[nodiscard]] base::Result<Config> load_config(const ConfigSources& sources);

/// The default place of the file: ${XDG_CONFIG_HOME:-~/.config}/dragoman/config.toml. Empty without
/// a home.
[[nodiscard]] std::string default_config_file(const Environment& environment);

}  // namespace dragoman::app
