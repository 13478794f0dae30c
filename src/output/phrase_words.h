#pragma once

#include <string_view>

#include "core/language.h"

namespace dragoman::output {

/// What a small word does to the line break beside it.
enum class WordRole {
  kPlain,
  kOpens,   ///< A conjunction or preposition: a break before it is good, one after it is not.
  kClings,  ///< An article, possessive, pronoun or auxiliary: no break after it.
};

/// The role of a word, without its punctuation, in either case (of ASCII). Plain for every word of
/// a language whose small words are not listed.
[[nodiscard]] WordRole role_of(std::string_view word, core::Language language);

}  // namespace dragoman::output
