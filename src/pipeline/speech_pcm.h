#pragma once

#include <cstdint>
#include <vector>

#include "engines/tts.h"

namespace dragoman::pipeline {

/// Speech as events carry it, and behind it the silence that parts it from what follows: a quarter
/// of a second after a sentence, a tenth after a clause.
[[nodiscard]] std::vector<std::int16_t> with_pause(const engines::Speech& speech,
                                                   bool ends_sentence);

}  // namespace dragoman::pipeline
