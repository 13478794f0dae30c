#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <ctranslate2/layers/whisper.h>
#include <ctranslate2/models/whisper.h>
#include <ctranslate2/storage_view.h>

#include "base/cancel.h"
#include "engines/ctranslate2/whisper_alignment.h"
#include "engines/ctranslate2/whisper_guards.h"
#include "engines/ctranslate2/whisper_mel.h"
#include "engines/ctranslate2/whisper_tokens.h"

namespace dragoman::engines::ctranslate2 {

/// What the decoder believes of an utterance before the first token.
struct Beliefs {
  float no_speech = 0;
  LanguageProbabilities languages{};  ///< Of the model's languages only; they sum to 1.
};

/// The decoder's state of an utterance after <|startoftranscript|>. The keys and values that the
/// decoder takes from the encoder are computed here, once for all that follows.
struct Opening {
  ::ctranslate2::layers::DecoderState state;
  Beliefs beliefs;
  std::size_t length = 1;  ///< Tokens that the decoder has read.
};

/// One text to search for.
struct Line {
  TokenId language = 0;
  TokenId task = 0;       ///< <|transcribe|> or <|translate|>
  std::size_t limit = 0;  ///< Text tokens at most.
  base::CancelToken cancel;
};

struct Search {
  std::size_t beam = 1;
  /// Above 0: `beam` texts are drawn at this temperature and the most probable is taken.
  float temperature = 0;
  /// No so many tokens stand twice in one text. 0: they may.
  std::size_t no_repeat = 0;
};

struct Hypothesis {
  std::vector<TokenId> ids;        ///< Text tokens; of a cancelled line, what there was by then.
  float mean_log_probability = 0;  ///< Of its tokens, the end included.
  bool cut_off = false;            ///< It ran into its limit, or in circles.
};

/// The most tokens of text from before: more cost time, and leave too little room for the
/// utterance's own among the decoder's 448 positions.
inline constexpr std::size_t kMostPrevious = 180;

/// The layers of one replica over shared weights. One thread at a time; runs on the calling thread
/// alone. Throws what CTranslate2 throws.
class WhisperNetwork {
 public:
  WhisperNetwork(std::shared_ptr<const ::ctranslate2::models::WhisperModel> model,
                 std::shared_ptr<const WhisperTokens> tokens);

  /// Mel bands that the encoder wants.
  [[nodiscard]] std::size_t bands() const;

  /// [1, frames / 2, width]. Cannot be stopped.
  [[nodiscard]] ::ctranslate2::StorageView encode(MelSpectrogram& mel);

  /// `encoded`: what encode() gave. `previous`: text from before, at most kMostPrevious tokens.
  [[nodiscard]] Opening open(const ::ctranslate2::StorageView& encoded,
                             std::span<const TokenId> previous = {});

  /// The same opening, for one search while `lender` lasts untouched: it shares the keys and values
  /// from the encoder, which are most of an opening's memory.
  [[nodiscard]] static Opening lend(Opening& lender);

  /// Searches one text a line, all together, and uses the opening up. A cancelled line ends at the
  /// next step, the others go on. Every step is one pass of the decoder over beam * lines rows.
  [[nodiscard]] std::vector<Hypothesis> search(Opening opening, std::span<const Line> lines,
                                               const Search& search);

  /// What the heads that follow the sound looked at while the decoder read the line's text. Uses
  /// the opening up. One pass of the decoder.
  [[nodiscard]] Attention attend(Opening opening, const Line& line, std::span<const TokenId> text);

 private:
  [[nodiscard]] Beliefs read_beliefs(const float* logits) const;
  void prompt(Opening& opening, std::span<const Line> lines);
  void follow_heads();

  const std::shared_ptr<const ::ctranslate2::models::WhisperModel> model_;
  const std::shared_ptr<const WhisperTokens> tokens_;
  ::ctranslate2::layers::WhisperEncoder encoder_;
  ::ctranslate2::layers::WhisperDecoder decoder_;
};

}  // namespace dragoman::engines::ctranslate2
