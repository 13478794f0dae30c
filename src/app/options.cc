#include "app/options.h"

#include <algorithm>
#include <array>

namespace dragoman::app {

namespace {

constexpr double kMaxBytes = 1ULL << 42U;
constexpr double kDay = 86400;

using G = OptionGroup;

constexpr std::array<std::string_view, 5> kLogLevels{"debug", "info", "warning", "error", "off"};
constexpr std::array<std::string_view, 2> kLogFormats{"text", "json"};

constexpr std::array<std::string_view, 2> kSwitch{"off", "on"};

constexpr auto kOptions = std::to_array<Option>({
    {.name = "models_dir",
     .field = &Config::models_dir,
     .group = G::kStore,
     .help = "Where models are installed: one folder a model.",
     .default_note = "${XDG_DATA_HOME:-~/.local/share}/dragoman/models"},
    {.name = "model_mirror",
     .field = &Config::model_mirror,
     .group = G::kHubs,
     .help =
         "A folder or an http(s) address that holds models as a models folder does, in place of "
         "the hubs. `--from` goes before it."},
    {.name = "hub_urls",
     .field = &Config::hub_urls,
     .group = G::kHubs,
     .help = "Other addresses of the hubs that the catalogue names, each as name=URL."},
    {.name = "allow_private_hubs",
     .field = &Config::allow_private_hubs,
     .group = G::kHubs,
     .help = "Whether hubs and mirrors, and where they redirect to, may be on loopback and private "
             "networks."},
    {.name = "espeak_data_dir",
     .field = &Config::espeak_data_dir,
     .group = G::kEngines,
     .help = "The folder espeak-ng-data.",
     .default_note = "lib/espeak-ng-data beside the program"},
    {.name = "recipe",
     .field = &Config::recipe,
     .group = G::kEngines,
     .help = "Who recognises: fast (Whisper base), standard (Whisper small), or another "
             "recogniser by its id. `dragoman models` lists them."},
    {.name = "asr_replicas",
     .field = &Config::asr_replicas,
     .group = G::kEngines,
     .help = "Recognisers that run at once. 0: chosen from the machine.",
     .max = 256},
    {.name = "asr_beam",
     .field = &Config::asr_beam,
     .group = G::kEngines,
     .help = "Beam width of recognition: wider is slower and slightly better.",
     .min = 1,
     .max = 16},
    {.name = "asr_previous_text",
     .field = &Config::asr_previous_text,
     .group = G::kEngines,
     .help = "Whether each stretch of a recording is recognised in the light of the text before "
             "it. Then they are recognised one after the other, on one core."},
    {.name = "mt_replicas",
     .field = &Config::mt_replicas,
     .group = G::kEngines,
     .help = "Translators that run at once. 0: chosen from the machine.",
     .max = 256},
    {.name = "mt_memory_bytes",
     .field = &Config::mt_memory_bytes,
     .group = G::kEngines,
     .help = "What each kind of translator may keep in memory of its translations, so that a "
             "sentence that comes again costs nothing. 0: nothing.",
     .max = 1ULL << 32U,
     .unit = "bytes"},
    {.name = "tts_replicas",
     .field = &Config::tts_replicas,
     .group = G::kEngines,
     .help = "Synthesisers that run at once. 0: chosen from the machine.",
     .max = 256},
    {.name = "tts_threads",
     .field = &Config::tts_threads,
     .group = G::kEngines,
     .help = "Threads of one synthesiser. 0: chosen from the machine.",
     .max = 256},
    {.name = "gist",
     .field = &Config::gist,
     .group = G::kEngines,
     .help = "Whether directions that no other model covers go by installed models that give the "
             "gist alone: fluent, and often wrong in facts."},
    {.name = "describe_scenes",
     .field = &Config::describe_scenes,
     .group = G::kEngines,
     .help = "Whether the scenes of videos are described by a model that sees, for those that "
             "translate what is said in them (docs/vision.md): an installed one, or the service "
             "that describer_url names."},
    {.name = "describer_url",
     .field = &Config::describer_url,
     .group = G::kEngines,
     .help = "An OpenAI-compatible service that describes scenes, up to and with its version "
             "(http://127.0.0.1:8081/v1). Pictures of the videos are sent there."},
    {.name = "describer_model",
     .field = &Config::describer_model,
     .group = G::kEngines,
     .help = "The name of the model at describer_url."},
    {.name = "describer_key_file",
     .field = &Config::describer_key_file,
     .group = G::kEngines,
     .help = "A file whose first line is the key for describer_url."},
    {.name = "max_bytes",
     .field = &Config::max_bytes,
     .group = G::kMedia,
     .help = "The largest recording.",
     .min = 1,
     .max = kMaxBytes,
     .unit = "bytes"},
    {.name = "max_duration_s",
     .field = &Config::max_duration_s,
     .group = G::kMedia,
     .help = "The longest recording.",
     .min = 1,
     .max = 30 * kDay,
     .unit = "seconds"},
    {.name = "max_pixels",
     .field = &Config::max_pixels,
     .group = G::kMedia,
     .help = "The largest picture of a video, width times height.",
     .min = 1,
     .max = 1ULL << 32U},
    {.name = "max_input_tokens",
     .field = &Config::max_input_tokens,
     .group = G::kMedia,
     .help =
         "The most tokens of sound and picture that a recording may count, at 12.5 for a second "
         "of sound. 0: no limit.",
     .max = 1ULL << 40U},
    {.name = "max_text_tokens",
     .field = &Config::max_text_tokens,
     .group = G::kMedia,
     .help =
         "Where the translation of a job that names no limit ends, in tokens of text. 0: no limit.",
     .max = 1ULL << 40U},
    {.name = "fetch_timeout_s",
     .field = &Config::fetch_timeout_s,
     .group = G::kMedia,
     .help = "How long the whole transfer of a recording from its URL may take.",
     .min = 1,
     .max = kDay,
     .unit = "seconds"},
    {.name = "allow_private_urls",
     .field = &Config::allow_private_urls,
     .group = G::kMedia,
     .help = "Whether a recording's URL may lead to loopback and private networks. Leave it off "
             "where "
             "strangers can send requests."},
    {.name = "fetch_allow_hosts",
     .field = &Config::fetch_allow_hosts,
     .group = G::kMedia,
     .help = "The hosts that a recording's URL may lead to, redirects included; none: all. A name "
             "(media.example.org), all names below one (*.example.org), all names (*), an address, "
             "or a network (10.1.0.0/16). What is listed as an address or network may be private; "
             "a listed name must still lead to a public or listed address."},
    {.name = "fetch_deny_hosts",
     .field = &Config::fetch_deny_hosts,
     .group = G::kMedia,
     .help = "The hosts that a recording's URL may not lead to, written likewise. Goes before all "
             "that is allowed."},
    {.name = "media_sandbox",
     .field = &Config::media_sandbox,
     .group = G::kMedia,
     .help = "Whether each recording is taken apart and decoded in a process of its own that can "
             "open no file and no connection (seccomp): what a hostile file might do to the "
             "decoder then ends there. The program dragoman-media must lie beside dragoman.",
     .choices = kSwitch},
    {.name = "scene_text",
     .field = &Config::scene_text,
     .group = G::kMedia,
     .help =
         "Whether names that stand in the picture of a video help to hear them, and are kept in "
         "its translation (docs/scene.md). Not with media_sandbox, which decodes no pictures.",
     .choices = kSwitch},
    {.name = "host",
     .field = &Config::host,
     .group = G::kServer,
     .help = "The address to listen on. Any but loopback asks for API keys, or for allow_open."},
    {.name = "port",
     .field = &Config::port,
     .group = G::kServer,
     .help = "The port to listen on. 0: any free one.",
     .max = 65535},
    {.name = "api_keys",
     .field = &Config::api_keys,
     .group = G::kServer,
     .help = "The keys that clients may present. None: any key, or none, is accepted.",
     .secret = true},
    {.name = "api_keys_file",
     .field = &Config::api_keys_file,
     .group = G::kServer,
     .help = "A file of further keys, one a line; empty lines and lines that begin with # are "
             "passed over."},
    {.name = "clients_file",
     .field = &Config::clients_file,
     .group = G::kServer,
     .help =
         "A TOML file of clients: the name and the hash of the key of each, and what it may have "
         "at a time and in a minute. `dragoman keys new NAME` makes a key and its row."},
    {.name = "allow_open",
     .field = &Config::allow_open,
     .group = G::kServer,
     .help = "Whether a server without keys may listen beyond loopback: whoever reaches it may "
             "use it."},
    {.name = "allowed_hosts",
     .field = &Config::allowed_hosts,
     .group = G::kServer,
     .help = "Names, besides the server's own, that a request's Host header may carry."},
    {.name = "cors_origins",
     .field = &Config::cors_origins,
     .group = G::kServer,
     .help = "Web origins whose pages may call the server, or *. None: no others."},
    {.name = "metrics_open",
     .field = &Config::metrics_open,
     .group = G::kServer,
     .help = "Whether GET /metrics is answered without an API key. It tells how much is going on, "
             "and nothing of what users send."},
    {.name = "allow_non_streaming",
     .field = &Config::allow_non_streaming,
     .group = G::kServer,
     .help = "Whether requests with \"stream\": false are answered, with one object."},
    {.name = "max_jobs",
     .field = &Config::max_jobs,
     .group = G::kServer,
     .help = "Translations and speeches at a time; others wait for their turn.",
     .min = 1,
     .max = 100000},
    {.name = "max_waiting_jobs",
     .field = &Config::max_waiting_jobs,
     .group = G::kServer,
     .help = "How many may wait for their turn, taken in turn over the clients; one more is "
             "answered with status 429, before its body is read where that is possible.",
     .max = 100000},
    {.name = "max_wait_s",
     .field = &Config::max_wait_s,
     .group = G::kServer,
     .help = "How long a request may wait for its turn; then it is answered with status 429. Jobs "
             "of /v1/jobs wait as long as it takes. 0: no limit.",
     .max = 30 * kDay,
     .unit = "seconds"},
    {.name = "max_jobs_per_client",
     .field = &Config::max_jobs_per_client,
     .group = G::kServer,
     .help = "How many of one client's may run or wait; one more is answered with status 429. A "
             "client is a key, or, where the server has none, an address. 0: no limit.",
     .max = 100000},
    {.name = "requests_per_minute",
     .field = &Config::requests_per_minute,
     .group = G::kServer,
     .help =
         "Translations and speeches that one client may ask for within any minute. 0: no limit.",
     .max = 1e9},
    {.name = "tokens_per_minute",
     .field = &Config::tokens_per_minute,
     .group = G::kServer,
     .help = "Tokens, in and out as usage counts them, that one client's translations and speeches "
             "use within any minute, also those that it breaks off; beyond them the next request "
             "is answered with status 429 until that minute has passed. 0: no limit.",
     .max = 1e12},
    {.name = "max_job_time_s",
     .field = &Config::max_job_time_s,
     .group = G::kServer,
     .help = "The longest that one translation may take. 0: no limit.",
     .max = 30 * kDay,
     .unit = "seconds"},
    {.name = "max_body_bytes",
     .field = &Config::max_body_bytes,
     .group = G::kServer,
     .help = "The largest request body.",
     .min = 1024,
     .max = kMaxBytes,
     .unit = "bytes"},
    {.name = "max_held_body_bytes",
     .field = &Config::max_held_body_bytes,
     .group = G::kServer,
     .help = "The bodies of all requests together that are being read, wait or run; one more is "
             "answered with status 429.",
     .min = 1024,
     .max = kMaxBytes,
     .unit = "bytes"},
    {.name = "max_data_uri_bytes",
     .field = &Config::max_data_uri_bytes,
     .group = G::kServer,
     .help = "The largest recording inside a request, in base64.",
     .min = 1024,
     .max = kMaxBytes,
     .unit = "bytes"},
    {.name = "max_connections",
     .field = &Config::max_connections,
     .group = G::kServer,
     .help = "Connections at a time; further ones wait.",
     .min = 1,
     .max = 100000},
    {.name = "grace_period_s",
     .field = &Config::grace_period_s,
     .group = G::kServer,
     .help = "How long running answers may go on once the server was told to stop.",
     .max = kDay,
     .unit = "seconds"},
    {.name = "header_timeout_s",
     .field = &Config::header_timeout_s,
     .group = G::kServer,
     .help = "How long the head of a request may take to arrive.",
     .min = 0.1,
     .max = kDay,
     .unit = "seconds"},
    {.name = "body_timeout_s",
     .field = &Config::body_timeout_s,
     .group = G::kServer,
     .help = "How long the body of a request may take to arrive.",
     .min = 0.1,
     .max = kDay,
     .unit = "seconds"},
    {.name = "idle_timeout_s",
     .field = &Config::idle_timeout_s,
     .group = G::kServer,
     .help = "How long a connection may be quiet between requests.",
     .min = 0.1,
     .max = kDay,
     .unit = "seconds"},
    {.name = "write_timeout_s",
     .field = &Config::write_timeout_s,
     .group = G::kServer,
     .help = "How long a client may take to read 64 KiB of its answer; then it is dropped.",
     .min = 0.1,
     .max = kDay,
     .unit = "seconds"},
    {.name = "state_dir",
     .field = &Config::state_dir,
     .group = G::kServer,
     .help =
         "The folder of uploaded files and of jobs, made for us alone; one server at a time may "
         "use it.",
     .default_note = "$XDG_STATE_HOME/dragoman, else ~/.local/state/dragoman"},
    {.name = "max_stored_bytes",
     .field = &Config::max_stored_bytes,
     .group = G::kServer,
     .help =
         "The most bytes of uploaded files and of jobs' speech in all. 128 MiB of the disk stay "
         "free besides.",
     .min = 1024,
     .max = kMaxBytes,
     .unit = "bytes"},
    {.name = "stored_lifetime_s",
     .field = &Config::stored_lifetime_s,
     .group = G::kServer,
     .help = "How long files, and jobs with their results, are kept.",
     .min = 60,
     .max = 3650 * kDay,
     .unit = "seconds"},
    {.name = "background_jobs",
     .field = &Config::background_jobs,
     .group = G::kServer,
     .help = "Jobs of /v1/jobs that run at a time, out of max_jobs.",
     .min = 1,
     .max = 1000},
    {.name = "max_queued_jobs",
     .field = &Config::max_queued_jobs,
     .group = G::kServer,
     .help = "Jobs of /v1/jobs that may wait; one more is answered with status 429.",
     .min = 1,
     .max = 1e6},
    {.name = "log_level",
     .field = &Config::log_level,
     .group = G::kReports,
     .help = "What is logged on standard error.",
     .choices = kLogLevels,
     .default_note = "info for serve, warning for the other commands"},
    {.name = "log_format",
     .field = &Config::log_format,
     .group = G::kReports,
     .help = "How a line of the log is written: key=value pairs, or a JSON object.",
     .choices = kLogFormats},
});

}  // namespace

std::span<const Option> options() { return kOptions; }

const Option* find_option(std::string_view name) {
  const auto it = std::ranges::find(options(), name, &Option::name);
  return it == options().end() ? nullptr : &*it;
}

std::string env_name(const Option& option) {
  std::string out = "DRAGOMAN_";
  for (const char c : option.name)
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

std::string flag_name(const Option& option) {
  std::string out = "--" + std::string(option.name);
  std::ranges::replace(out, '_', '-');
  return out;
}

}  // namespace dragoman::app
