#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::text {

/// A stretch of a text: words to be pronounced, or the punctuation between them with its spaces.
struct ClausePart {
  bool mark = false;
  std::u32string text;
};

/// Cuts a text at its punctuation, which a synthesiser needs and a phoneme library swallows. Marks
/// are put into the model's own: ; : , . ! ? — … ( ) “ ” and ". What belongs to a word stays in it:
/// the stops of 3.5, 10:30, example.com, U.S. and of titles such as "Dr.", and any mark of `kept`.
/// Concatenating the parts gives the text again, its marks changed.
[[nodiscard]] std::vector<ClausePart> split_clauses(std::u32string_view text,
                                                    std::u32string_view kept = {});

/// Quotation marks and the brackets of titles, of any script.
inline constexpr std::u32string_view kQuotes = U"\"“”„«»「」『』《》〈〉【】";

}  // namespace dragoman::text
