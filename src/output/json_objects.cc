#include "output/json_objects.h"

#include <cmath>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace dragoman::output {

namespace json = boost::json;

namespace {

json::array word_array(const core::Segment& segment) {
  json::array words;
  for (const auto& word : segment.words) {
    words.push_back({{"word", word.text},
                     {"start_s", rounded_s(word.span.start)},
                     {"end_s", rounded_s(word.span.end)}});
  }
  return words;
}

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

}  // namespace

std::string indented(const json::value& value) {
  std::string out;
  print(value, "\n", out);
  return out;
}

double rounded_s(core::Seconds time) { return std::round(time.count() * 1000) / 1000; }

json::object usage_object(const core::Usage& usage) {
  const auto input = usage.input_audio_tokens + usage.input_video_tokens.value_or(0);
  const auto output = usage.output_audio_tokens + usage.output_text_tokens;
  json::object input_details{
      {"audio_tokens", usage.input_audio_tokens}, {"text_tokens", 0}, {"cached_tokens", nullptr}};
  if (usage.input_video_tokens) input_details["video_tokens"] = *usage.input_video_tokens;
  return {{"prompt_tokens", input},
          {"completion_tokens", output},
          {"total_tokens", input + output},
          {"prompt_tokens_details", std::move(input_details)},
          {"completion_tokens_details",
           {{"audio_tokens", usage.output_audio_tokens},
            {"text_tokens", usage.output_text_tokens},
            {"accepted_prediction_tokens", nullptr},
            {"rejected_prediction_tokens", nullptr},
            {"reasoning_tokens", nullptr}}}};
}

json::object segment_object(const core::Segment& segment) {
  json::object object{{"start_s", rounded_s(segment.span.start)},
                      {"end_s", rounded_s(segment.span.end)},
                      {"source_lang", core::code(segment.source)},
                      {"source_text", segment.source_text},
                      {"target_text", segment.target_text},
                      {"passed_through", segment.passed_through},
                      {"words", word_array(segment)}};
  if (segment.gist) object["gist"] = true;
  return object;
}

json::object cue_object(const Cue& cue) {
  return {{"start_s", rounded_s(cue.span.start)},
          {"end_s", rounded_s(cue.span.end)},
          {"lines", json::array(cue.lines.begin(), cue.lines.end())}};
}

json::object progress_object(const core::Progress& progress) {
  json::object object{{"done_s", rounded_s(progress.done)}, {"total_s", nullptr}};
  if (progress.total) object["total_s"] = rounded_s(*progress.total);
  return object;
}

}  // namespace dragoman::output
