#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dragoman::app {

/// The keys in a file that a setting names: one a line, but for empty lines and those that begin
/// with #. Errors: those of reading it, kInvalidArgument (none).
[[nodiscard]] base::Result<std::vector<std::string>> read_keys(const std::string& path);

/// An error that says which setting it is about.
[[nodiscard]] base::Error in_setting(std::string_view name, base::Error error);

}  // namespace dragoman::app
