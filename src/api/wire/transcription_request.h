#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "api/error_reply.h"
#include "api/wire/field_table.h"
#include "core/job.h"

namespace dragoman::api::wire {

/// What a recording is sent for: its own words, or those of another language.
enum class TranscriptionTask { kTranscribe, kTranslate };

enum class TranscriptionFormat { kJson, kText, kSrt, kVerboseJson, kVtt };

/// The form of POST /v1/audio/transcriptions or /v1/audio/translations, checked; its recording is
/// not in it.
struct TranscriptionRequest {
  TranscriptionTask task = TranscriptionTask::kTranscribe;
  core::Job job;
  TranscriptionFormat format = TranscriptionFormat::kJson;
  bool stream = false;
  bool words = false;  ///< Of kVerboseJson.
  bool segments = true;
};

/// A text of such a form may be so long.
inline constexpr std::size_t kMaxFormTextBytes = 8192;

/// Members of the form.
[[nodiscard]] std::span<const FieldRow> transcription_fields();
[[nodiscard]] std::span<const FieldRow> translation_fields();

/// Reads the texts of a form that had a file: the answer is the documented text for the first thing
/// that is wrong. Whether the engines cover the languages is not asked here. What is not listed is
/// ignored, as what is empty; of a member given twice the last counts, but of a list ("name[]")
/// all.
[[nodiscard]] std::variant<TranscriptionRequest, ErrorReply> read_transcription_form(
    TranscriptionTask task, const std::multimap<std::string, std::string, std::less<>>& texts);

}  // namespace dragoman::api::wire
