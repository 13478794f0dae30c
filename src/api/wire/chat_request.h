#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "api/error_reply.h"
#include "core/job.h"

namespace dragoman::api::wire {

class BodyReader;

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
  bool include_segments = false;  ///< Then the job wants the source's text as well.
  AudioFormat audio_format = AudioFormat::kWav;
};

/// Parses a body as it arrives, and checks it once it is whole: the answer is the documented text
/// for the first thing that is wrong. Of an inline recording no more is held than its bytes.
/// Whether the engines cover the languages and the voice is not asked here. Unknown members are
/// ignored; null counts as absent; of a member given twice the last counts; at most 16 levels deep.
/// One thread at a time.
class ChatRequestParser {
 public:
  explicit ChatRequestParser(const ChatRequestLimits& limits);
  ~ChatRequestParser();

  void write(std::string_view piece);

  /// Once; the parser is used up.
  [[nodiscard]] std::variant<ChatRequest, ErrorReply> finish();

 private:
  const ChatRequestLimits limits_;
  std::unique_ptr<BodyReader> body_;
};

}  // namespace dragoman::api::wire
