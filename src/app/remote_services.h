#pragma once

#include "app/config.h"
#include "base/result.h"
#include "engines/config.h"
#include "models/store.h"

namespace dragoman::app {

/// The services that the settings name in place of engines, with their keys read from their files.
/// Errors: kInvalidArgument (a direction or voice that is none), those of reading a file.
[[nodiscard]] base::Status add_remote_services(const Config& config, engines::EngineConfig& out);

/// What they do, so that no model need be installed for it.
[[nodiscard]] models::Jobs done_by_services(const Config& config);

}  // namespace dragoman::app
