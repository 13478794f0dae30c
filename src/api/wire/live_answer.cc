#include "api/wire/live_answer.h"

#include <boost/json.hpp>

#include "api/ids.h"
#include "base/bytes.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

std::string message(std::string_view type, json::object members) {
  json::object event{{"event_id", "event_" + new_uuid()}, {"type", type}};
  for (auto& member : members) event[member.key()] = std::move(member.value());
  return json::serialize(event);
}

std::int64_t ms(core::Seconds at) { return static_cast<std::int64_t>(at.count() * 1000); }

json::object session(std::string_view id, const LiveSettings& settings) {
  const auto& job = settings.job;
  json::array modalities{"text"};
  if (settings.speech) modalities.emplace_back("audio");
  json::object session{{"id", id},
                       {"object", "realtime.session"},
                       {"model", settings.model},
                       {"modalities", std::move(modalities)},
                       {"voice", settings.voice},
                       {"input_audio_format", "pcm16"},
                       {"output_audio_format", "pcm24"},
                       {"input_audio_transcription", nullptr},
                       {"turn_detection", nullptr},
                       {"translation", {{"language", core::code(job.target)}}}};
  if (settings.transcribe) {
    json::object wish{{"model", settings.model}};
    if (job.source) wish["language"] = core::code(*job.source);
    session["input_audio_transcription"] = std::move(wish);
  }
  if (job.silence) {
    session["turn_detection"] =
        json::object{{"type", "server_vad"}, {"silence_duration_ms", ms(*job.silence)}};
  }
  return session;
}

json::object part(bool speech, std::string_view text) {
  if (speech) return {{"type", "audio"}, {"transcript", text}};
  return {{"type", "text"}, {"text", text}};
}

json::object output_item(std::string_view id, std::string_view status, json::array content) {
  return {{"id", id},         {"object", "realtime.item"}, {"type", "message"},
          {"status", status}, {"role", "assistant"},       {"content", std::move(content)}};
}

json::object usage_of(const core::Usage& usage) {
  const auto out = usage.output_audio_tokens + usage.output_text_tokens;
  return {
      {"input_tokens", usage.input_audio_tokens},
      {"output_tokens", out},
      {"total_tokens", usage.input_audio_tokens + out},
      {"input_tokens_details", {{"audio_tokens", usage.input_audio_tokens}}},
      {"output_tokens_details",
       {{"text_tokens", usage.output_text_tokens}, {"audio_tokens", usage.output_audio_tokens}}}};
}

}  // namespace

std::string session_created(std::string_view id, const LiveSettings& settings) {
  return message("session.created", {{"session", session(id, settings)}});
}

std::string session_updated(std::string_view id, const LiveSettings& settings) {
  return message("session.updated", {{"session", session(id, settings)}});
}

std::string session_finished() { return message("session.finished", {}); }

std::string live_error(const ErrorReply& reply) {
  json::object error{{"type", reply.status < 500 ? "invalid_request_error" : "server_error"},
                     {"code", reply.code},
                     {"message", reply.message},
                     {"param", nullptr}};
  if (reply.param) error["param"] = *reply.param;
  return message("error", {{"error", std::move(error)}});
}

std::vector<std::string> LiveAnswers::messages(const core::LiveEvent& event) {
  return std::visit([this](const auto& one) { return tell(one); }, event);
}

LiveAnswers::Turn& LiveAnswers::turn(std::int64_t number) {
  auto& turn = turns_[number];
  if (turn.item_id.empty()) turn.item_id = "item_" + new_uuid();
  return turn;
}

LiveAnswers::Messages LiveAnswers::tell(const core::SpeechStarted& event) {
  return {message("input_audio_buffer.speech_started",
                  {{"audio_start_ms", ms(event.at)}, {"item_id", turn(event.turn).item_id}})};
}

LiveAnswers::Messages LiveAnswers::tell(const core::SpeechStopped& event) {
  const auto& id = turn(event.turn).item_id;
  json::object item{
      {"id", id},          {"object", "realtime.item"},
      {"type", "message"}, {"status", "in_progress"},
      {"role", "user"},    {"content", json::array{json::object{{"type", "input_audio"}}}}};
  return {message("input_audio_buffer.speech_stopped",
                  {{"audio_end_ms", ms(event.at)}, {"item_id", id}}),
          message("input_audio_buffer.committed", {{"item_id", id}}),
          message("conversation.item.created", {{"item", std::move(item)}})};
}

