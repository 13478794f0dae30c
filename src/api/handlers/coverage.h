#pragma once

#include "api/http.h"
#include "api/services.h"

namespace dragoman::api {

/// GET /v1/languages: what is recognised, spoken and translated, by which models, and how well. 503
/// while `services` gives nothing.
[[nodiscard]] Handler list_languages(FindServices services);

/// GET /v1/voices: who can speak, in which languages. 503 likewise.
[[nodiscard]] Handler list_voices(FindServices services);

}  // namespace dragoman::api
