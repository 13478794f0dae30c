#pragma once

#include <span>
#include <string_view>

namespace dragoman::api {

/// One route as the reference (docs/api.md) tells of it. A test holds that the server has these and
/// no others; those of /v1 are also under /compatible-mode, but for files, uploads and jobs.
struct RouteRow {
  std::string_view method;
  std::string_view pattern;  ///< "{id}", "{format}": one part of the path.
  std::string_view what;     ///< Markdown.
  bool keyed = true;         ///< Whether a server with keys asks for one.
};

[[nodiscard]] std::span<const RouteRow> route_rows();

}  // namespace dragoman::api
