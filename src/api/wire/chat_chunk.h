#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "base/bytes.h"
#include "core/event.h"
#include "output/subtitle.h"

namespace dragoman::api::wire {

/// What all chunks of one answer have in common.
struct ChatFacts {
  std::string completion_id;  ///< "chatcmpl-<uuid>"
  std::string audio_id;       ///< "audio_<uuid>"
  std::string model;          ///< As asked.
  std::int64_t created = 0;   ///< Seconds since 1970, UTC.
  bool include_usage = false;
  std::optional<core::Language> segments_into = {};  ///< The target, where segments are asked for.
  core::FindLineBreaks find_line_breaks = {};        ///< Of their cues.
};

/// The longest piece of speech in one chunk: half a second.
inline constexpr std::size_t kFragmentSamples = 12'000;

/// Turns the events of one job into the JSON texts of `chat.completion.chunk` objects, in the
/// wire's shapes. One thread.
///
/// Audio travels as base64 of raw 16-bit little-endian samples. Clients join the fragments before
/// decoding, or decode them one by one: each fragment but the last therefore holds a multiple of 6
/// bytes, and up to two samples wait here for the next event.
class ChatChunks {
 public:
  explicit ChatChunks(ChatFacts facts)
      : facts_(std::move(facts)),
        cues_(facts_.segments_into, output::SubtitleText::kTranslation, facts_.find_line_breaks) {}

  /// Goes on behind chunks that are out already: `kept` are the samples of before that do not
  /// make a whole fragment (their number modulo 3).
  void go_on(std::span<const std::int16_t> kept);

  /// The chunks for one event, in order; none for events that are not on the wire. For
  /// core::Finished: the last samples, the end, and the usage if it was asked for. Segments, their
  /// subtitle cues and progress are chunks of ours, without choices, where they were asked for.
  [[nodiscard]] std::vector<std::string> next(const core::Event& event);

 private:
  void text(std::string_view text);
  void audio(const std::vector<std::int16_t>& samples);
  void audio_fragment(const std::string& base64);
  void ours(const core::Event& event);
  void finish(const core::Finished& finished);
  void choice(boost::json::object delta, std::string_view finish_reason);
  void own_chunk(boost::json::object members);
  void chunk(boost::json::array choices, boost::json::value usage,
             boost::json::object members = {});
  [[nodiscard]] boost::json::object delta(boost::json::value content);

  const ChatFacts facts_;
  base::Base64Encoder encoder_{base::Base64Encoder::kSamples16};
  output::CueMaker cues_;
  bool role_sent_ = false;
  std::vector<std::string> chunks_;  // of the event in hand
};

[[nodiscard]] std::string_view name_of(core::FinishReason reason);

}  // namespace dragoman::api::wire
