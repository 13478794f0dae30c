#include "output/subtitle.h"

#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace dragoman::output {

namespace {

// One character with the marks that stand on it.
struct Cluster {
  std::string_view bytes;
  char32_t first = 0;
  int columns = 0;
};

// What a line break never parts.
struct Piece {
  std::string text;
  int columns = 0;
  bool space_before = false;
};

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

bool may_part(const Cluster& before, const Cluster& after) {
  if (is_closing(after.first) || is_opening(before.first)) return false;
  return before.columns == 2 || after.columns == 2;
}

std::vector<Piece> pieces_of(std::string_view text, int columns) {
  std::vector<Piece> pieces;
  Cluster before;
  bool space = false;
  for (const auto& cluster : clusters_of(text)) {
    if (is_space(cluster.first)) {
      space = true;
      continue;
    }
    if (pieces.empty() || space || may_part(before, cluster) ||
        pieces.back().columns + cluster.columns > columns) {
      pieces.push_back({"", 0, space && !pieces.empty()});
    }
    pieces.back().text += cluster.bytes;
    pieces.back().columns += cluster.columns;
    before = cluster;
    space = false;
  }
  return pieces;
}

std::vector<Piece> fill(const std::vector<Piece>& pieces, int columns) {
  std::vector<Piece> lines;
  for (const auto& piece : pieces) {
    const int gap = piece.space_before ? 1 : 0;
    if (lines.empty() || lines.back().columns + gap + piece.columns > columns) {
      lines.push_back({piece.text, piece.columns, false});
      continue;
    }
    if (piece.space_before) lines.back().text += ' ';
    lines.back().text += piece.text;
    lines.back().columns += gap + piece.columns;
  }
  return lines;
}

std::vector<Piece> wrap_even(std::string_view text, int columns) {
  const auto pieces = pieces_of(text, columns);
  auto lines = fill(pieces, columns);
  for (int narrower = columns - 1; narrower > 0; --narrower) {
    auto tighter = fill(pieces, narrower);
    if (tighter.size() > lines.size()) break;
    lines = std::move(tighter);
  }
  return lines;
}

std::int64_t milliseconds(core::Seconds time) {
  constexpr double kLongest = 1e9;  // thirty years: whatever is beyond is a fault, not a film
  return std::llround(std::clamp(time.count(), 0.0, kLongest) * 1000);
}

core::Seconds seconds(std::int64_t milliseconds) {
  return core::Seconds(static_cast<double>(milliseconds) / 1000);
}

}  // namespace

int display_columns(std::string_view text) {
  int columns = 0;
  for (const auto& cluster : clusters_of(text)) columns += cluster.columns;
  return columns;
}

std::vector<std::string> wrap(std::string_view text, int columns) {
  std::vector<std::string> lines;
  for (auto& line : wrap_even(text, columns)) lines.push_back(std::move(line.text));
  return lines;
}

std::vector<Cue> CueMaker::next(const core::Segment& segment) {
  const auto lines = wrap_even(segment.target_text, kSubtitleColumns);
  if (lines.empty()) return {};
  std::vector<Cue> cues;
  std::vector<std::int64_t> columns_until;
  std::int64_t columns = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i % kSubtitleLines == 0) {
      cues.emplace_back();
      columns_until.push_back(0);
    }
    cues.back().lines.push_back(lines[i].text);
    columns += std::max(1, lines[i].columns);
    columns_until.back() = columns;
  }
  std::int64_t at = std::max(milliseconds(last_end_), milliseconds(segment.span.start));
  const std::int64_t begin = at;
  const auto count = static_cast<std::int64_t>(cues.size());
  const std::int64_t length = std::max(milliseconds(segment.span.end) - begin, count);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto index = static_cast<std::size_t>(i);
    const std::int64_t share = begin + length * columns_until[index] / columns;
    const std::int64_t latest = begin + length - (count - 1 - i);  // a millisecond for each to come
    const std::int64_t end = std::clamp(share, at + 1, latest);
    cues[index].span = {seconds(at), seconds(end)};
    at = end;
  }
  last_end_ = seconds(at);
  return cues;
}

std::string timestamp(core::Seconds time, char decimal_mark) {
  const std::int64_t ms = milliseconds(time);
  return fmt::format("{:02}:{:02}:{:02}{}{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60,
                     decimal_mark, ms % 1000);
}

}  // namespace dragoman::output
