#include "api/wire/chat_completion.h"

#include <utility>

#include <boost/json.hpp>

#include "base/bytes.h"
#include "output/json_objects.h"

namespace dragoman::api::wire {

namespace json = boost::json;

ChatCompletion::ChatCompletion(ChatFacts facts, std::optional<AudioFormat> format,
                               std::size_t max_samples)
    : facts_(std::move(facts)), format_(format), max_samples_(max_samples) {
  if (format_ == AudioFormat::kWav) {
    wav_ = output::make_writer(output::Format::kWav, audio_bytes_, {});
  }
}

base::Status ChatCompletion::add(const core::Event& event) {
  if (const auto* delta = std::get_if<core::TextDelta>(&event)) text_ += delta->text;
  if (const auto* finished = std::get_if<core::Finished>(&event)) finished_ = *finished;
  const auto* delta = std::get_if<core::AudioDelta>(&event);
  if (delta == nullptr || !format_) return {};
  sample_count_ += delta->samples.size();
  if (sample_count_ > max_samples_) {
    return base::Error{base::ErrorKind::kMediaTooLong,
                       "Its speech is too long for one object: set stream to true.", ""};
  }
  if (wav_) return wav_->write(event);
  const auto bytes = base::to_pcm16le(delta->samples);
  return audio_bytes_.append({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string ChatCompletion::body() {
  json::object message{{"role", "assistant"}, {"content", text_}, {"refusal", nullptr}};
  if (format_) {
    // Into memory: there is no disk to be full.
    if (wav_) static_cast<void>(wav_->finish());
    message["audio"] = {{"id", facts_.audio_id},
                        {"data", base::base64_encode(base::as_bytes(audio_bytes_.bytes()))},
                        {"expires_at", facts_.created},
                        {"transcript", text_}};
  }
  json::object choice{{"finish_reason", name_of(finished_.reason)},
                      {"index", 0},
                      {"logprobs", nullptr},
                      {"message", std::move(message)}};
  json::array choices;
  choices.push_back(std::move(choice));
  json::object completion{{"id", facts_.completion_id}, {"object", "chat.completion"},
                          {"created", facts_.created},  {"model", facts_.model},
                          {"service_tier", nullptr},    {"system_fingerprint", nullptr}};
  completion["choices"] = std::move(choices);
  completion["usage"] = output::usage_object(finished_.usage);
  return json::serialize(completion);
}

}  // namespace dragoman::api::wire
