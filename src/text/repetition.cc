#include "text/repetition.h"

#include <algorithm>

namespace dragoman::text {

namespace {

constexpr std::size_t kLongestRepeat = 40;
constexpr std::size_t kLeastLoop = 12;

// How many times over the stretch of `period` that ends at `end` is there, without a gap.
std::size_t repeats_at(std::u32string_view text, std::size_t end, std::size_t period) {
  const auto stretch = text.substr(end - period, period);
  std::size_t count = 1;
  while (end >= (count + 1) * period &&
         text.substr(end - (count + 1) * period, period) == stretch) {
    ++count;
  }
  return count;
}

}  // namespace

bool repeats_itself(std::u32string_view text, std::size_t times) {
  for (std::size_t period = 1; period <= kLongestRepeat; ++period) {
    const auto needed = std::max(times, (kLeastLoop + period - 1) / period);
    for (std::size_t end = period * needed; end <= text.size(); ++end) {
      if (repeats_at(text, end, period) >= needed) return true;
    }
  }
  return false;
}

}  // namespace dragoman::text
