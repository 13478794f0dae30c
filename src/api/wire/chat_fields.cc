#include "api/wire/chat_fields.h"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

std::string_view leaf(std::string_view path) { return path.substr(path.rfind('.') + 1); }

// What a path leads to; null where it ends early.
const json::value* find(const json::object& root, std::string_view path) {
  const json::object* parent = &root;
  for (;;) {
    const auto dot = path.find('.');
    const auto* value = find_member(*parent, path.substr(0, dot));
    if (value == nullptr || dot == std::string_view::npos) return value;
    parent = value->if_object();
    if (parent == nullptr) return nullptr;
    path.remove_prefix(dot + 1);
  }
}

const json::value* find(const json::object& object, const FieldRow& row) {
  const auto* value = find(object, row.path);
  if (value != nullptr || row.top_only) return value;
  const auto* extra = find_member(object, "extra_body");
  if (extra == nullptr || !extra->is_object()) return nullptr;
  return find(extra->get_object(), row.path);
}

bool is_of(const json::value& value, FieldType type) {
  switch (type) {
    case FieldType::kString:
    case FieldType::kFile:
      return value.is_string();
    case FieldType::kBoolean:
      return value.is_bool();
    case FieldType::kInteger:
      return value.is_number() &&
             std::trunc(value.to_number<double>()) == value.to_number<double>();
    case FieldType::kFloat:
      return value.is_number();
    case FieldType::kArray:
      return value.is_array();
    case FieldType::kObject:
      return value.is_object();
  }
  return false;
}

Refusal check_range(const FieldRow& row, const json::value& value) {
  if (!value.is_number()) return {};
  const auto number = value.to_number<double>();
  const bool below = row.range.is_below(number);
  if (!below && !row.range.is_above(number)) return {};
  const auto text = below ? row.range.below : row.range.above;
  return row.refuse(fmt::format(fmt::runtime(text), json::serialize(value)));
}

Refusal check_choice(const FieldRow& row, const json::value& value) {
  if (row.choices.empty() ||
      std::ranges::find(row.choices, value.get_string()) != row.choices.end())
    return {};
  return error_reply_with_advice(
      ErrorId::kBodyInvalid,
      fmt::format("The {} must be {}.", row.path, fmt::join(row.choices, " or ")));
}

Refusal check(const FieldRow& row, const json::value& value) {
  if (!is_of(value, row.type)) return row.refuse(wrong_type(leaf(row.path), row.type).message);
  return check_range(row, value);
}

}  // namespace

Refusal read_fields(std::span<const FieldRow> rows, const json::object& object,
                    ChatFields& fields) {
  for (const auto& row : rows) {
    const auto* value = find(object, row);
    if (value == nullptr) continue;
    if (auto refusal = check(row, *value)) return refusal;
    if (row.store != nullptr) row.store(fields, *value);
  }
  return {};
}

Refusal check_needed(std::span<const FieldRow> rows, const json::object& object, Needed needed) {
  for (const auto& row : rows) {
    if (row.needed != needed) continue;
    if (const auto* value = find(object, row)) {
      if (auto refusal = check_choice(row, *value)) return refusal;
      continue;
    }
    return row.path == "model" ? error_reply(ErrorId::kModelNeeded)
                               : error_reply(ErrorId::kFieldNeeded, {row.path});
  }
  return {};
}

Refusal check_choices(std::span<const FieldRow> rows, const json::object& object) {
  for (const auto& row : rows) {
    const auto* value = row.needed == Needed::kNo ? find(object, row) : nullptr;
    if (value == nullptr) continue;
    if (auto refusal = check_choice(row, *value)) return refusal;
  }
  return {};
}

const json::value* find_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string text_of(const json::object& object, std::string_view name, std::string_view standard) {
  const auto* value = find_member(object, name);
  return std::string(value == nullptr ? standard : std::string_view(value->get_string()));
}

ErrorReply wrong_type(std::string_view name, FieldType type) {
  return invalid_parameter(fmt::format("'{}' must be {}", name, name_of(type)));
}

}  // namespace dragoman::api::wire
