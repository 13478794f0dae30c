#include "api/trace.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/ascii.h"
#include "api/ids.h"

namespace dragoman::api {

namespace {

constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kParentAt = 36;
constexpr std::size_t kFlagsAt = 53;
constexpr std::size_t kKnownSize = 55;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) {
  return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

std::optional<TraceParent> parse_traceparent(std::string_view value) {
  if (value.size() < kKnownSize) return std::nullopt;
  const auto version = value.substr(0, 2);
  if (!is_hex(version) || version == "ff") return std::nullopt;
  if (value.size() > kKnownSize && (version == "00" || value[kKnownSize] != '-')) {
    return std::nullopt;
  }
  if (value[kTraceAt - 1] != '-' || value[kParentAt - 1] != '-' || value[kFlagsAt - 1] != '-') {
    return std::nullopt;
  }
  const auto trace_id = value.substr(kTraceAt, kParentAt - 1 - kTraceAt);
  const auto parent_id = value.substr(kParentAt, kFlagsAt - 1 - kParentAt);
  const auto flags = value.substr(kFlagsAt, kKnownSize - kFlagsAt);
  if (!is_id(trace_id) || !is_id(parent_id) || !is_hex(flags)) return std::nullopt;
  return TraceParent{std::string(trace_id), std::string(parent_id), std::string(flags)};
}

std::optional<TraceParent> trace_parent(const Request& request) {
  const auto is_it = [](const Header& header) {
    return equal_ignoring_case(header.name, "traceparent");
  };
  const auto found = std::ranges::find_if(request.headers, is_it);
  if (found == request.headers.end()) return std::nullopt;
  if (std::ranges::count_if(request.headers, is_it) > 1) return std::nullopt;
  return parse_traceparent(found->value);
}

std::string traceresponse(const TraceParent& parent) {
  return fmt::format("00-{}-{}-{}", parent.trace_id, new_span_id(), parent.flags);
}

}  // namespace dragoman::api
