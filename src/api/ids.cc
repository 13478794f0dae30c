#include "api/ids.h"

#include <cstdint>
#include <random>

#include <fmt/format.h>

namespace dragoman::api {

std::string new_uuid() {
  thread_local std::random_device entropy;
  const auto word = []() -> std::uint32_t { return entropy(); };
  const std::uint32_t a = word();
  const std::uint32_t b = (word() & 0xffff0fffU) | 0x00004000U;
  const std::uint32_t c = (word() & 0x3fffffffU) | 0x80000000U;
  const std::uint32_t d = word();
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", a, b >> 16U, b & 0xffffU, c >> 16U,
                     c & 0xffffU, d);
}

std::string new_span_id() {
  thread_local std::random_device entropy;
  const std::uint32_t high = entropy() | 1U;
  const std::uint32_t low = entropy();
  return fmt::format("{:08x}{:08x}", high, low);
}

}  // namespace dragoman::api
