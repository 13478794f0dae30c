#pragma once

#include "api/http.h"
#include "api/services.h"

namespace dragoman::api {

/// GET /v1/voices: who can speak, in which languages. 503 while `services` gives nothing.
[[nodiscard]] Handler list_voices(FindServices services);

}  // namespace dragoman::api
