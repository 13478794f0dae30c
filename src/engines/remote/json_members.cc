#include "engines/remote/json_members.h"

#include <cmath>

#include <boost/json.hpp>

namespace dragoman::engines::remote {

namespace json = boost::json;

const json::value* member(const json::value* value, std::string_view key) {
  const auto* object = value != nullptr ? value->if_object() : nullptr;
  return object != nullptr ? object->if_contains(key) : nullptr;
}

const json::value* first(const json::value* value) {
  const auto* array = value != nullptr ? value->if_array() : nullptr;
  return array != nullptr && !array->empty() ? &array->front() : nullptr;
}

std::optional<std::string_view> text_of(const json::value* value) {
  const auto* string = value != nullptr ? value->if_string() : nullptr;
  if (string == nullptr) return std::nullopt;
  return std::string_view(*string);
}

std::optional<double> number_of(const json::value* value) {
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const auto number = value->to_number<double>();
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

base::Result<json::value> parse_reply(std::string_view body) {
  boost::system::error_code fault;
  auto value = json::parse(body, fault);
  if (fault) return nonsense("no JSON: " + fault.message());
  return value;
}

base::Error nonsense(std::string_view what) {
  return {base::ErrorKind::kUrlFailed, "The service's answer is none of the contract's.",
          std::string(what)};
}

}  // namespace dragoman::engines::remote
