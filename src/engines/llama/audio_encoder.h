#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "engines/llama/language_model.h"

namespace dragoman::engines::llama {

/// A stretch of a prompt: words, or what was heard. One of the two is empty.
struct Piece {
  std::vector<Token> tokens;
  std::vector<float> embeddings;  ///< Row after row, each of AudioEncoder::width().
};

/// What turns samples into what a language model reads in place of tokens: the projector's file
/// (mmproj) of an audio model, as libmtmd runs it. Works on the calling thread (the library takes
/// three more for the spectrogram); one thread at a time. Its weights are its own: the library
/// keeps state beside them.
class AudioEncoder {
 public:
  /// Checks the file's head (audio_head.h), then loads it for `model`. Errors: kModelMissing,
  /// kModelInvalid (damaged, of another model, or of another sample rate than core::kListenRateHz).
  [[nodiscard]] static base::Result<std::unique_ptr<AudioEncoder>> open(
      const std::string& path, std::shared_ptr<const LanguageModel> model);
  virtual ~AudioEncoder() = default;

  /// The samples, not empty, and the tokens that the model wants around them. Cancel takes effect
  /// between the encoder's passes, of 8 to 30 seconds. Errors: kCancelled, kInternal (the encoder
  /// is then of no more use).
  virtual base::Result<std::vector<Piece>> hear(std::span<const float> samples,
                                                const base::CancelToken& cancel) = 0;

  [[nodiscard]] virtual const GgufHeader& header() const = 0;
  /// Of one embedding.
  [[nodiscard]] virtual std::size_t width() const = 0;
  /// Whether the language model wants each embedding's position four times over (M-RoPE).
  [[nodiscard]] virtual bool four_positions() const = 0;
};

}  // namespace dragoman::engines::llama
