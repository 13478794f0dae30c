#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/llama/gguf_header.h"

struct llama_model;
struct llama_vocab;

namespace dragoman::engines::llama {

using Token = std::int32_t;

/// A language model's weights and vocabulary, as llama.cpp runs them. Immutable once open; shared
/// by contexts on any thread.
class LanguageModel {
 public:
  /// Checks the file (gguf_header.h), then loads it: mapped where the kernels take the weights as
  /// they lie, copied where they want them in another order. Errors: kModelMissing, kModelInvalid,
  /// kInternal.
  [[nodiscard]] static base::Result<std::shared_ptr<const LanguageModel>> open(
      const std::string& path);

  LanguageModel(const LanguageModel&) = delete;
  LanguageModel& operator=(const LanguageModel&) = delete;
  ~LanguageModel();

  [[nodiscard]] const GgufHeader& header() const { return header_; }
  [[nodiscard]] llama_model* get() const { return model_; }
  [[nodiscard]] std::size_t vocabulary_size() const;

  /// Appends the tokens of `text`. `trusted`: control tokens written in it are taken as such; of
  /// what users say they are not. The beginning-of-text token comes first where `out` is empty and
  /// the model wants one.
  void tokenise(std::string_view text, bool trusted, std::vector<Token>& out) const;
  /// The text of tokens; control tokens give none, or, where wanted, their names.
  [[nodiscard]] std::string text_of(const std::vector<Token>& tokens,
                                    bool with_control = false) const;
  /// Whether the token ends an answer.
  [[nodiscard]] bool ends(Token token) const;

 private:
  LanguageModel(llama_model* model, GgufHeader header);

  llama_model* model_;
  const llama_vocab* vocabulary_;
  GgufHeader header_;
};

}  // namespace dragoman::engines::llama
