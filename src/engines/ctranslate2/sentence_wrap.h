#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engines/ctranslate2/student_vocabulary.h"

namespace dragoman::engines::ctranslate2 {

/// Positions among a sentence's pieces, `end` exclusive.
struct PieceRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Cuts a sentence that is too long for a student into stretches of at most `limit` pieces, in
/// order and complete. A cut falls, as late as it can in the stretch's second half, after a
/// sentence or clause mark, else before a word, else at the limit; not inside one of `whole` (in
/// order, none overlapping) that is no longer than half a stretch. `limit` is above 0; the
/// stretches view `pieces`.
[[nodiscard]] std::vector<std::span<const int>> wrap_sentence(
    std::span<const int> pieces, const StudentVocabulary& vocabulary, std::size_t limit,
    std::span<const PieceRange> whole = {});

}  // namespace dragoman::engines::ctranslate2
