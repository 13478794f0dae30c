#pragma once

#include <cstdint>
#include <vector>

#include "engines/tts.h"

namespace dragoman::pipeline {

/// Speech as events carry it, behind so many seconds of silence.
[[nodiscard]] std::vector<std::int16_t> behind_pause(double pause_s, const engines::Speech& speech);

}  // namespace dragoman::pipeline
