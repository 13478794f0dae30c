#pragma once

#include <string>

#include "app/console.h"
#include "base/cancel.h"
#include "models/store.h"
#include "pipeline/coverage.h"
#include "pipeline/engines.h"

namespace dragoman::app {

/// What `dragoman languages` prints: each language, whether it is recognised and spoken, into what
/// it is translated by which route, and how well that was measured to go.
[[nodiscard]] std::string languages_report(const pipeline::Coverage& coverage);

/// What `dragoman voices` prints: the public names with their stand-ins, then the installed voices.
[[nodiscard]] std::string voices_report(const pipeline::Engines& engines);

/// Rows as columns, two spaces between them; the last column is left ragged. Plain ASCII.
[[nodiscard]] std::string columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace dragoman::app
