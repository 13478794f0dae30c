#pragma once

#include <span>

#include "app/options.h"

namespace dragoman::app {

/// The rows of the options table about services that do an engine's work.
[[nodiscard]] std::span<const Option> service_options();

}  // namespace dragoman::app
