#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "text/numbers.h"
#include "text/terms.h"

namespace dragoman::text {

/// Something in a source sentence that says what its translation has to hold.
struct Demand {
  Place place;             ///< In the sentence.
  std::string target;      ///< What is to stand for it.
  bool term = false;       ///< From the glossary; else a literal, such as a number.
  bool inflected = false;  ///< Of a term: its plural will do as well.
  std::string digits;      ///< Of a number: see Literal.
  bool marks = false;      ///< Whether its source has punctuation.
};

/// The terms of `terms` (those that `finder` was made of) and the literals outside of them, in the
/// order of the sentence. `any_case`: see TermFinder::find().
[[nodiscard]] std::vector<Demand> find_demands(std::string_view sentence, const TermFinder& finder,
                                               const std::vector<core::Term>& terms,
                                               core::Language source, core::Language target,
                                               bool any_case);

/// Indices of the demands that a translation does not meet. Each occurrence of a term wants a place
/// of its own; a number may stand for several.
[[nodiscard]] std::vector<std::size_t> unmet_demands(std::string_view translation,
                                                     const std::vector<Demand>& demands,
                                                     std::string_view sentence);

/// The translation with the terms that it holds written exactly as the glossary has them; at the
/// beginning of a sentence in `language`, with a capital as well where they have none.
[[nodiscard]] std::string spell_terms(std::string_view translation,
                                      const std::vector<Demand>& demands, core::Language language);

/// Adds what is still not met to the end, before a closing mark: the last resort.
void append_unmet(std::string& translation, const std::vector<Demand>& demands,
                  std::string_view sentence, core::Language language);

/// How a term is written where a sentence begins with it.
[[nodiscard]] std::string as_first_word(std::string_view term, core::Language language);

}  // namespace dragoman::text
