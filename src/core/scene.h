#pragma once

#include <string>

#include "core/time.h"

namespace dragoman::core {

/// What is seen during a stretch of a video, in words.
struct SceneNote {
  TimeSpan span;
  std::string text;  ///< English, a sentence or two on one line; not empty.
};

}  // namespace dragoman::core
