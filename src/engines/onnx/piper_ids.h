#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace dragoman::engines::onnx {

/// One call of the model.
struct PiperPiece {
  std::vector<std::int64_t> ids;  ///< With the marks of both ends, and a blank after each phoneme.
  double pause_after_s = 0;       ///< What the cut took away: the pause of its punctuation mark.
};

/// What a Piper model reads, a code point for each id: the alphabet of piper-phonemize
/// (phoneme_ids.hpp, 159 ids), of which older voices know a beginning. The first three are the
/// blank, the beginning and the end of a sentence.
[[nodiscard]] std::u32string_view piper_alphabet();

/// The ids of phonemes, sentence by sentence as Piper speaks them, each at most `limit` phonemes
/// (at least 2): a longer one is cut after a comma or its like, else between words, else anywhere.
/// Marks that the alphabet lacks become those that stand for the same pause, and every phoneme that
/// is not in it is passed over, as Piper does. No piece is without a phoneme that is spoken.
[[nodiscard]] std::vector<PiperPiece> piper_pieces(std::u32string_view phonemes,
                                                   std::u32string_view alphabet, std::size_t limit);

}  // namespace dragoman::engines::onnx
