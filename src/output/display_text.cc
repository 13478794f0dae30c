#include "output/display_text.h"

#include <locale.h>
#include <wchar.h>

#include <algorithm>

namespace dragoman::output {

namespace {

// wcwidth() answers by the thread's locale: UTF-8's for as long as this stands.
class Utf8Locale {
 public:
  Utf8Locale() : before_(uselocale(shared())) {}
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale() { uselocale(before_); }

 private:
  static locale_t shared() {
    static const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return utf8;  // null (no such locale) leaves the thread's own in place
  }
  locale_t before_;
};

struct Decoded {
  char32_t code_point;
  std::size_t length;
};

Decoded decode(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (length == 1) return {lead, 1};
  if (lead < 0xC2 || lead > 0xF4 || bytes.size() < length) return {0xFFFD, 1};
  char32_t code_point = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {0xFFFD, 1};
    code_point = code_point << 6U | (byte(i) & 0x3FU);
  }
  return {code_point, length};
}

}  // namespace

bool is_space(char32_t c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x3000; }

bool is_closing(char32_t c) {
  return std::u32string_view(U"、。，．・：；！？）］｝〉》」』】〕〗〙’”…—ー々").find(c) !=
         std::u32string_view::npos;
}

bool is_opening(char32_t c) {
  return std::u32string_view(U"（［｛〈《「『【〔〖〘‘“").find(c) != std::u32string_view::npos;
}

std::vector<Cluster> clusters_of(std::string_view text) {
  const Utf8Locale locale;
  std::vector<Cluster> clusters;
  bool joined = false;
  while (!text.empty()) {
    const auto [c, length] = decode(text);
    const int columns = is_space(c) ? 1 : std::max(0, ::wcwidth(static_cast<wchar_t>(c)));
    constexpr char32_t kZeroWidthJoiner = 0x200D;
    if (!clusters.empty() && (columns == 0 || joined)) {
      auto& last = clusters.back();
      last.bytes = {last.bytes.data(), last.bytes.size() + length};
    } else {
      clusters.push_back({text.substr(0, length), c, columns});
    }
    joined = c == kZeroWidthJoiner;
    text.remove_prefix(length);
  }
  return clusters;
}

int display_columns(std::string_view text) {
  int columns = 0;
  for (const auto& cluster : clusters_of(text)) columns += cluster.columns;
  return columns;
}

}  // namespace dragoman::output
