#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.h"
#include "engines/mt.h"

namespace dragoman::engines {

/// What is wrong with an answer that cannot be a translation. A language model that fails does so
/// fluently; these are the ways of it that need no second model to be seen. Pure functions of this
/// file; safe from any thread.
enum class Fault {
  kEmpty,        ///< Nothing, or no letter where the source has some.
  kEcho,         ///< The source again, or four fifths of its words.
  kPrompt,       ///< Words of the prompt, or a control token written out.
  kLoop,         ///< The same stretch four times and more on end.
  kWrongScript,  ///< Mostly letters of a script that the target language is not written in.
  kTooLong,      ///< More than any translation of the source would be.
  kTooShort,     ///< Less than any would.
};

[[nodiscard]] std::string_view describe(Fault fault);

/// The answer without what models put around it: white space, a label before it, quotation marks
/// that the source has not.
[[nodiscard]] std::string trim_answer(std::string_view source, std::string_view answer,
                                      Direction direction);

/// Nothing where the trimmed answer may be a translation of the source.
[[nodiscard]] std::optional<Fault> find_fault(std::string_view source, std::string_view answer,
                                              Direction direction);

/// Nothing where the text may be what was said in `seconds` of speech. Empty is no fault: nothing
/// may have been said. What repeats is a loop later than in a translation: people laugh and chant.
[[nodiscard]] std::optional<Fault> find_transcript_fault(std::string_view text, double seconds);

/// The terms whose source stands in the text: as a word, where its script has words, in any case.
[[nodiscard]] std::vector<core::Term> terms_in(std::string_view text,
                                               const std::vector<core::Term>& terms);

/// Those of `terms` whose target the answer lacks, in any case.
[[nodiscard]] std::vector<core::Term> terms_missed(std::string_view answer,
                                                   const std::vector<core::Term>& terms);

/// The answer with each term that it left in the source language put into its target.
[[nodiscard]] std::string put_terms(std::string answer, const std::vector<core::Term>& terms);

}  // namespace dragoman::engines
