#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/language.h"

// What keeps Whisper from inventing text, as pure functions of what the network answered. On
// silence, noise and music it writes what it saw in captions, and on unclear speech it may repeat
// itself without end (Radford et al. 2022, section 4.5).
namespace dragoman::engines::ctranslate2 {

/// The answer to one utterance.
struct Heard {
  std::span<const std::size_t> ids;  ///< Text tokens.
  float mean_log_probability = 0;    ///< Of its tokens, the end included.
  float no_speech = 0;               ///< Probability, before the first token, that nothing is said.
  bool cut_off = false;              ///< It did not end by itself.
};

enum class Verdict {
  kAccept,
  kDoubtful,  ///< Improbable, though somebody speaks: kept where no other search does better.
  kReject,    ///< Repetitive, endless, or improbable and perhaps no speech: another search may do
              ///< better.
  kSilence,   ///< Nothing was said.
};

[[nodiscard]] Verdict judge(const Heard& heard);

/// Whether the tokens end in the same one to ten tokens again and again: more often than people
/// repeat themselves.
[[nodiscard]] bool ends_in_loop(std::span<const std::int32_t> ids);

/// The share of token triples that stood before in the same text: 0 for none; 0 for texts under 12
/// tokens.
[[nodiscard]] float repetition(std::span<const std::size_t> ids);

/// The most tokens that an utterance of so many seconds can have: fast speech in a script that
/// takes several tokens a character.
[[nodiscard]] std::size_t token_limit(double seconds);

/// Probability of each language, indexed by static_cast<size_t>(Language); 0 for those that the
/// model does not know.
using LanguageProbabilities = std::array<float, core::kLanguageCount>;

struct LanguageChoice {
  core::Language language = core::Language::kEnglish;
  float probability = 0;
};

/// The most probable language, unless identification is unsure: where the utterance is shorter than
/// 3 seconds or no language has a probability of 0.5, `likely` (what the recording spoke so far) is
/// kept if the model gives it at least a tenth of the best one's probability.
[[nodiscard]] LanguageChoice choose_language(const LanguageProbabilities& probabilities,
                                             std::optional<core::Language> likely, double seconds);

}  // namespace dragoman::engines::ctranslate2
