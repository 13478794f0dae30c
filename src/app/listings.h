#pragma once

#include <string>

#include "app/clients_file.h"
#include "app/config.h"

namespace dragoman::app {

/// What `--format json` prints where no other part has it: one object on one line each, of the form
/// that docs/command-line.md tells.

[[nodiscard]] std::string config_json(const Config& config);
[[nodiscard]] std::string api_json();
[[nodiscard]] std::string key_json(const std::string& name, const NewKey& key);

}  // namespace dragoman::app
