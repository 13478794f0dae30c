#include "api/route_table.h"

#include <array>

namespace dragoman::api {

namespace {

constexpr auto kRows = std::to_array<RouteRow>({
    {"POST", "/v1/chat/completions", "a translation, as text and speech"},
    {"POST", "/v1/audio/transcriptions", "a recording of a form, written down"},
    {"POST", "/v1/audio/translations", "the same in another language"},
    {"POST", "/v1/audio/speech", "a text, spoken"},
    {"GET", "/v1/realtime",
     "speech translated while it is being said, over WebSocket: [realtime.md](realtime.md); also "
     "`/api-ws/v1/realtime`"},
    {"GET", "/v1/models", "the ids that `model` may have"},
    {"GET", "/v1/models/{id}", "one of them"},
    {"GET", "/v1/languages",
     "what is recognised, translated and spoken here, by which models, and how well"},
    {"GET", "/v1/voices", "who can speak, in which languages"},
    {"POST", "/v1/files", "stores a file: [files-and-jobs.md](files-and-jobs.md)"},
    {"GET", "/v1/files", "the client's files"},
    {"GET", "/v1/files/{id}", "one of them"},
    {"DELETE", "/v1/files/{id}", "removes it"},
    {"GET", "/v1/files/{id}/content", "its bytes"},
    {"POST", "/v1/uploads", "begins a file that comes in parts"},
    {"GET", "/v1/uploads/{id}", "which parts are there"},
    {"POST", "/v1/uploads/{id}/parts", "one part"},
    {"POST", "/v1/uploads/{id}/complete", "makes the parts a file"},
    {"POST", "/v1/uploads/{id}/cancel", "gives it up"},
    {"POST", "/v1/jobs", "a translation in the background"},
    {"GET", "/v1/jobs", "the client's jobs"},
    {"GET", "/v1/jobs/{id}", "how far one is"},
    {"DELETE", "/v1/jobs/{id}", "removes an ended one"},
    {"GET", "/v1/jobs/{id}/events", "what it says, as it says it, from the beginning"},
    {"GET", "/v1/jobs/{id}/results/{format}", "what it made"},
    {"POST", "/v1/jobs/{id}/cancel", "stops it"},
    {"GET", "/", "the page", false},
    {"GET", "/page/{id}", "its scripts and styles", false},
    {"GET", "/healthz", "whether the server lives", false},
    {"GET", "/readyz", "whether its engines are open", false},
    {"GET", "/metrics",
     "what it does, for Prometheus: [operations.md](operations.md); `metrics_open` takes the key "
     "away"},
});

}  // namespace

std::span<const RouteRow> route_rows() { return kRows; }

}  // namespace dragoman::api
