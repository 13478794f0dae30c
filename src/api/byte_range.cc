#include "api/byte_range.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "api/ascii.h"

namespace dragoman::api {

namespace {

// Digits alone; a number too large for anything is the largest.
std::optional<std::uint64_t> number_of(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::uint64_t number = 0;
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() ? number : std::numeric_limits<std::uint64_t>::max();
}

struct Asked {
  std::optional<std::uint64_t> first;  // nothing: the last so many bytes
  std::optional<std::uint64_t> last;
};

// "bytes=0-99", "bytes=100-", "bytes=-100".
std::optional<Asked> parse(std::string_view text) {
  constexpr std::string_view kUnit = "bytes=";
  if (!starts_with_ignoring_case(text, kUnit)) return std::nullopt;
  text = trim(text.substr(kUnit.size()));
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const Asked asked{number_of(text.substr(0, dash)), number_of(text.substr(dash + 1))};
  if (!asked.first && dash > 0) return std::nullopt;
  if (!asked.last && dash + 1 < text.size()) return std::nullopt;
  if (!asked.first && !asked.last) return std::nullopt;
  if (asked.first && asked.last && *asked.first > *asked.last) return std::nullopt;
  return asked;
}

// Null where there is none, or several: then none counts.
const std::string* range_of(const Request& request) {
  const auto is_range = [](const Header& header) {
    return equal_ignoring_case(header.name, "Range");
  };
  if (request.method != "GET" || std::ranges::count_if(request.headers, is_range) != 1) {
    return nullptr;
  }
  return request.header("Range");
}

}  // namespace

std::optional<ByteRange> wanted_range(const Request& request, std::uint64_t whole,
                                      std::string_view etag) {
  const ByteRange all{0, whole, false};
  const auto* header = range_of(request);
  if (header == nullptr) return all;
  if (const auto* known = request.header("If-Range"); known != nullptr && *known != etag) {
    return all;
  }
  const auto asked = parse(*header);
  if (!asked) return all;
  if (!asked->first) {
    const auto count = std::min(*asked->last, whole);
    if (count == 0) return std::nullopt;
    return ByteRange{whole - count, count, true};
  }
  if (*asked->first >= whole) return std::nullopt;
  const auto last = std::min(asked->last.value_or(whole - 1), whole - 1);
  return ByteRange{*asked->first, last - *asked->first + 1, true};
}

}  // namespace dragoman::api
