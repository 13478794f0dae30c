#include <utility>

#include <boost/json.hpp>

#include "output/formats.h"
#include "output/json_objects.h"

namespace dragoman::output {

namespace {

namespace json = boost::json;

json::value or_null(const std::optional<core::Language>& language) {
  return language ? json::value(core::code(*language)) : json::value(nullptr);
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
    return sink_.append(indented(root) + "\n");
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
