#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  /// What text from before the utterance begins with; nothing where the model knows no such thing.
  std::optional<TokenId> start_of_previous;
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

  /// The bytes that a text token writes, maybe part of a character; of another token none.
  [[nodiscard]] std::string_view bytes(TokenId id) const;

  /// The text tokens that spell this text, as the model saw such text in training: byte pairs put
  /// together in the order of their ids (Sennrich et al. 2016, as in tiktoken). Bytes that no token
  /// spells are left out.
  [[nodiscard]] std::vector<TokenId> tokenise(std::string_view text) const;

 private:
  [[nodiscard]] std::optional<TokenId> find(std::string_view bytes) const;
  void tokenise_word(std::string_view word, std::vector<TokenId>& ids) const;

  std::vector<std::string> bytes_;       // of each text token
  std::vector<std::uint32_t> by_bytes_;  // their ids, in the order of their bytes
};

}  // namespace dragoman::engines::ctranslate2
