#include "api/wire/chat_fields.h"

#include <cmath>
#include <limits>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

enum class Type { kString, kBoolean, kInteger, kFloat };

constexpr std::string_view name_of(Type type) {
  switch (type) {
    case Type::kString:
      return "String";
    case Type::kBoolean:
      return "Boolean";
    case Type::kInteger:
      return "Integer";
    case Type::kFloat:
      return "Float";
  }
  return {};
}

/// A member's value; which part holds it is the field's type to say.
struct Scalar {
  std::string_view text;
  bool flag = false;
  double number = 0;
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The permitted numbers and what to say of others; "{}" stands for the number.
struct Range {
  double min = -kInfinity;
  double max = kInfinity;
  bool min_open = false;
  bool max_open = false;
  std::string_view below = {};
  std::string_view above = {};

  // Written so that a NaN is below.
  [[nodiscard]] bool is_below(double value) const {
    return min_open ? !(value > min) : !(value >= min);
  }
  [[nodiscard]] bool is_above(double value) const { return max_open ? value >= max : value > max; }
};

constexpr Range closed(double min, double max, std::string_view text) {
  return {.min = min, .max = max, .below = text, .above = text};
}

constexpr Range at_least(double min, std::string_view text) { return {.min = min, .below = text}; }

struct Field {
  std::string_view path;  ///< "stream", "audio.voice"
  Type type = Type::kString;
  Range range = {};
  void (*store)(ChatFields&, const Scalar&) = nullptr;  ///< Null: checked, but no engine samples.
  ErrorReply (*refuse)(std::string) = &invalid_parameter;
};

void store_max_tokens(ChatFields& fields, const Scalar& value) {
  fields.max_text_tokens = static_cast<std::int64_t>(value.number);
}
void store_speech_rate(ChatFields& fields, const Scalar& value) {
  fields.speech_rate = value.number;
}

// THE table of scalar request fields. Of two names for one thing, the later row wins.
constexpr Field kFields[] = {
    {"model", Type::kString, {}, [](ChatFields& f, const Scalar& v) { f.model = v.text; }},
    {"stream", Type::kBoolean, {}, [](ChatFields& f, const Scalar& v) { f.stream = v.flag; }},
    {"stream_options.include_usage",
     Type::kBoolean,
     {},
     [](ChatFields& f, const Scalar& v) { f.include_usage = v.flag; }},
    {"audio.voice", Type::kString, {}, [](ChatFields& f, const Scalar& v) { f.voice = v.text; }},
    {"audio.format",
     Type::kString,
     {},
     [](ChatFields& f, const Scalar& v) { f.audio_format = v.text; }},
    {"audio.speech_rate", Type::kFloat,
     closed(0.5, 2.0, "Range of speech_rate should be [0.5, 2.0]"), &store_speech_rate},
    {"speech_rate", Type::kFloat, closed(0.5, 2.0, "Range of speech_rate should be [0.5, 2.0]"),
     &store_speech_rate},
    {"translation_options.source_lang",
     Type::kString,
     {},
     [](ChatFields& f, const Scalar& v) { f.source_lang = v.text; }},
    {"translation_options.target_lang",
     Type::kString,
     {},
     [](ChatFields& f, const Scalar& v) { f.target_lang = v.text; }},
    {"max_tokens", Type::kInteger, closed(1, 4096, "Range of max_tokens should be [1, 4096]"),
     &store_max_tokens},
    {"max_completion_tokens", Type::kInteger,
     closed(1, 4096, "Range of max_completion_tokens should be [1, 4096]"), &store_max_tokens},
    {"seed",
     Type::kInteger,
     {.min = 0,
      .max = 2147483647,
      .below = "{} is lesser than the minimum of 0 - 'seed'",
      .above = "{} is greater than the maximum of 2147483647 - 'seed'"},
     nullptr,
     &invalid_seed},
    {"temperature",
     Type::kFloat,
     {.min = 0,
      .max = 2,
      .max_open = true,
      .below = "Temperature should be in [0.0, 2.0)",
      .above = "Temperature should be in [0.0, 2.0)"}},
    {"top_p",
     Type::kFloat,
     {.min = 0,
      .max = 1,
      .min_open = true,
      .below = "Range of top_p should be (0.0, 1.0]",
      .above = "Range of top_p should be (0.0, 1.0]"}},
    {"top_k", Type::kInteger, at_least(0, "Parameter top_k be greater than or equal to 0")},
    {"presence_penalty", Type::kFloat, closed(-2, 2, "Presence_penalty should be in [-2.0, 2.0]")},
    {"repetition_penalty",
     Type::kFloat,
     {.min = 0, .min_open = true, .below = "Repetition_penalty should be greater than 0.0"}},
};

std::string_view leaf(std::string_view path) { return path.substr(path.rfind('.') + 1); }

bool read_scalar(const json::value& value, Type type, Scalar& scalar) {
  if (type == Type::kString || type == Type::kBoolean) {
    if (const auto* text = value.if_string()) scalar.text = *text;
    if (const auto* flag = value.if_bool()) scalar.flag = *flag;
    return type == Type::kString ? value.is_string() : value.is_bool();
  }
  if (!value.is_number()) return false;
  scalar.number = value.to_number<double>();
  return type == Type::kFloat || std::trunc(scalar.number) == scalar.number;
}

Refusal read_field(const Field& field, const json::value& value, ChatFields& fields) {
  Scalar scalar;
  if (!read_scalar(value, field.type, scalar)) {
    return field.refuse(wrong_type(leaf(field.path), name_of(field.type)).message);
  }
  const bool below = field.range.is_below(scalar.number);
  if (below || field.range.is_above(scalar.number)) {
    const auto text = below ? field.range.below : field.range.above;
    return field.refuse(fmt::format(fmt::runtime(text), json::serialize(value)));
  }
  if (field.store != nullptr) field.store(fields, scalar);
  return {};
}

}  // namespace

Refusal read_fields(const json::object& body, ChatFields& fields) {
  for (const auto& field : kFields) {
    const json::object* parent = &body;
    if (const auto dot = field.path.find('.'); dot != std::string_view::npos) {
      const auto name = field.path.substr(0, dot);
      const auto* value = find_member(body, name);
      if (value == nullptr) continue;
      parent = value->if_object();
      if (parent == nullptr) return wrong_type(name, "Object");
    }
    const auto* value = find_member(*parent, leaf(field.path));
    if (value == nullptr) continue;
    if (auto refusal = read_field(field, *value, fields)) return refusal;
  }
  return {};
}

const json::value* find_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

ErrorReply wrong_type(std::string_view name, std::string_view type) {
  return invalid_parameter(fmt::format("'{}' must be {}", name, type));
}

}  // namespace dragoman::api::wire
