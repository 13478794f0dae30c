#include "api/wire/usage_object.h"

#include <utility>

#include <boost/json.hpp>

namespace dragoman::api::wire {

namespace json = boost::json;

json::object usage_object(const core::Usage& usage) {
  const auto input = usage.input_audio_tokens + usage.input_video_tokens.value_or(0);
  const auto output = usage.output_audio_tokens + usage.output_text_tokens;
  json::object input_details{
      {"audio_tokens", usage.input_audio_tokens}, {"text_tokens", 0}, {"cached_tokens", nullptr}};
  if (usage.input_video_tokens) input_details["video_tokens"] = *usage.input_video_tokens;
  return {{"prompt_tokens", input},
          {"completion_tokens", output},
          {"total_tokens", usage.total_tokens()},
          {"prompt_tokens_details", std::move(input_details)},
          {"completion_tokens_details",
           {{"audio_tokens", usage.output_audio_tokens},
            {"text_tokens", usage.output_text_tokens},
            {"accepted_prediction_tokens", nullptr},
            {"rejected_prediction_tokens", nullptr},
            {"reasoning_tokens", nullptr}}}};
}

}  // namespace dragoman::api::wire
