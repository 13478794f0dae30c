#include "engines/onnx/kokoro_tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace dragoman::engines::onnx {

namespace {

struct Symbol {
  char32_t point;
  std::int64_t id;
};

// The vocabulary of Kokoro-82M 1.0, by code point.
constexpr std::array kVocabulary{
    Symbol{U' ', 16},  Symbol{U'!', 5},   Symbol{U'"', 11},      Symbol{U'(', 12},
    Symbol{U')', 13},  Symbol{U',', 3},   Symbol{U'.', 4},       Symbol{U':', 2},
    Symbol{U';', 1},   Symbol{U'?', 6},   Symbol{U'A', 24},      Symbol{U'I', 25},
    Symbol{U'O', 31},  Symbol{U'Q', 33},  Symbol{U'S', 35},      Symbol{U'T', 36},
    Symbol{U'W', 39},  Symbol{U'Y', 41},  Symbol{U'a', 43},      Symbol{U'b', 44},
    Symbol{U'c', 45},  Symbol{U'd', 46},  Symbol{U'e', 47},      Symbol{U'f', 48},
    Symbol{U'h', 50},  Symbol{U'i', 51},  Symbol{U'j', 52},      Symbol{U'k', 53},
    Symbol{U'l', 54},  Symbol{U'm', 55},  Symbol{U'n', 56},      Symbol{U'o', 57},
    Symbol{U'p', 58},  Symbol{U'q', 59},  Symbol{U'r', 60},      Symbol{U's', 61},
    Symbol{U't', 62},  Symbol{U'u', 63},  Symbol{U'v', 64},      Symbol{U'w', 65},
    Symbol{U'x', 66},  Symbol{U'y', 67},  Symbol{U'z', 68},      Symbol{U'æ', 72},
    Symbol{U'ç', 78},  Symbol{U'ð', 81},  Symbol{U'ø', 116},     Symbol{U'ŋ', 112},
    Symbol{U'œ', 120}, Symbol{U'ɐ', 70},  Symbol{U'ɑ', 69},      Symbol{U'ɒ', 71},
    Symbol{U'ɔ', 76},  Symbol{U'ɕ', 77},  Symbol{U'ɖ', 80},      Symbol{U'ə', 83},
    Symbol{U'ɚ', 85},  Symbol{U'ɛ', 86},  Symbol{U'ɜ', 87},      Symbol{U'ɟ', 90},
    Symbol{U'ɡ', 92},  Symbol{U'ɣ', 139}, Symbol{U'ɤ', 140},     Symbol{U'ɥ', 99},
    Symbol{U'ɨ', 101}, Symbol{U'ɪ', 102}, Symbol{U'ɯ', 110},     Symbol{U'ɰ', 111},
    Symbol{U'ɲ', 114}, Symbol{U'ɳ', 113}, Symbol{U'ɴ', 115},     Symbol{U'ɸ', 118},
    Symbol{U'ɹ', 123}, Symbol{U'ɻ', 126}, Symbol{U'ɽ', 129},     Symbol{U'ɾ', 125},
    Symbol{U'ʁ', 128}, Symbol{U'ʂ', 130}, Symbol{U'ʃ', 131},     Symbol{U'ʈ', 132},
    Symbol{U'ʊ', 135}, Symbol{U'ʋ', 136}, Symbol{U'ʌ', 138},     Symbol{U'ʎ', 143},
    Symbol{U'ʒ', 147}, Symbol{U'ʔ', 148}, Symbol{U'ʝ', 103},     Symbol{U'ʣ', 18},
    Symbol{U'ʤ', 82},  Symbol{U'ʥ', 19},  Symbol{U'ʦ', 20},      Symbol{U'ʧ', 133},
    Symbol{U'ʨ', 21},  Symbol{U'ʰ', 162}, Symbol{U'ʲ', 164},     Symbol{U'ˈ', 156},
    Symbol{U'ˌ', 157}, Symbol{U'ː', 158}, Symbol{U'\u0303', 17}, Symbol{U'β', 75},
    Symbol{U'θ', 119}, Symbol{U'χ', 142}, Symbol{U'ᵊ', 42},      Symbol{U'ᵝ', 22},
    Symbol{U'ᵻ', 177}, Symbol{U'—', 9},   Symbol{U'“', 14},      Symbol{U'”', 15},
    Symbol{U'…', 10},  Symbol{U'→', 171}, Symbol{U'↓', 169},     Symbol{U'↗', 172},
    Symbol{U'↘', 173}, Symbol{U'ꭧ', 23}};
static_assert(std::ranges::is_sorted(kVocabulary, {}, &Symbol::point));

constexpr std::int64_t id_of(char32_t point) {
  const auto found = std::ranges::lower_bound(kVocabulary, point, {}, &Symbol::point);
  return found != kVocabulary.end() && found->point == point ? found->id : 0;
}

constexpr std::int64_t kSpace = id_of(U' ');

bool is_one_of(std::int64_t id, std::u32string_view symbols) {
  return std::ranges::any_of(symbols, [&](char32_t point) { return id_of(point) == id; });
}

// Where a text may be cut, strongest first, and the pause that belongs there.
struct Boundary {
  std::u32string_view symbols;
  double pause_s;
};
constexpr std::array kBoundaries{Boundary{U".!?…", 0.25}, Boundary{U";:", 0.15},
                                 Boundary{U",—", 0.1}, Boundary{U" ", 0.0}};
constexpr std::u32string_view kClosing = U")”\"";

using Tokens = std::span<const std::int64_t>;

// How many tokens stand before the cut that is nearest to `target` of those after a boundary's
// symbol, in [target / 2, limit]; 0 where there is none.
std::size_t nearest_cut(Tokens tokens, std::u32string_view symbols, std::size_t target,
                        std::size_t limit) {
  std::size_t best = 0;
  const auto distance = [&](std::size_t cut) { return cut > target ? cut - target : target - cut; };
  for (std::size_t i = 0; i < limit; ++i) {
    if (!is_one_of(tokens[i], symbols)) continue;
    auto cut = i + 1;
    while (cut < limit && is_one_of(tokens[cut], kClosing)) ++cut;
    if (cut < target / 2) continue;
    if (best == 0 || distance(cut) < distance(best)) best = cut;
  }
  return best;
}

struct Cut {
  std::size_t tokens;
  double pause_s;
};

// Pieces of about the same length sound better than a long one and a stump.
Cut choose_cut(Tokens tokens, std::size_t limit) {
  const auto pieces = (tokens.size() + limit - 1) / limit;
  const auto target = (tokens.size() + pieces - 1) / pieces;
  for (const auto& boundary : kBoundaries) {
    const auto cut = nearest_cut(tokens, boundary.symbols, target, limit);
    if (cut > 0) return {cut, boundary.pause_s};
  }
  return {limit, 0.0};
}

Tokens without_spaces(Tokens tokens) {
  while (!tokens.empty() && tokens.front() == kSpace) tokens = tokens.subspan(1);
  while (!tokens.empty() && tokens.back() == kSpace) tokens = tokens.first(tokens.size() - 1);
  return tokens;
}

}  // namespace

std::vector<std::int64_t> kokoro_tokens(std::u32string_view phonemes) {
  std::vector<std::int64_t> tokens;
  tokens.reserve(phonemes.size());
  for (const auto point : phonemes) {
    if (const auto id = id_of(point); id != 0) tokens.push_back(id);
  }
  return tokens;
}

std::vector<TokenPiece> split_tokens(std::span<const std::int64_t> tokens, std::size_t limit) {
  std::vector<TokenPiece> pieces;
  auto rest = without_spaces(tokens);
  while (!rest.empty()) {
    const auto cut = rest.size() <= limit ? Cut{rest.size(), 0.0} : choose_cut(rest, limit);
    const auto piece = without_spaces(rest.first(cut.tokens));
    if (!piece.empty()) pieces.push_back({{piece.begin(), piece.end()}, cut.pause_s});
    rest = without_spaces(rest.subspan(cut.tokens));
  }
  return pieces;
}

}  // namespace dragoman::engines::onnx
