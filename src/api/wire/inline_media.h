#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "api/error_reply.h"
#include "base/bytes.h"
#include "core/job.h"

namespace dragoman::api::wire {

/// Where a recording is, from what a request says: an http(s) URL, a data URL in base64 (RFC 2397;
/// its media type is not believed), or, for audio, bare base64. Takes the text as it arrives and
/// decodes base64 at once, so that the text itself is never held. Nothing is fetched, and local
/// files are out of reach: it never makes a core::MediaPath. One thread at a time.
class InlineMedia {
 public:
  /// `max_base64_bytes` bounds the encoded length.
  explicit InlineMedia(std::size_t max_base64_bytes) : max_base64_bytes_(max_base64_bytes) {}

  void push(std::string_view piece);

  /// Once the text is whole. The object is used up.
  [[nodiscard]] std::variant<core::MediaInput, ErrorReply> finish(core::MediaKind kind);

 private:
  enum class Form { kUndecided, kText, kDataUrl, kBare };

  void decide(bool at_end);
  void decode(std::string_view base64);
  [[nodiscard]] std::variant<core::MediaInput, ErrorReply> decoded(core::MediaKind kind);

  std::size_t max_base64_bytes_;
  Form form_ = Form::kUndecided;
  std::string text_;  // what is undecided, or a URL
  base::Base64Decoder decoder_;
  std::size_t base64_bytes_ = 0;
  std::string bytes_;
  bool damaged_ = false;
};

}  // namespace dragoman::api::wire
