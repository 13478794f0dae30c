#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/error_reply.h"
#include "api/wire/live_event.h"
#include "core/live.h"

namespace dragoman::api::wire {

// Events of the server, each one message, with an id of its own.
[[nodiscard]] std::string session_created(std::string_view id, const LiveSettings& settings);
[[nodiscard]] std::string session_updated(std::string_view id, const LiveSettings& settings);
[[nodiscard]] std::string session_finished();
[[nodiscard]] std::string live_error(const ErrorReply& reply);

/// What a live job tells, in events of the dialect: a turn is an item of the conversation and,
/// where something was said in it, a response to that. One thread.
class LiveAnswers {
 public:
  LiveAnswers(bool speech, bool transcribe) : speech_(speech), transcribe_(transcribe) {}

  /// The messages that one event becomes, in order.
  [[nodiscard]] std::vector<std::string> messages(const core::LiveEvent& event);

 private:
  struct Turn {
    std::string item_id;
    std::string response_id;  ///< Empty: none yet.
    std::string output_id;
    std::string text;
  };
  using Messages = std::vector<std::string>;

  [[nodiscard]] Messages tell(const core::SpeechStarted& event);
  [[nodiscard]] Messages tell(const core::SpeechStopped& event);
  [[nodiscard]] Messages tell(const core::LiveHeard& event);
  [[nodiscard]] Messages tell(const core::LiveSaid& event);
  [[nodiscard]] Messages tell(const core::LiveAudio& event);
  [[nodiscard]] Messages tell(const core::TurnDone& event);
  Turn& turn(std::int64_t number);
  void begin_response(Turn& turn, Messages& messages) const;

  const bool speech_;
  const bool transcribe_;
  std::map<std::int64_t, Turn> turns_;  ///< Those under way.
};

}  // namespace dragoman::api::wire
