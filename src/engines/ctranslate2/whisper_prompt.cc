#include "engines/ctranslate2/whisper_prompt.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "engines/ctranslate2/whisper_network.h"

namespace dragoman::engines::ctranslate2 {
namespace {

constexpr std::size_t kMostOfTerms = kMostPrevious / 2;
constexpr std::size_t kShortestEcho = 3;
constexpr std::size_t kEchoedRun = 8;
// A token has at least a byte; what is cut off here would be dropped behind.
constexpr std::size_t kMostBytes = 4096;

void append(std::vector<TokenId>& to, std::span<const TokenId> from) {
  to.insert(to.end(), from.begin(), from.end());
}

std::vector<TokenId> list(const WhisperTokens& tokens, std::span<const std::string> terms) {
  std::vector<TokenId> ids;
  for (const auto& term : terms) {
    const auto spelt = tokens.tokenise(
        fmt::format("{} {}", ids.empty() ? "" : ",", std::string_view(term).substr(0, kMostBytes)));
    if (ids.size() + spelt.size() >= kMostOfTerms) break;
    append(ids, spelt);
  }
  if (!ids.empty()) append(ids, tokens.tokenise("."));
  return ids;
}

}  // namespace

std::vector<TokenId> make_prompt(const WhisperTokens& tokens, std::span<const std::string> terms,
                                 std::string_view previous_text) {
  if (!tokens.start_of_previous) return {};
  auto ids = list(tokens, terms);
  if (previous_text.empty()) return ids;
  if (previous_text.size() > kMostBytes) {
    previous_text.remove_prefix(previous_text.size() - kMostBytes);
  }
  const auto before = tokens.tokenise(fmt::format(" {}", previous_text));
  append(ids, std::span(before).last(std::min(before.size(), kMostPrevious - ids.size())));
  return ids;
}

bool echoes(std::span<const TokenId> text, std::span<const TokenId> prompt) {
  if (text.size() < kShortestEcho) return false;
  const std::size_t run = std::min(text.size(), kEchoedRun);
  for (std::size_t i = 0; i + run <= text.size(); ++i) {
    const auto part = text.subspan(i, run);
    // Not std::ranges::search: clang 14 cannot take the libstdc++ of gcc 12 there.
    if (std::search(prompt.begin(), prompt.end(), part.begin(), part.end()) != prompt.end()) {
      return true;
    }
  }
  return false;
}

}  // namespace dragoman::engines::ctranslate2
