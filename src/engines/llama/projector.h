#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/picture.h"
#include "engines/llama/language_model.h"

namespace dragoman::engines::llama {

/// Where an embedding stands, counted from its piece's first (M-RoPE: Wang et al. 2024, Qwen2-VL,
/// section 2.1): when, and in which column and row of a picture.
struct Place {
  std::int32_t time = 0;
  std::int32_t x = 0;
  std::int32_t y = 0;
};

/// A stretch of a prompt: words, or what was heard or seen. One of the first two is empty.
struct Piece {
  std::vector<Token> tokens;
  std::vector<float> embeddings;   ///< Row after row, each of Projector::width().
  std::vector<Place> places = {};  ///< Of each row. Empty: one after the other.
  bool at_once = false;            ///< Whether each row sees all of the piece, not only what is
                                   ///< before it. Then it is read in one step, or not at all.
};

/// The most rows that one picture is given, by models that choose: a note needs no small print, and
/// each row is read by the language model.
inline constexpr int kMostPictureRows = 256;

/// What turns sound and pictures into what a language model reads in place of tokens: the file of a
/// projector (mmproj), as libmtmd runs it. Works on the calling thread (the library takes three
/// more for the spectrogram); one thread at a time. Its weights are its own: the library keeps
/// state beside them.
class Projector {
 public:
  /// Checks the file's head (audio_head.h, vision_head.h), then loads it for `model`. Errors:
  /// kModelMissing, kModelInvalid (damaged, of another model, or of another sample rate than
  /// core::kListenRateHz).
  [[nodiscard]] static base::Result<std::unique_ptr<Projector>> open(
      const std::string& path, std::shared_ptr<const LanguageModel> model);
  virtual ~Projector() = default;

  /// The samples, not empty, and the tokens that the model wants around them. Cancel takes effect
  /// between the encoder's passes, of 8 to 30 seconds. Errors: kCancelled, kInvalidArgument (it is
  /// deaf), kInternal (the projector is then of no more use).
  virtual base::Result<std::vector<Piece>> hear(std::span<const float> samples,
                                                const base::CancelToken& cancel) = 0;
  /// One picture, not empty, made as large as the model wants it; in several pieces where the model
  /// looks at its parts one by one. Cancel takes effect between those. Errors: as hear().
  virtual base::Result<std::vector<Piece>> see(const core::Picture& picture,
                                               const base::CancelToken& cancel) = 0;

  [[nodiscard]] virtual bool hears() const = 0;
  [[nodiscard]] virtual bool sees() const = 0;
  [[nodiscard]] virtual const GgufHeader& header() const = 0;
  /// Of one embedding.
  [[nodiscard]] virtual std::size_t width() const = 0;
  /// Whether the language model wants each embedding's position four times over (M-RoPE).
  [[nodiscard]] virtual bool four_positions() const = 0;
};

}  // namespace dragoman::engines::llama
