#include "queue/redis_address.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace dragoman::queue {

namespace {

constexpr std::string_view kScheme = "redis://";
constexpr unsigned kMaxDatabase = 65535;

base::Error wrong(std::string_view why) {
  return {
      base::ErrorKind::kInvalidArgument,
      fmt::format("The address of Redis is wrong: {}. It is redis://HOST:PORT/DATABASE, such as "
                  "redis://127.0.0.1:6379/0.",
                  why),
      ""};
}

std::optional<unsigned> whole_number(std::string_view text, unsigned max) {
  unsigned number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size() || number > max) return std::nullopt;
  return number;
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 &&
         host.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-_") ==
             std::string_view::npos;
}

}  // namespace

base::Result<RedisAddress> parse_redis_url(std::string_view url) {
  if (url.starts_with("rediss://"))
    return wrong("TLS is spoken by a tunnel beside it (docs/how-to/queue.md)");
  if (!url.starts_with(kScheme)) return wrong("it must begin with redis://");
  url.remove_prefix(kScheme.size());
  if (url.find('@') != std::string_view::npos) {
    return wrong("user and password go into redis_user and redis_password_file");
  }
  RedisAddress address;
  const auto slash = url.find('/');
  auto place = url.substr(0, slash);
  const auto database =
      slash == std::string_view::npos ? std::string_view() : url.substr(slash + 1);
  if (!database.empty()) {
    const auto number = whole_number(database, kMaxDatabase);
    if (!number) return wrong("its database is no number");
    address.database = *number;
  }
  std::string_view port;
  if (place.starts_with('[')) {
    const auto end = place.find(']');
    if (end == std::string_view::npos) return wrong("a bracket is open");
    port = place.substr(end + 1);
    place = place.substr(1, end - 1);
  } else if (const auto colon = place.find(':'); colon != std::string_view::npos) {
    port = place.substr(colon);
    place = place.substr(0, colon);
    if (port.find(':', 1) != std::string_view::npos)
      return wrong("an IPv6 address stands in brackets");
  }
  if (!port.empty()) {
    const auto number = port.starts_with(':') ? whole_number(port.substr(1), 65535) : std::nullopt;
    if (!number || *number == 0) return wrong("its port is no number from 1 to 65535");
    address.port = static_cast<std::uint16_t>(*number);
  }
  if (!is_host(place)) return wrong("it names no host");
  address.host = place;
  return address;
}

}  // namespace dragoman::queue
