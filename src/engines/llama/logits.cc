#include "engines/llama/logits.h"

#include <algorithm>
#include <cmath>

namespace dragoman::engines::llama {

void penalise(std::span<float> logits, std::vector<Token> said, float penalty) {
  if (penalty <= 1.0F) return;
  std::ranges::sort(said);
  said.erase(std::unique(said.begin(), said.end()), said.end());
  for (const auto token : said) {
    auto& logit = logits[static_cast<std::size_t>(token)];
    logit = logit > 0 ? logit / penalty : logit * penalty;
  }
}

float log_probability(std::span<const float> logits, Token token) {
  const float highest = *std::ranges::max_element(logits);
  double sum = 0;
  for (const auto logit : logits) sum += std::exp(static_cast<double>(logit - highest));
  return logits[static_cast<std::size_t>(token)] - highest - static_cast<float>(std::log(sum));
}

}  // namespace dragoman::engines::llama
