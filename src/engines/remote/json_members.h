#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.h"

namespace dragoman::engines::remote {

/// Looks into JSON that may hold anything; null wherever something is not there, or not of the
/// kind.
[[nodiscard]] const boost::json::value* member(const boost::json::value* value,
                                               std::string_view key);
[[nodiscard]] const boost::json::value* first(const boost::json::value* value);
[[nodiscard]] std::optional<std::string_view> text_of(const boost::json::value* value);
/// A finite number.
[[nodiscard]] std::optional<double> number_of(const boost::json::value* value);

/// Error: kUrlFailed.
[[nodiscard]] base::Result<boost::json::value> parse_reply(std::string_view body);
[[nodiscard]] base::Error nonsense(std::string_view what);

}  // namespace dragoman::engines::remote
