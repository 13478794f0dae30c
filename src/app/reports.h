#pragma once

#include <string>

#include "app/console.h"
#include "base/cancel.h"
#include "models/store.h"
#include "pipeline/engines.h"

namespace dragoman::app {

/// What `dragoman languages` prints: each language, whether it is recognised and spoken, and into
/// what it is translated by which route.
[[nodiscard]] std::string languages_report(const pipeline::Engines& engines);

/// What `dragoman voices` prints: the public names with their stand-ins, then the installed voices.
[[nodiscard]] std::string voices_report(const pipeline::Engines& engines);

/// Rows as columns, two spaces between them; the last column is left ragged. Plain ASCII.
[[nodiscard]] std::string columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace dragoman::app
