#include "api/handlers/stored.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <utility>

#include <fmt/format.h>

#include "api/ids.h"
#include "api/job_failure.h"
#include "base/bytes.h"

namespace dragoman::api {

namespace {

constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxPurposeBytes = 64;

}  // namespace

std::int64_t now_s() { return std::time(nullptr); }

std::string new_id(std::string_view prefix) {
  auto uuid = new_uuid();
  std::erase(uuid, '-');
  return std::string(prefix) + uuid;
}

Response json_response(std::string body) {
  return {.headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

Response refusal(const ErrorReply& reply, const Request& request) {
  return to_response(reply, request.id);
}

Response unknown(std::string_view what, std::string_view id, const Request& request) {
  return refusal(error_reply(ErrorId::kObjectUnknown, {what, id}), request);
}

Response conflict(std::string_view why, const Request& request) {
  return refusal(error_reply(ErrorId::kConflict, {why}), request);
}

Response failed(const base::Error& error, const Request& request) {
  return refusal(reply_to_failure("Stored things cannot be used", error, {}, request.id), request);
}

std::variant<jobs::Page, ErrorReply> page_of(const Request& request, std::int64_t max) {
  jobs::Page page{.after = std::string(request.query_value("after").value_or("")), .limit = max};
  if (const auto text = request.query_value("limit")) {
    const auto* end = text->data() + text->size();
    const auto [stop, fault] = std::from_chars(text->data(), end, page.limit);
    if (fault != std::errc() || stop != end || page.limit < 1 || page.limit > max) {
      return invalid_parameter(fmt::format("Range of limit should be [1, {}]", max));
    }
  }
  ++page.limit;
  return page;
}

std::string clean_file_name(std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  name = name.substr(0, kMaxNameBytes);
  // A cut may have gone through a character.
  while (!name.empty() && (static_cast<unsigned char>(name.back()) & 0x80U) != 0 &&
         !base::is_valid_utf8(name)) {
    name.remove_suffix(1);
  }
  std::string clean(name);
  if (!base::is_valid_utf8(clean)) clean.clear();
  std::erase_if(clean, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return clean.empty() || clean == "." || clean == ".." ? "file" : clean;
}

bool is_purpose(std::string_view purpose) {
  return !purpose.empty() && purpose.size() <= kMaxPurposeBytes &&
         std::ranges::all_of(purpose, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

}  // namespace dragoman::api
