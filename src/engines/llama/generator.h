#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "engines/llama/language_model.h"

namespace dragoman::engines::llama {

/// One text to go on with.
struct Generation {
  std::vector<Token> prompt;    ///< Not empty.
  std::size_t max_tokens = 64;  ///< Of the answer.
  bool line = false;            ///< The answer ends with its first line that says anything.
  /// Above 1: what was said already is less likely to be said again, by this factor of its logit
  /// (Keskar et al. 2019, CTRL, section 4.1).
  float repeat_penalty = 1.0F;
  base::CancelToken cancel;
};

/// The most that one step computes, of prompts and answers.
inline constexpr std::size_t kStepTokens = 256;

/// Sizes of a generator's memory, in tokens.
struct GeneratorSizes {
  std::size_t slots = 4;          ///< Texts that are under way at once.
  std::size_t slot_tokens = 768;  ///< Prompt and answer of one.
  std::size_t prefixes = 2;  ///< Prompts whose beginnings are kept for the next that share them.
  bool exact = false;  ///< Keys and values in float32: twice the memory, and no answer that its
                       ///< company could sway. For tests.
};

/// Goes on with texts, greedily, several at once in one context: a step decodes one token of each,
/// and the prompts of those that begin beside them. The longest beginning that a prompt shares with
/// an earlier one is not computed again. Works on the calling thread alone; one thread at a time.
class Generator {
 public:
  /// Errors: kModelInvalid (the model allows no such context).
  [[nodiscard]] static base::Result<std::unique_ptr<Generator>> open(
      std::shared_ptr<const LanguageModel> model, GeneratorSizes sizes);
  virtual ~Generator() = default;

  /// One result a request, in order. A prompt that leaves no room for an answer is
  /// kInvalidArgument; a cancelled one kCancelled, at the next step (a step computes at most
  /// kStepTokens); where the library fails, kInternal for those under way, and the next call begins
  /// afresh.
  virtual std::vector<base::Result<std::string>> run(std::span<const Generation> requests) = 0;

  /// Tokens computed since it was opened: of prompts, answers, and those that a kept beginning
  /// spared. For tests and benches.
  struct Counts {
    std::size_t prompt = 0;
    std::size_t answer = 0;
    std::size_t spared = 0;
    std::size_t steps = 0;
  };
  [[nodiscard]] virtual Counts counts() const = 0;
  [[nodiscard]] virtual GeneratorSizes sizes() const = 0;
};

}  // namespace dragoman::engines::llama
