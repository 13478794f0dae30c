#pragma once

#include <string>

namespace dragoman::api {

/// docs/api.md: the HTTP interface, its members and errors from the tables that requests are
/// checked by.
[[nodiscard]] std::string reference_markdown();

}  // namespace dragoman::api
