#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "api/error_reply.h"
#include "core/job.h"

namespace dragoman::api::wire {

/// What of a request is the server's choice.
struct ChatRequestLimits {
  std::size_t max_base64_bytes = 10'485'760;  ///< Of one inline recording, before decoding.
  std::size_t max_terms = 1000;               ///< Glossary entries.
  bool allow_non_streaming = false;
};

/// How the speech of an answer in one object is packed; in a stream it is always raw.
enum class AudioFormat { kWav, kPcm16 };

/// The body of POST /v1/chat/completions, checked.
struct ChatRequest {
  core::Job job;
  std::string model;  ///< As asked; the answer repeats it.
  bool stream = true;
  bool include_usage = false;
  AudioFormat audio_format = AudioFormat::kWav;
};

/// Parses and checks a whole body, inline recordings included (base64 is decoded here), and answers
/// with the documented text for the first thing that is wrong. Whether the engines cover the
/// languages and the voice is not asked here. Unknown members are ignored; null counts as absent;
/// of a member given twice the last counts; at most 16 levels deep. Pure: safe from any thread.
/// Peak memory is about three times the body.
[[nodiscard]] std::variant<ChatRequest, ErrorReply> parse_chat_request(
    std::string_view body, const ChatRequestLimits& limits);

}  // namespace dragoman::api::wire
