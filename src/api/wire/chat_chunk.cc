#include "api/wire/chat_chunk.h"

#include <algorithm>
#include <span>

#include <boost/json.hpp>

#include "output/json_objects.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

json::array cue_array(const std::vector<output::Cue>& cues) {
  json::array array;
  for (const auto& cue : cues) array.push_back(output::cue_object(cue));
  return array;
}

}  // namespace

std::string_view name_of(core::FinishReason reason) {
  return reason == core::FinishReason::kLength ? "length" : "stop";
}

void ChatChunks::go_on(std::span<const std::int16_t> kept) {
  role_sent_ = true;
  static_cast<void>(encoder_.push(kept));
}

std::vector<std::string> ChatChunks::next(const core::Event& event) {
  chunks_.clear();
  if (const auto* delta = std::get_if<core::TextDelta>(&event)) text(delta->text);
  if (const auto* delta = std::get_if<core::AudioDelta>(&event)) audio(delta->samples);
  if (facts_.segments_into) ours(event);
  if (const auto* finished = std::get_if<core::Finished>(&event)) finish(*finished);
  return std::move(chunks_);
}

void ChatChunks::text(std::string_view text) {
  if (!text.empty()) choice(delta(json::value(text)), {});
}

void ChatChunks::audio(const std::vector<std::int16_t>& samples) {
  for (std::span<const std::int16_t> rest(samples); !rest.empty();) {
    const auto count = std::min(rest.size(), kFragmentSamples);
    audio_fragment(encoder_.push(rest.first(count)));
    rest = rest.subspan(count);
  }
}

void ChatChunks::audio_fragment(const std::string& base64) {
  if (base64.empty()) return;
  auto object = delta(nullptr);
  object["audio"] = {{"data", base64}, {"expires_at", facts_.created}, {"id", facts_.audio_id}};
  choice(std::move(object), {});
}

void ChatChunks::finish(const core::Finished& finished) {
  audio_fragment(encoder_.finish());
  choice({{"content", ""}}, name_of(finished.reason));
  if (facts_.include_usage) chunk({}, output::usage_object(finished.usage));
}

// A cue is settled when the next one begins: those that a segment's chunk carries are often of the
// one before it, and the last ones come by themselves.
void ChatChunks::ours(const core::Event& event) {
  if (const auto* done = std::get_if<core::SegmentDone>(&event)) {
    own_chunk({{"segment", output::segment_object(done->segment)},
               {"cues", cue_array(cues_.next(done->segment))}});
  } else if (const auto* progress = std::get_if<core::Progress>(&event)) {
    own_chunk({{"progress", output::progress_object(*progress)}});
  } else if (std::holds_alternative<core::Finished>(event)) {
    if (const auto last = cues_.finish(); !last.empty()) own_chunk({{"cues", cue_array(last)}});
  }
}

json::object ChatChunks::delta(json::value content) {
  json::object delta{
      {"content", std::move(content)}, {"function_call", nullptr}, {"refusal", nullptr}};
  delta["role"] = role_sent_ ? json::value() : json::value("assistant");
  delta["tool_calls"] = nullptr;
  role_sent_ = true;
  return delta;
}

void ChatChunks::choice(json::object delta, std::string_view finish_reason) {
  json::object choice{{"delta", std::move(delta)}};
  choice["finish_reason"] = finish_reason.empty() ? json::value() : json::value(finish_reason);
  choice["index"] = 0;
  choice["logprobs"] = nullptr;
  json::array choices;
  choices.push_back(std::move(choice));
  chunk(std::move(choices), nullptr);
}

void ChatChunks::own_chunk(json::object members) { chunk({}, nullptr, std::move(members)); }

void ChatChunks::chunk(json::array choices, json::value usage, json::object members) {
  json::object chunk{{"id", facts_.completion_id}, {"object", "chat.completion.chunk"},
                     {"created", facts_.created},  {"model", facts_.model},
                     {"service_tier", nullptr},    {"system_fingerprint", nullptr}};
  chunk["choices"] = std::move(choices);
  chunk["usage"] = std::move(usage);
  for (auto& [name, value] : members) chunk[name] = std::move(value);
  chunks_.push_back(json::serialize(chunk));
}

}  // namespace dragoman::api::wire