LiveAnswers::Messages LiveAnswers::tell(const core::LiveHeard& event) {
  if (!transcribe_) return {};
  json::object members{{"item_id", turn(event.turn).item_id},
                       {"content_index", 0},
                       {"language", core::code(event.language)}};
  if (event.text.whole) {
    members["transcript"] = event.text.settled;
    return {message("conversation.item.input_audio_transcription.completed", std::move(members))};
  }
  members["text"] = event.text.settled;
  members["stash"] = event.text.provisional;
  return {message("conversation.item.input_audio_transcription.text", std::move(members))};
}

void LiveAnswers::begin_response(Turn& turn, Messages& messages) const {
  if (!turn.response_id.empty()) return;
  turn.response_id = "resp_" + new_uuid();
  turn.output_id = "item_" + new_uuid();
  json::object response{{"id", turn.response_id},
                        {"object", "realtime.response"},
                        {"status", "in_progress"},
                        {"output", json::array()}};
  messages.push_back(message("response.created", {{"response", std::move(response)}}));
  messages.push_back(message("response.output_item.added",
                             {{"response_id", turn.response_id},
                              {"output_index", 0},
                              {"item", output_item(turn.output_id, "in_progress", {})}}));
  messages.push_back(message("response.content_part.added", {{"response_id", turn.response_id},
                                                             {"item_id", turn.output_id},
                                                             {"output_index", 0},
                                                             {"content_index", 0},
                                                             {"part", part(speech_, "")}}));
}

namespace {

json::object place(std::string_view response_id, std::string_view item_id) {
  return {{"response_id", response_id},
          {"item_id", item_id},
          {"output_index", 0},
          {"content_index", 0}};
}

}  // namespace

LiveAnswers::Messages LiveAnswers::tell(const core::LiveSaid& event) {
  Messages messages;
  auto& turn = this->turn(event.turn);
  const auto& text = event.text;
  if (text.settled.empty() && text.provisional.empty() && turn.response_id.empty()) return messages;
  begin_response(turn, messages);
  turn.text = text.settled;
  const std::string kind = speech_ ? "response.audio_transcript" : "response.text";
  auto members = place(turn.response_id, turn.output_id);
  if (!text.whole) {
    members["text"] = text.settled;
    members["stash"] = text.provisional;
    messages.push_back(message(kind + ".text", std::move(members)));
    return messages;
  }
  members[speech_ ? "transcript" : "text"] = text.settled;
  messages.push_back(message(kind + ".done", std::move(members)));
  return messages;
}

LiveAnswers::Messages LiveAnswers::tell(const core::LiveAudio& event) {
  Messages messages;
  auto& turn = this->turn(event.turn);
  begin_response(turn, messages);
  std::vector<std::uint8_t> bytes;
  bytes.reserve(2 * event.samples.size());
  for (const auto sample : event.samples) {
    const auto bits = static_cast<std::uint16_t>(sample);
    bytes.push_back(static_cast<std::uint8_t>(bits & 0xFFU));
    bytes.push_back(static_cast<std::uint8_t>(bits >> 8U));
  }
  auto members = place(turn.response_id, turn.output_id);
  members["delta"] = base::base64_encode(bytes);
  messages.push_back(message("response.audio.delta", std::move(members)));
  return messages;
}

LiveAnswers::Messages LiveAnswers::tell(const core::TurnDone& event) {
  Messages messages;
  const auto turn = std::move(this->turn(event.turn));
  turns_.erase(event.turn);
  if (turn.response_id.empty()) return messages;
  const auto at = [&] { return place(turn.response_id, turn.output_id); };
  if (speech_) messages.push_back(message("response.audio.done", at()));
  auto done = at();
  done["part"] = part(speech_, turn.text);
  messages.push_back(message("response.content_part.done", std::move(done)));
  const auto item = output_item(turn.output_id, "completed", {part(speech_, turn.text)});
  messages.push_back(
      message("response.output_item.done",
              {{"response_id", turn.response_id}, {"output_index", 0}, {"item", item}}));
  json::object response{{"id", turn.response_id},
                        {"object", "realtime.response"},
                        {"status", "completed"},
                        {"output", json::array{item}},
                        {"usage", usage_of(event.usage)}};
  messages.push_back(message("response.done", {{"response", std::move(response)}}));
  return messages;
}

}  // namespace dragoman::api::wire
