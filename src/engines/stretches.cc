#include "engines/stretches.h"

#include "text/utf32.h"

namespace dragoman::engines {

namespace {

constexpr std::u32string_view kMarks = U".,;:!?…、。，；：！？।؛،؟";
constexpr std::u32string_view kSpaces = U" \t\r\n\u00a0\u3000";

bool is_any_of(char32_t c, std::u32string_view set) { return set.find(c) != set.npos; }

std::u32string_view trimmed(std::u32string_view text) {
  while (!text.empty() && is_any_of(text.front(), kSpaces)) text.remove_prefix(1);
  while (!text.empty() && is_any_of(text.back(), kSpaces)) text.remove_suffix(1);
  return text;
}

// A mark ends a clause where no figure goes on behind it: 3.5, 12:30.
bool ends_clause(std::u32string_view text, std::size_t at) {
  const bool figure = at + 1 < text.size() && text[at + 1] >= U'0' && text[at + 1] <= U'9';
  return is_any_of(text[at], kMarks) && !figure;
}

std::size_t cut_at(std::u32string_view text, std::size_t limit) {
  for (std::size_t end = limit; end > limit / 2; --end) {
    if (ends_clause(text, end - 1)) return end;
  }
  for (std::size_t end = limit; end > limit / 2; --end) {
    if (is_any_of(text[end], kSpaces)) return end;
  }
  return limit;
}

}  // namespace

std::vector<std::string> cut_stretches(std::string_view text, std::size_t limit) {
  const auto whole = text::to_utf32(text);
  std::vector<std::string> stretches;
  for (auto rest = trimmed(whole); !rest.empty();) {
    const auto end = rest.size() <= limit ? rest.size() : cut_at(rest, limit);
    stretches.push_back(text::to_utf8(trimmed(rest.substr(0, end))));
    rest = trimmed(rest.substr(end));
  }
  return stretches;
}

}  // namespace dragoman::engines
