#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "output/formats.h"
#include "output/json_objects.h"

namespace dragoman::output {

namespace {

namespace json = boost::json;

json::value or_null(const std::optional<core::Language>& language) {
  return language ? json::value(core::code(*language)) : json::value(nullptr);
}

// As json::serialize(), but indented, and 0.5 in place of 5E-1.
void print(const json::value& value, const std::string& line, std::string& out) {
  const std::string inner = line + "  ";
  std::string_view comma;
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    for (const auto& member : *object) {
      out.append(std::exchange(comma, ",")).append(inner);
      out.append(json::serialize(json::string(member.key()))).append(": ");
      print(member.value(), inner, out);
    }
    out.append(line).append("}");
  } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    out += '[';
    for (const auto& element : *array) {
      out.append(std::exchange(comma, ",")).append(inner);
      print(element, inner, out);
    }
    out.append(line).append("]");
  } else if (const auto* number = value.if_double()) {
    out += fmt::format("{}", *number);
  } else {
    out += json::serialize(value);
  }
}

class JsonWriter final : public Writer {
 public:
  JsonWriter(ByteSink& sink, Facts facts) : sink_(sink), facts_(std::move(facts)) {}

  base::Status write(const core::Event& event) override {
    if (const auto* started = std::get_if<core::Started>(&event)) {
      source_ = started->source;
    } else if (const auto* delta = std::get_if<core::TextDelta>(&event)) {
      text_ += delta->text;
    } else if (const auto* done = std::get_if<core::SegmentDone>(&event)) {
      segments_.push_back(segment_object(done->segment));
    } else if (const auto* finished = std::get_if<core::Finished>(&event)) {
      usage_ = finished->usage;
    }
    return {};
  }

  base::Status finish() override {
    json::object root;
    root["source_lang"] = or_null(source_);
    root["target_lang"] = or_null(facts_.target);
    root["duration_s"] =
        usage_ ? json::value(rounded_s(usage_->input_duration)) : json::value(nullptr);
    root["text"] = std::move(text_);
    root["segments"] = std::move(segments_);
    root["usage"] = usage_ ? json::value(usage_object(*usage_)) : json::value(nullptr);
    root["models"] = json::value_from(facts_.model_ids);
    std::string bytes;
    print(root, "\n", bytes);
    return sink_.append(bytes + "\n");
  }

 private:
  ByteSink& sink_;
  const Facts facts_;
  std::optional<core::Language> source_;
  std::string text_;
  json::array segments_;
  std::optional<core::Usage> usage_;
};

}  // namespace

std::unique_ptr<Writer> make_json_writer(ByteSink& sink, Facts facts) {
  return std::make_unique<JsonWriter>(sink, std::move(facts));
}

}  // namespace dragoman::output
