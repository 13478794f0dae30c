#pragma once

#include <string>

#include "app/config.h"

namespace dragoman::app {

/// docs/configuration.md, from the table of options.
[[nodiscard]] std::string reference_markdown();

/// Every setting in force as a configuration file, secrets left out.
[[nodiscard]] std::string effective_toml(const Config& config);

}  // namespace dragoman::app
