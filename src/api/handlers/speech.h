#pragma once

#include "api/http.h"
#include "api/placed_run.h"
#include "api/services.h"

namespace dragoman::api {

/// POST /v1/audio/speech: a text spoken, in the format that is asked for, while it is made. The
/// status line waits for the first sound: until then every failure is an HTTP error. Later a stream
/// of events ends with one that says what went wrong; bare bytes break off, so that no client takes
/// them for whole.
[[nodiscard]] Handler audio_speech(PlaceRules rules, FindServices services);

}  // namespace dragoman::api
