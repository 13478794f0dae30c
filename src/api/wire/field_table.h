#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "api/error_reply.h"

namespace dragoman::api::wire {

struct ChatFields;

enum class FieldType { kString, kBoolean, kInteger, kFloat, kArray, kObject, kFile };

/// As the contract's error texts have it: "String".
[[nodiscard]] std::string_view name_of(FieldType type);

enum class Needed {
  kNo,
  kAlways,
  kForSpeech,  ///< Where the modalities ask for audio.
  kForAudio,   ///< In a part of type input_audio.
  kForVideo,   ///< In a part of type video_url.
};

/// The permitted numbers, and what is said of others; "{}" stands for the number.
struct Range {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool min_open = false;
  bool max_open = false;
  std::string_view below = {};
  std::string_view above = {};

  // Written so that a NaN is below.
  [[nodiscard]] bool is_below(double value) const {
    return min_open ? !(value > min) : !(value >= min);
  }
  [[nodiscard]] bool is_above(double value) const { return max_open ? value >= max : value > max; }
};

/// One member of a request. Validation, its tests and docs/api.md all read these rows.
struct FieldRow {
  std::string_view path;  ///< "stream", "audio.voice"
  FieldType type = FieldType::kString;
  Needed needed = Needed::kNo;
  std::string_view standard = "-";  ///< What holds where it is absent, in words.
  std::string_view notes = {};      ///< For the reader of docs/api.md.
  Range range = {};
  std::span<const std::string_view> choices = {};  ///< The permitted strings; empty: all.
  bool top_only = false;                           ///< Not looked for in "extra_body".
  /// Keeps the checked value; null where a member is checked but no engine here samples by it.
  void (*store)(ChatFields& fields, const boost::json::value& value) = nullptr;
  ErrorReply (*refuse)(std::string message) = &invalid_parameter;
};

/// Members of the body. Of two that set one thing, the later row wins.
[[nodiscard]] std::span<const FieldRow> body_fields();

/// Members of a job of /v1/jobs alone; it has those of the body too, but for the ones that say how
/// the answer comes.
[[nodiscard]] std::span<const FieldRow> recording_fields();
[[nodiscard]] std::span<const FieldRow> job_fields();

/// Members of the one content part.
[[nodiscard]] std::span<const FieldRow> part_fields();

}  // namespace dragoman::api::wire
