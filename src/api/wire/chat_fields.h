#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "api/error_reply.h"

namespace dragoman::api::wire {

/// Nothing, or why a request is refused.
using Refusal = std::optional<ErrorReply>;

/// The scalar members of a request that we use, as sent. Absent and null are the same.
struct ChatFields {
  std::optional<std::string> model;
  bool stream = false;
  bool include_usage = false;
  std::optional<std::string> voice;
  std::optional<std::string> audio_format;
  double speech_rate = 1.0;
  std::optional<std::string> source_lang;
  std::optional<std::string> target_lang;
  std::optional<std::int64_t> max_text_tokens;
};

/// Reads every scalar of `body` by the one table in chat_fields.cc, which holds names, types,
/// ranges and error texts.
[[nodiscard]] Refusal read_fields(const boost::json::object& body, ChatFields& fields);

/// The member of that name; null where it is absent or null.
[[nodiscard]] const boost::json::value* find_member(const boost::json::object& object,
                                                    std::string_view name);

/// "'voice' must be String": the documented form for a member of the wrong type.
[[nodiscard]] ErrorReply wrong_type(std::string_view name, std::string_view type);

}  // namespace dragoman::api::wire
