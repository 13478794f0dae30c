#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace dragoman::engines::ctranslate2 {

/// What a student's own options (special:model.yml in its container) say about its shape. Sizes of
/// weights are not here: they are read off the tensors, and compared.
struct StudentOptions {
  std::size_t encoder_layers = 0;
  std::size_t decoder_layers = 0;
  std::size_t dimension = 0;  ///< Of embeddings and layers.
  std::size_t heads = 0;      ///< Of attention; divides `dimension`.
  bool tied_output = true;    ///< The output layer has the target's embeddings as its weights.
};

/// Reads lines `key: value`, lists as `key: [a, b]` or as `- a` lines below the key; anything else
/// is refused. Text ends at its first NUL. Every option that changes the arithmetic must have the
/// one value that we compute (a post-norm transformer encoder with ReLU and a decoder of SSRU
/// cells); options that we do not know are passed over. Errors:
/// kModelInvalid, naming the option.
[[nodiscard]] base::Result<StudentOptions> parse_student_options(std::string_view text);

}  // namespace dragoman::engines::ctranslate2
