#pragma once

#include <string>

#include "base/result.h"

namespace dragoman::app {

/// docs/languages.md: for every language the models of each quality, and for every direction the
/// route of a plain installation with what was measured of it. From the tables in the program
/// alone: no engine is opened. Errors: kModelInvalid (those tables).
[[nodiscard]] base::Result<std::string> languages_markdown();

}  // namespace dragoman::app
