#include "app/options_services.h"

#include <array>

namespace dragoman::app {

namespace {

using G = OptionGroup;

constexpr auto kServiceOptions = std::to_array<Option>({
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
    {.name = "recogniser_url",
     .field = &Config::recogniser_url,
     .group = G::kEngines,
     .help = "An OpenAI-compatible service that recognises speech, up to and with its version "
             "(http://127.0.0.1:8081/v1). It goes before any installed model; the sound is sent "
             "there: docs/how-to/remote-engines.md."},
    {.name = "recogniser_model",
     .field = &Config::recogniser_model,
     .group = G::kEngines,
     .help = "The name of the model at recogniser_url."},
    {.name = "recogniser_key_file",
     .field = &Config::recogniser_key_file,
     .group = G::kEngines,
     .help = "A file whose first line is the key for recogniser_url."},
    {.name = "recogniser_gives_english",
     .field = &Config::recogniser_gives_english,
     .group = G::kEngines,
     .help = "Whether the service at recogniser_url also puts speech into English "
             "(/audio/translations)."},
    {.name = "translator_url",
     .field = &Config::translator_url,
     .group = G::kEngines,
     .help = "An OpenAI-compatible service that translates by chat completions, up to and with its "
             "version "
             "(http://127.0.0.1:8081/v1). It goes before any installed model; the text is sent "
             "there: docs/how-to/remote-engines.md."},
    {.name = "translator_model",
     .field = &Config::translator_model,
     .group = G::kEngines,
     .help = "The name of the model at translator_url."},
    {.name = "translator_key_file",
     .field = &Config::translator_key_file,
     .group = G::kEngines,
     .help = "A file whose first line is the key for translator_url."},
    {.name = "translator_directions",
     .field = &Config::translator_directions,
     .group = G::kEngines,
     .help = "What the service at translator_url translates, each as en-pt. Empty: every language "
             "into every other."},
    {.name = "synthesiser_url",
     .field = &Config::synthesiser_url,
     .group = G::kEngines,
     .help = "An OpenAI-compatible service that speaks, up to and with its version "
             "(http://127.0.0.1:8081/v1). The text is sent there: docs/how-to/remote-engines.md."},
    {.name = "synthesiser_model",
     .field = &Config::synthesiser_model,
     .group = G::kEngines,
     .help = "The name of the model at synthesiser_url."},
    {.name = "synthesiser_key_file",
     .field = &Config::synthesiser_key_file,
     .group = G::kEngines,
     .help = "A file whose first line is the key for synthesiser_url."},
    {.name = "synthesiser_voices",
     .field = &Config::synthesiser_voices,
     .group = G::kEngines,
     .help = "Voices of the service at synthesiser_url and what they speak, each as alloy=en+pt. "
             "Empty: it is asked (another dragoman tells)."},
    {.name = "service_requests",
     .field = &Config::service_requests,
     .group = G::kEngines,
     .help = "How many requests each of these services gets at once.",
     .min = 1,
     .max = 256},
    {.name = "service_timeout_s",
     .field = &Config::service_timeout_s,
     .group = G::kEngines,
     .help = "How long an attempt at one of these services may take; there are three.",
     .min = 1,
     .max = 600,
     .unit = "seconds"},
});

}  // namespace

std::span<const Option> service_options() { return kServiceOptions; }

}  // namespace dragoman::app
