#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/error_reply.h"
#include "core/live.h"

namespace dragoman::api::wire {

/// What a live session is set to, as session.update has it.
struct LiveSettings {
  std::string model;
  bool speech = true;  ///< modalities: text and audio; else text alone.
  std::string voice = "Cherry";
  bool transcribe = false;  ///< input_audio_transcription: what was said is told as well.
  core::LiveJob job;        ///< `speech` unset: as_job() sets it.

  [[nodiscard]] core::LiveJob as_job() const;
};

struct SessionUpdate {
  LiveSettings settings;  ///< Those of before, with what the event changes.
};
struct ResponseCreate {};
struct SessionFinish {};
using LiveClientEvent = std::variant<SessionUpdate, core::LivePiece, ResponseCreate, SessionFinish>;

/// Parses and checks one event of a client: docs/realtime.md lists them. Errors name the member
/// that is wrong. What no engine here heeds is checked nevertheless; unknown members are ignored;
/// null counts as absent, but for turn_detection and input_audio_transcription, which it turns off.
/// Whether the voice speaks the language, and a model translates into it, is not asked here.
[[nodiscard]] std::variant<LiveClientEvent, ErrorReply> parse_live_event(
    std::string_view text, const LiveSettings& settings);

}  // namespace dragoman::api::wire
