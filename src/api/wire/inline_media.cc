#include "api/wire/inline_media.h"

#include <memory>
#include <utility>

#include "api/ascii.h"
#include "base/download.h"

namespace dragoman::api::wire {

namespace {

using base::ErrorKind;
using MediaOrError = std::variant<core::MediaInput, ErrorReply>;

constexpr std::size_t kMaxUrlBytes = 8192;
// Behind that many characters a text without a colon is taken for base64, and one that begins as a
// data URL must have come to its comma.
constexpr std::size_t kTellingBytes = 64;
constexpr std::size_t kMaxDataUrlHead = 1024;

ErrorReply refuse(ErrorKind kind, std::string advice, core::MediaKind media_kind) {
  core::Job job;
  job.media_kind = media_kind;
  return from_error({kind, std::move(advice), ""}, job);
}

bool has_http_scheme(std::string_view text) {
  return starts_with_ignoring_case(text, "http://") || starts_with_ignoring_case(text, "https://");
}

// Whether it leads to a forbidden address is asked when it is fetched.
MediaOrError read_url(std::string_view text, core::MediaKind kind) {
  core::MediaUrl url{std::string(text)};
  const auto status = base::check_url(url.url, {.allow_private = true});
  if (text.size() > kMaxUrlBytes || !status) return refuse(ErrorKind::kUrlInvalid, "", kind);
  return url;
}

MediaOrError read_text(std::string_view text, core::MediaKind kind) {
  if (has_http_scheme(text)) return read_url(text, kind);
  if (starts_with_ignoring_case(text, "data:")) {
    return refuse(ErrorKind::kUrlInvalid, "A data URL must be in base64: data:audio/wav;base64,...",
                  kind);
  }
  return refuse(ErrorKind::kUrlInvalid, "It must be an http(s) URL or a data URL in base64.", kind);
}

}  // namespace

void InlineMedia::push(std::string_view piece) {
  if (form_ == Form::kDataUrl || form_ == Form::kBare) return decode(piece);
  if (form_ == Form::kUndecided) {
    text_ += piece;
    return decide(false);
  }
  if (text_.size() <= kMaxUrlBytes) text_ += piece;
}

void InlineMedia::decide(bool at_end) {
  std::size_t begin = 0;  // of the base64
  if (starts_with_ignoring_case(text_, "data:")) {
    const auto comma = text_.find(',');
    if (comma == std::string::npos && text_.size() < kMaxDataUrlHead && !at_end) return;
    const auto head = std::string_view(text_).substr(0, comma);
    const bool is_base64 = comma != std::string::npos && ends_with_ignoring_case(head, ";base64");
    form_ = is_base64 ? Form::kDataUrl : Form::kText;
    begin = comma + 1;
  } else {
    if (text_.size() < kTellingBytes && !at_end) return;
    form_ = text_.find(':') == std::string::npos ? Form::kBare : Form::kText;
  }
  if (form_ == Form::kText) return;
  decode(std::string_view(text_).substr(begin));
  text_.clear();
}

void InlineMedia::decode(std::string_view base64) {
  base64_bytes_ += base64.size();
  if (damaged_ || base64_bytes_ > max_base64_bytes_) return;
  damaged_ = !decoder_.push(base64, bytes_);
}

MediaOrError InlineMedia::finish(core::MediaKind kind) {
  if (form_ == Form::kUndecided) decide(true);
  if (form_ == Form::kText) return read_text(text_, kind);
  if (form_ == Form::kBare && kind == core::MediaKind::kVideo) return read_text("", kind);
  return decoded(kind);
}

MediaOrError InlineMedia::decoded(core::MediaKind kind) {
  if (base64_bytes_ > max_base64_bytes_) {
    return error_reply(ErrorId::kBase64TooLarge, {std::to_string(max_base64_bytes_)});
  }
  damaged_ = damaged_ || !decoder_.finish(bytes_);
  if (damaged_) return refuse(ErrorKind::kMediaUnreadable, "Its base64 is damaged.", kind);
  if (bytes_.empty()) return refuse(ErrorKind::kMediaEmpty, "", kind);
  return core::MediaBytes{std::make_shared<const std::string>(std::move(bytes_))};
}

}  // namespace dragoman::api::wire
