#include "engines/ctranslate2/sentence_wrap.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dragoman::engines::ctranslate2 {

namespace {

bool ends_clause(std::string_view piece) {
  static constexpr std::array<std::string_view, 14> kMarks{
      ".",      "!",      "?",      ";",      ":",      ",",      "\u3002",
      "\uFF01", "\uFF1F", "\uFF1B", "\uFF1A", "\uFF0C", "\u3001", "\u060C"};
  return std::ranges::any_of(kMarks, [&](std::string_view mark) { return piece.ends_with(mark); });
}

std::size_t cut(std::span<const int> pieces, const StudentVocabulary& vocabulary,
                std::size_t limit) {
  if (pieces.size() <= limit) return pieces.size();
  std::size_t word = 0;
  for (std::size_t end = limit; end > limit / 2; --end) {
    const bool starts_word = vocabulary.text(pieces[end]).starts_with(kWordStart);
    if (starts_word && word == 0) word = end;
    // A mark inside a number or a name ends nothing; scripts without spaces have no word starts to
    // ask for.
    const std::string_view last = vocabulary.text(pieces[end - 1]);
    const bool ascii_mark = static_cast<unsigned char>(last.back()) < 0x80;
    if (ends_clause(last) && (starts_word || !ascii_mark)) return end;
  }
  return word != 0 ? word : limit;
}

}  // namespace

std::vector<std::span<const int>> wrap_sentence(std::span<const int> pieces,
                                                const StudentVocabulary& vocabulary,
                                                std::size_t limit,
                                                std::span<const PieceRange> whole) {
  std::vector<std::span<const int>> stretches;
  for (std::size_t begin = 0; begin < pieces.size();) {
    auto size = cut(pieces.subspan(begin), vocabulary, limit);
    for (const auto& range : whole) {
      const bool inside = range.begin < begin + size && begin + size < range.end;
      if (inside && range.begin > begin && range.end - range.begin <= limit / 2) {
        size = range.begin - begin;
      }
    }
    stretches.push_back(pieces.subspan(begin, size));
    begin += size;
  }
  return stretches;
}

}  // namespace dragoman::engines::ctranslate2
