#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "api/error_reply.h"
#include "api/wire/field_table.h"
#include "core/audio_encoder.h"
#include "core/job.h"

namespace dragoman::api::wire {

/// The body of POST /v1/audio/speech, checked.
struct SpeechRequest {
  core::SpeechJob job;
  core::SpeechFormat format = core::SpeechFormat::kMp3;
  bool as_events = false;  ///< Server-sent events in place of the bare bytes.
};

/// "audio/mpeg"
[[nodiscard]] std::string_view content_type(core::SpeechFormat format);

/// Members of the body.
[[nodiscard]] std::span<const FieldRow> speech_fields();

/// Parses and checks a whole body: the answer is the documented text for the first thing that is
/// wrong. Whether the voice exists and speaks the language is not asked here. Unknown members are
/// ignored; null counts as absent.
[[nodiscard]] std::variant<SpeechRequest, ErrorReply> parse_speech_request(std::string_view body);

}  // namespace dragoman::api::wire
