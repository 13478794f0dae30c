#include "api/wire/speech_event.h"

#include <boost/json.hpp>

#include "base/bytes.h"

namespace dragoman::api::wire {

namespace json = boost::json;

std::string speech_delta(std::string_view bytes) {
  return json::serialize(json::object{{"type", "speech.audio.delta"},
                                      {"audio", base::base64_encode(base::as_bytes(bytes))}});
}

std::string speech_done(const core::Usage& usage) {
  const auto input = usage.output_text_tokens;
  const auto output = usage.output_audio_tokens;
  json::object tokens{
      {"input_tokens", input}, {"output_tokens", output}, {"total_tokens", input + output}};
  return json::serialize(json::object{{"type", "speech.audio.done"}, {"usage", std::move(tokens)}});
}

}  // namespace dragoman::api::wire
