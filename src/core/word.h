#pragma once

#include <string>

#include "core/time.h"

namespace dragoman::core {

/// A word that was said, with the signs that belong to it; in languages that put no spaces between
/// words, a few characters.
struct Word {
  std::string text;
  TimeSpan span;
  friend bool operator==(const Word&, const Word&) = default;
};

}  // namespace dragoman::core
