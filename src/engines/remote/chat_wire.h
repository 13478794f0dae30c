#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dragoman::engines::remote {

/// One request to an OpenAI-compatible chat completions endpoint, about pictures.
struct ChatQuestion {
  std::string_view model;
  std::string_view text;
  std::span<const std::string> jpegs;  ///< In order; each goes as a data URL before the text.
  std::size_t max_tokens = 96;
};

/// The request's body as JSON: one user message, no sampling, no streaming.
[[nodiscard]] std::string write_chat_request(const ChatQuestion& question);

/// What an endpoint answered.
struct ChatReply {
  std::string text;
  bool finished = true;  ///< False where it had more to say than it was let.
};

/// Reads the body of an answer with status 200, which may be anything. Error: kUrlFailed (no JSON,
/// or no text in the place where the contract has it).
[[nodiscard]] base::Result<ChatReply> read_chat_reply(std::string_view body);

/// What an error's body says, on one line of at most 200 bytes, for the log; empty where it says
/// nothing that can be read.
[[nodiscard]] std::string read_complaint(std::string_view body);

}  // namespace dragoman::engines::remote
