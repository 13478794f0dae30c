#pragma once

#include <cstdint>

#include "media/recording.h"

namespace dragoman::pipeline {

/// What one job may cost, by the operator's choice.
struct Limits {
  media::Limits media;
  std::int64_t max_input_tokens = 0;  ///< Of sound and picture. 0: none.
  std::int64_t max_text_tokens = 0;   ///< Of a job that names no limit itself. 0: none.
};

}  // namespace dragoman::pipeline
