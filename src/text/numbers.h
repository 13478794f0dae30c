#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "text/terms.h"

namespace dragoman::text {

/// A stretch of a sentence whose meaning is its characters: a number, an address, a code.
struct Literal {
  Place place;
  std::string digits;  ///< Of a number: its digits in 0-9, without separators and leading zeros.
                       ///< Empty: the stretch has to come through as it stands.
};

/// In order, none overlapping:
///   - web and mail addresses, domain names;
///   - codes: letters with digits after them ("GPT-4", "A380");
///   - numbers: digits of any script with separators between them ("1,250.5", "12:30", "10 000").
///     Ordinals ("19th") and decades ("1990s") are none: languages write them in other ways.
[[nodiscard]] std::vector<Literal> find_literals(std::string_view sentence);

/// Whether it stands in a translation: a number by its digits, whatever separates them (a time of
/// day also by twelve hours more or fewer), anything else in any case. `source`: the sentence that
/// it was found in.
[[nodiscard]] bool holds_literal(std::string_view translation, const Literal& literal,
                                 std::string_view source);

/// A number as the other language separates its digits, where its form leaves no doubt (groups of
/// three, one decimal mark): "1,250.5" in English is "1.250,5" in German. Anything else stays.
[[nodiscard]] std::string convert_separators(std::string_view number, core::Language source,
                                             core::Language target);

}  // namespace dragoman::text
