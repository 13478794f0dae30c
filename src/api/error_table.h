#pragma once

#include <span>
#include <string_view>

namespace dragoman::api {

/// What can be wrong with a request or its recording, beside the ranges and types of single members
/// (wire/field_table.h).
enum class ErrorId {
  kStreamOnly,
  kSpeechNeedsStream,
  kModelNeeded,
  kModelUnknown,
  kBodyInvalid,
  kFieldNeeded,
  kMessagesEmpty,
  kMessagesMany,
  kContentNeeded,
  kUserNeeded,
  kRoleOther,
  kLanguage,
  kVoice,
  kInputLength,
  kAudioEmpty,
  kUrlInvalid,
  kBase64TooLarge,
  kFileTooLarge,
  kAudioUnreadable,
  kVideoUnreadable,
  kFileUnreadable,
  kVideoUnfit,
  kVideoTooLong,
  kDownloadFailed,
  kDownloadTimeout,
  kDownloadForbidden,
  kNotHttp,
  kFormInvalid,
  kKey,
  kHost,
  kForeignForm,
  kForeignSocket,
  kRoute,
  kMethod,
  kObjectUnknown,
  kRequestTimeout,
  kConflict,
  kBodyTooLarge,
  kFileLimit,
  kContentType,
  kFormType,
  kRange,
  kExpectation,
  kUpgradeNeeded,
  kHeaderTooLarge,
  kManyRequests,
  kBurstRate,
  kInternal,
  kUnavailable,
  kStorageFull,
};

/// One row of the contract's error table. Replies, their tests and docs/api.md all read it.
struct ErrorRow {
  ErrorId id;
  int status;
  std::string_view code;  ///< And `type`.
  std::string_view text;  ///< "{}" stands for what the request said.
  std::string_view when;  ///< In words, where the text does not say it.
};

[[nodiscard]] std::span<const ErrorRow> error_rows();
[[nodiscard]] const ErrorRow& error_row(ErrorId id);

}  // namespace dragoman::api
