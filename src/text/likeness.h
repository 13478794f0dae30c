#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

/// Roughly how a word sounds, in letters a to z and digits: written in Latin letters, without
/// accents, each sound in one spelling ("ph" as "f", "ck" as "k", no doubled letters). Made for
/// comparing, not for reading; the spellings are those that European languages share. Empty where
/// nothing is left. Safe from any thread, as is likeness().
[[nodiscard]] std::string sound_key(std::string_view word);

/// How alike two sound keys are: 1 where they are the same, 0 where they share nothing.
/// Levenshtein's distance, in which a vowel for a vowel, a consonant for its neighbour (b and p, s
/// and z) and a vowel or h too many count less than a whole letter, over the length of the longer
/// key.
[[nodiscard]] double likeness(std::string_view a, std::string_view b);

}  // namespace dragoman::text
