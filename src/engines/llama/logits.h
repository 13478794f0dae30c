#pragma once

#include <span>
#include <vector>

#include "engines/llama/language_model.h"

namespace dragoman::engines::llama {

/// Makes what was said less likely to be said again, by `penalty` (1: not at all) of each logit
/// (Keskar et al. 2019, CTRL, section 4.1).
void penalise(std::span<float> logits, std::vector<Token> said, float penalty);

/// The logarithm of the softmax's value at `token`.
[[nodiscard]] float log_probability(std::span<const float> logits, Token token);

}  // namespace dragoman::engines::llama
