#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/language.h"

namespace dragoman::text {

/// Splits running text into sentences by Unicode's rules (UAX #29 as ICU tailors them to the
/// language, abbreviations such as "Mr." kept whole, closing quotes with what they close). Thai,
/// which writes no marks, is cut at spaces where it runs on. Surrounding white space is dropped; no
/// sentence is empty. UTF-8 in and out; ill-formed input is repaired. Safe from any thread.
[[nodiscard]] std::vector<std::string> split_sentences(std::string_view text,
                                                       core::Language language);

/// Whether the text ends as a sentence does: with terminal punctuation of any script, closing
/// quotes and brackets allowed.
[[nodiscard]] bool ends_sentence(std::string_view text);

/// Whether the language ends its sentences with marks; Thai does not.
[[nodiscard]] bool writes_sentence_marks(core::Language language);

/// What the language writes between two sentences: a space, or nothing.
[[nodiscard]] std::string_view sentence_separator(core::Language language);

/// `left` then `right` with what the language writes between two sentences, where both are.
[[nodiscard]] std::string join_sentences(std::string_view left, std::string_view right,
                                         core::Language language);

/// Cuts a sentence after a clause mark (comma, semicolon, colon, dash of any script) into at most
/// two parts: the first as short as it can be with at least `min_chars` code points. One part where
/// no mark stands far enough from either end.
[[nodiscard]] std::vector<std::string> split_first_clause(std::string_view sentence,
                                                          std::size_t min_chars);

/// Code points in well-formed UTF-8.
[[nodiscard]] std::size_t count_code_points(std::string_view text);

}  // namespace dragoman::text
