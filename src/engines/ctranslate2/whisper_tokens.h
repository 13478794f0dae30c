#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/language.h"

namespace dragoman::engines::ctranslate2 {

using TokenId = std::size_t;

/// What the tokens of a multilingual Whisper mean, read off its vocabulary: text tokens first, then
/// <|endoftext|> and the other special tokens, then the time tokens. Immutable, so safe from any
/// thread.
class WhisperTokens {
 public:
  /// `vocabulary[id]` is a token in GPT-2's byte-level spelling. Errors: kModelInvalid (a token
  /// that decoding needs is missing, as in English-only models).
  [[nodiscard]] static base::Result<WhisperTokens> read(std::span<const std::string> vocabulary);

  TokenId end_of_text = 0;  ///< Every token below it is text, every one above it is none.
  TokenId start_of_transcript = 0;
  TokenId transcribe = 0;
  TokenId translate = 0;
  TokenId no_speech = 0;
  TokenId no_timestamps = 0;
  std::size_t vocabulary_size = 0;
  /// Of each language of the contract that the model knows; indexed by
  /// static_cast<size_t>(Language).
  std::array<std::optional<TokenId>, core::kLanguageCount> language{};
  /// Text tokens that are never spoken (brackets, notes, signs), which the model was trained to
  /// write into captions. Sorted.
  std::vector<TokenId> unspoken;
  /// A lone space, with which no text begins.
  std::optional<TokenId> blank;

  [[nodiscard]] core::LanguageSet languages() const;

  /// The text of text tokens, without white space at its ends; other tokens are passed over. Always
  /// valid UTF-8: bytes that form no character (a text cut off inside one) are left out.
  [[nodiscard]] std::string text(std::span<const TokenId> ids) const;

 private:
  std::vector<std::string> bytes_;  // of each text token
};

}  // namespace dragoman::engines::ctranslate2
