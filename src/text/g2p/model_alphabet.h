#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

/// How a text is pronounced: the front ends that we have for models trained on the phoneme alphabet
/// of the misaki package (Kokoro).
enum class Accent {
  kAmerican,
  kBritish,
  kSpanish,
  kFrench,
  kHindi,
  kItalian,
  kBrazilian,
  kGerman,
  kRussian,
};

/// Rewrites eSpeak NG's IPA (as Espeak::phonemes() gives it) in the model's alphabet, by the
/// replacement tables of misaki's espeak module (version 1 models): one symbol for each diphthong
/// and affricate, no language flags, no ties.
[[nodiscard]] std::u32string to_model_alphabet(Accent accent, std::u32string_view ipa);

}  // namespace dragoman::text
