#pragma once

#include <cstdint>

#include "media/recording.h"

namespace dragoman::pipeline {

/// What one job may cost, and may spend on quality, by the operator's choice.
struct Limits {
  media::Limits media;
  std::int64_t max_input_tokens = 0;  ///< Of sound and picture. 0: none.
  std::int64_t max_text_tokens = 0;   ///< Of a job that names no limit itself. 0: none.
  /// Whether each utterance is recognised in the light of the text before it; then one comes after
  /// the other, on one core.
  bool read_previous_text = false;
  /// Whether names that are written in the picture of a video help to hear it (docs/scene.md).
  bool scene_text = false;
};

}  // namespace dragoman::pipeline
