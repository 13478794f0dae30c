#include "api/http.h"

#include <algorithm>

#include "api/ascii.h"

namespace dragoman::api {

const std::string* Request::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const Header& header) { return equal_ignoring_case(header.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

}  // namespace dragoman::api
