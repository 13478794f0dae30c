#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engines/mt.h"

namespace dragoman::engines {

/// How many other translations are weighed, and how much less likely one may be than the
/// translator's own where they part (a twentieth, as a natural logarithm).
inline constexpr std::size_t kMostAlternatives = 8;
inline constexpr double kMostMargin = 3.0;

/// What is seen, in the language that is translated into.
struct SceneWords {
  std::string note;
  /// A text of everyday words, whose words in the note say nothing of the scene.
  std::string everyday;
};

/// English of that kind; in another language, its translation.
[[nodiscard]] std::string_view everyday_english();

/// Which of `others` fits what is seen better than `own` does; nothing where none does.
///
/// The rule: a word of the note is evidence unless it is everyday, or shorter than four letters (in
/// Korean two syllables; of scripts without spaces between words, each two characters on end stand
/// for a word). A candidate gains each word of evidence that it has and `own` has not, and loses
/// each that `own` has and it has not; words count as the same in any case, and with up to two
/// other letters at the end. The one with the most left over is chosen, the likelier of two alike,
/// and only if something is left over at all: where the note says nothing of what the candidates
/// differ in, the translator's own stands. Pure; safe from any thread.
[[nodiscard]] std::optional<std::size_t> choose_by_scene(std::string_view own,
                                                         std::span<const MtCandidate> others,
                                                         const SceneWords& scene);

}  // namespace dragoman::engines
