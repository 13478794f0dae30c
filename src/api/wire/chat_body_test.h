#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "api/wire/chat_request.h"

namespace dragoman::api::wire {

// What the guide's curl sample sends.
inline boost::json::object guide_body() {
  return boost::json::parse(R"({
    "model": "qwen3-livetranslate-flash",
    "messages": [{"role": "user", "content": [
      {"type": "input_audio",
       "input_audio": {"data": "https://example.org/cherry.wav", "format": "wav"}}]}],
    "modalities": ["text", "audio"],
    "audio": {"voice": "Cherry", "format": "wav"},
    "stream": true,
    "stream_options": {"include_usage": true},
    "translation_options": {"source_lang": "zh", "target_lang": "en"}
  })")
      .as_object();
}

// Puts `text` (JSON) at "a.0.b"; an empty text takes the member away.
inline std::string guide_body_with(std::string_view path, std::string_view text) {
  boost::json::value root = guide_body();
  boost::json::value* at = &root;
  for (;;) {
    const auto dot = path.find('.');
    const auto name = path.substr(0, dot);
    const bool last = dot == std::string_view::npos;
    if (last && text.empty()) {
      at->as_object().erase(name);
      break;
    }
    at = at->is_array() ? &at->as_array()[static_cast<std::size_t>(std::stoi(std::string(name)))]
                        : &at->as_object()[name];
    if (last) {
      *at = boost::json::parse(text);
      break;
    }
    path.remove_prefix(dot + 1);
    if (at->is_null()) at->emplace_object();
  }
  return boost::json::serialize(root);
}

/// A body that is there, parsed at once.
inline std::variant<ChatRequest, ErrorReply> parse_chat_request(std::string_view body,
                                                                const ChatRequestLimits& limits) {
  ChatRequestParser parser(limits);
  parser.write(body);
  return parser.finish();
}

inline ChatRequest accepted(std::string_view body, const ChatRequestLimits& limits = {}) {
  auto parsed = parse_chat_request(body, limits);
  if (const auto* refusal = std::get_if<ErrorReply>(&parsed)) {
    ADD_FAILURE() << "refused: " << refusal->message;
    return {};
  }
  return std::get<ChatRequest>(std::move(parsed));
}

inline ErrorReply refused(std::string_view body, const ChatRequestLimits& limits = {}) {
  auto parsed = parse_chat_request(body, limits);
  if (std::holds_alternative<ErrorReply>(parsed)) return std::get<ErrorReply>(std::move(parsed));
  ADD_FAILURE() << "accepted: " << body;
  return {};
}

inline std::string audio_body(std::string_view data) {
  return guide_body_with("messages.0.content.0.input_audio.data",
                         boost::json::serialize(boost::json::value(data)));
}

inline std::string bytes_of(const ChatRequest& request) {
  const auto* bytes = std::get_if<core::MediaBytes>(&request.job.input);
  return bytes == nullptr ? "no bytes" : *bytes->bytes;
}

}  // namespace dragoman::api::wire
