#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "api/error_reply.h"
#include "api/wire/field_table.h"

namespace dragoman::api::wire {

/// Nothing, or why a request is refused.
using Refusal = std::optional<ErrorReply>;

/// The members of a request that we use, as sent; texts and containers lie in the parsed body.
/// Absent and null are the same.
struct ChatFields {
  std::optional<std::string_view> model;
  const boost::json::array* messages = nullptr;
  const boost::json::array* modalities = nullptr;
  bool stream = false;
  bool include_usage = false;
  bool include_segments = false;
  std::optional<std::string_view> voice;
  std::optional<std::string_view> audio_format;
  double speech_rate = 1.0;
  std::optional<std::int64_t> max_text_tokens;
  std::optional<std::string_view> source_lang;
  std::optional<std::string_view> target_lang;
  std::optional<std::string_view> chinese_script;
  const boost::json::array* terms = nullptr;
  const boost::json::object* phrases = nullptr;

  // Of a job of /v1/jobs.
  std::optional<std::string_view> file_id;
  std::optional<std::string_view> url;
  std::optional<std::string_view> media;
  bool film = false;  ///< Whether a film is asked for; how, in what follows.
  std::optional<std::string_view> film_format;
  const boost::json::array* film_voices = nullptr;
  bool film_speakers = false;
  std::optional<std::string_view> film_original;
  std::optional<double> film_duck_db;
  std::optional<std::string_view> film_subtitles;

  // Of the content part.
  std::optional<std::string_view> part_type;
  std::optional<std::string_view> audio_data;
  std::optional<std::string_view> video_url;
};

/// Checks every member that `rows` name by type and range, and keeps it. What `object`
/// lacks is looked for in its member "extra_body", where clients that do not merge it leave it.
[[nodiscard]] Refusal read_fields(std::span<const FieldRow> rows, const boost::json::object& object,
                                  ChatFields& fields);

/// "Field required: ..." for the first member of that need that is not there; and of those that
/// are, whether they are among their row's choices.
[[nodiscard]] Refusal check_needed(std::span<const FieldRow> rows,
                                   const boost::json::object& object, Needed needed);

/// Whether those that are there and need not be are among their row's choices.
[[nodiscard]] Refusal check_choices(std::span<const FieldRow> rows,
                                    const boost::json::object& object);

/// The member of that name; null where it is absent or null.
[[nodiscard]] const boost::json::value* find_member(const boost::json::object& object,
                                                    std::string_view name);

/// The text of that member, of which it is known that it is one; `standard` where it is absent.
[[nodiscard]] std::string text_of(const boost::json::object& object, std::string_view name,
                                  std::string_view standard);

/// "'voice' must be String": the documented form for a member of the wrong type.
[[nodiscard]] ErrorReply wrong_type(std::string_view name, FieldType type);

}  // namespace dragoman::api::wire
