#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dragoman::engines::onnx {

/// The most tokens that the model takes in one call, without the padding at both ends.
inline constexpr std::size_t kMaxKokoroTokens = 510;
/// The padding.
inline constexpr std::int64_t kKokoroPad = 0;

/// One token for each phoneme or punctuation mark of the model's vocabulary, which is a fact of the
/// weights (tokenizer.json beside them says the same); what is not in it is left out, as the
/// model's own code does.
[[nodiscard]] std::vector<std::int64_t> kokoro_tokens(std::u32string_view phonemes);

/// One call of the model.
struct TokenPiece {
  std::vector<std::int64_t> tokens;  ///< At least one, no space at the ends.
  double pause_after_s = 0;          ///< What the cut took away: the pause of its punctuation mark.
};

/// Cuts tokens into pieces of at most `limit` (at least 2), of like length: after the end of a
/// sentence, else of a clause, else between words, else anywhere.
[[nodiscard]] std::vector<TokenPiece> split_tokens(std::span<const std::int64_t> tokens,
                                                   std::size_t limit);

}  // namespace dragoman::engines::onnx
