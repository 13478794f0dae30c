#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "engines/llama/language_model.h"
#include "engines/llama/projector.h"

namespace dragoman::engines::llama {

/// What a model says to a prompt of words, sounds and pictures.
struct Answer {
  std::vector<Token> tokens;
  std::vector<float> log_probabilities;  ///< One a token; of those that it was free to say.
  bool ended = false;                    ///< False where it had more to say than it was let.
};

/// How far an answer may go.
struct AnswerLimits {
  std::size_t max_tokens = 64;
  float repeat_penalty = 1.0F;  ///< As Generation's (generator.h).
};

/// Goes on, greedily, with one prompt at a time. Works on the calling thread alone; one thread at a
/// time.
class Answerer {
 public:
  /// With room for `tokens` of prompt and answer together; a row of an embedding counts as one.
  /// Errors: kModelInvalid (the model allows no such context).
  [[nodiscard]] static base::Result<std::unique_ptr<Answerer>> open(
      std::shared_ptr<const LanguageModel> model, std::size_t tokens, bool four_positions);
  virtual ~Answerer() = default;

  /// The last piece is of words. Cancel takes effect at the next step (kStepTokens of the prompt,
  /// one of the answer). Errors: kInvalidArgument (no room), kCancelled, kInternal (the next call
  /// begins afresh).
  virtual base::Result<Answer> run(std::span<const Piece> prompt, AnswerLimits limits,
                                   const base::CancelToken& cancel) = 0;

  [[nodiscard]] virtual std::size_t tokens() const = 0;
  /// Of a prompt.
  [[nodiscard]] virtual std::size_t size_of(std::span<const Piece> prompt) const = 0;
};

}  // namespace dragoman::engines::llama
