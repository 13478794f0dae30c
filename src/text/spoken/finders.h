#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "text/spoken/reader.h"
#include "text/spoken/source.h"

namespace dragoman::text::spoken {

// What each finds begins at `at` and is read by the language's reader. All look ahead by a bounded
// number of code points, or as far as the digits go that they then consume, so that a scan of a
// text takes time in proportion to its length.

/// Web and mail addresses and names of hosts: without scheme and query, dots and slashes said.
[[nodiscard]] std::optional<Found> find_address(const Reader& reader, const Source& source,
                                                std::size_t at);
/// A telephone number: digit by digit.
[[nodiscard]] std::optional<Found> find_telephone(const Reader& reader, const Source& source,
                                                  std::size_t at);
/// 2021-05-03, 3/5/2021, 3.5.21, with a time of day behind the first.
[[nodiscard]] std::optional<Found> find_date(const Reader& reader, const Source& source,
                                             std::size_t at);
/// 10:30, 10:30:15, 5 p.m., 10h30, and 4:41.30 of races.
[[nodiscard]] std::optional<Found> find_clock(const Reader& reader, const Source& source,
                                              std::size_t at);
/// A number with what belongs to it: a unit, a currency, an ordinal's sign, another number behind a
/// dash, colon or slash. At its sign, its first digit, or a currency's sign.
[[nodiscard]] std::optional<Found> find_quantity(const Reader& reader, const Source& source,
                                                 std::size_t at);
/// A number alone, as in "A380".
[[nodiscard]] std::optional<Found> find_code_number(const Reader& reader, const Source& source,
                                                    std::size_t at);
/// ½ and its like, with a number before them or not.
[[nodiscard]] std::optional<Found> find_vulgar_fraction(const Reader& reader, const Source& source,
                                                        std::size_t at);
/// Roman numerals behind names and beside words such as "century".
[[nodiscard]] std::optional<Found> find_roman(const Reader& reader, const Source& source,
                                              std::size_t at);
[[nodiscard]] std::optional<Found> find_abbreviation(const Reader& reader, const Source& source,
                                                     std::size_t at);
/// Signs that have a name. An empty word where the sign is passed over.
[[nodiscard]] std::optional<Found> find_symbol(const Reader& reader, const Source& source,
                                               std::size_t at);

/// The number whose first digit stands at `at`, and where it ends.
[[nodiscard]] std::pair<Amount, std::size_t> read_amount(const Words& words, const Source& source,
                                                         std::size_t at);
/// The currency whose sign or code stands at `at`, and where that ends; null where none does.
[[nodiscard]] std::pair<const Currency*, std::size_t> read_currency(const Words& words,
                                                                    const Source& source,
                                                                    std::size_t at);

/// The Roman numeral up to 99 that stands at `at`, and where it ends; 0 where none does.
[[nodiscard]] std::pair<std::int64_t, std::size_t> read_roman(const Source& source, std::size_t at);

/// Whether kings and popes bear the name: what stands behind it may be a Roman numeral.
[[nodiscard]] bool is_regnal_name(std::string_view word);

}  // namespace dragoman::text::spoken
