#include "api/wire/inline_media.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "api/ascii.h"
#include "base/bytes.h"
#include "base/download.h"

namespace dragoman::api::wire {

namespace {

using base::ErrorKind;
using MediaOrError = std::variant<core::MediaInput, ErrorReply>;

constexpr std::size_t kMaxUrlBytes = 8192;

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
  const auto status = base::check_url(url.url, /*allow_private_addresses=*/true);
  if (text.size() > kMaxUrlBytes || !status) return refuse(ErrorKind::kUrlInvalid, "", kind);
  return url;
}

MediaOrError decode(std::string_view base64, core::MediaKind kind, std::size_t max_base64_bytes) {
  if (base64.size() > max_base64_bytes) {
    return error_reply(ErrorId::kBase64TooLarge, {std::to_string(max_base64_bytes)});
  }
  auto bytes = base::base64_decode(base64);
  if (!bytes) return refuse(ErrorKind::kMediaUnreadable, "Its base64 is damaged.", kind);
  if (bytes->empty()) return refuse(ErrorKind::kMediaEmpty, "", kind);
  return core::MediaBytes{std::make_shared<const std::string>(*std::move(bytes))};
}

}  // namespace

MediaOrError read_media(std::string_view text, core::MediaKind kind, std::size_t max_base64_bytes) {
  if (has_http_scheme(text)) return read_url(text, kind);
  if (starts_with_ignoring_case(text, "data:")) {
    const auto comma = text.find(',');
    if (comma != std::string_view::npos &&
        ends_with_ignoring_case(text.substr(0, comma), ";base64")) {
      return decode(text.substr(comma + 1), kind, max_base64_bytes);
    }
    return refuse(ErrorKind::kUrlInvalid, "A data URL must be in base64: data:audio/wav;base64,...",
                  kind);
  }
  const bool is_bare = kind == core::MediaKind::kAudio && text.find(':') == std::string_view::npos;
  if (is_bare) return decode(text, kind, max_base64_bytes);
  return refuse(ErrorKind::kUrlInvalid, "It must be an http(s) URL or a data URL in base64.", kind);
}

}  // namespace dragoman::api::wire
