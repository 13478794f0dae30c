#include "engines/onnx/piper_ids.h"

#include <algorithm>
#include <array>
#include <string>

namespace dragoman::engines::onnx {

namespace {

constexpr std::int64_t kBlank = 0;
constexpr std::int64_t kBegin = 1;
constexpr std::int64_t kEnd = 2;
constexpr std::size_t kFirstSpoken = 3;

constexpr std::u32string_view kEndsSentence = U".!?";
constexpr std::u32string_view kMarks = U".!?,;: ";

// Where a sentence may be cut, strongest first, and the pause that belongs there.
struct Boundary {
  std::u32string_view marks;
  double pause_s;
};
constexpr double kSentencePauseS = 0.25;
constexpr std::array kBoundaries{Boundary{U";:", 0.15}, Boundary{U",", 0.1}, Boundary{U" ", 0.0}};

bool is_in(std::u32string_view set, char32_t point) { return set.find(point) != set.npos; }

// The marks that the models were not trained with, by those that stand for the same pause.
char32_t piper_mark(char32_t point) {
  if (point == U'…') return U'.';
  return point == U'—' ? U',' : point;
}

std::u32string readable(std::u32string_view phonemes, std::u32string_view alphabet) {
  const auto spoken = alphabet.substr(std::min(kFirstSpoken, alphabet.size()));
  std::u32string result;
  for (const auto point : phonemes) {
    const auto mark = piper_mark(point);
    if (is_in(spoken, mark)) result += mark;
  }
  return result;
}

std::u32string_view without_spaces(std::u32string_view text) {
  while (text.starts_with(U' ')) text.remove_prefix(1);
  while (text.ends_with(U' ')) text.remove_suffix(1);
  return text;
}

// One past the marks that end the first sentence: they are followed by a space or by nothing.
std::size_t sentence_length(std::u32string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_in(kEndsSentence, text[i])) continue;
    if (i + 1 == text.size() || text[i + 1] == U' ') return i + 1;
  }
  return text.size();
}

struct Cut {
  std::size_t length;
  double pause_s;
};

// The last boundary of the strongest kind in the second half of what may be spoken at once.
Cut choose_cut(std::u32string_view text, std::size_t limit) {
  for (const auto& boundary : kBoundaries) {
    for (auto length = limit; length > limit / 2; --length) {
      if (is_in(boundary.marks, text[length - 1])) return {length, boundary.pause_s};
    }
  }
  return {limit, 0.0};
}

std::vector<std::int64_t> to_ids(std::u32string_view phonemes, std::u32string_view alphabet) {
  std::vector<std::int64_t> ids{kBegin, kBlank};
  for (const auto point : phonemes) {
    ids.push_back(static_cast<std::int64_t>(alphabet.find(point)));
    ids.push_back(kBlank);
  }
  ids.push_back(kEnd);
  return ids;
}

}  // namespace

std::u32string_view piper_alphabet() {
  return U"_^$ !'(),-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœǀǁǂǃɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶ"
         U"ɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟʡʢʲˈˌːˑ˞βθχᵻⱱ0123456789\u0327\u0303\u032A\u032F\u0329ʰˤε"
         U"↓#\"↑\u033A\u033BgʦX\u031D\u030A";
}

std::vector<PiperPiece> piper_pieces(std::u32string_view phonemes, std::u32string_view alphabet,
                                     std::size_t limit) {
  std::vector<PiperPiece> pieces;
  const auto text = readable(phonemes, alphabet);
  std::u32string_view rest = without_spaces(text);
  while (!rest.empty()) {
    const auto sentence = sentence_length(rest);
    const auto cut = sentence <= limit ? Cut{sentence, kSentencePauseS} : choose_cut(rest, limit);
    const auto piece = without_spaces(rest.substr(0, cut.length));
    rest = without_spaces(rest.substr(cut.length));
    if (piece.find_first_not_of(kMarks) == piece.npos) continue;
    pieces.push_back({to_ids(piece, alphabet), rest.empty() ? 0.0 : cut.pause_s});
  }
  return pieces;
}

}  // namespace dragoman::engines::onnx
