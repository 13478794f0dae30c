#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/terms.h"

namespace dragoman::text {

/// A word that was read on a screen and may be said.
struct ScreenName {
  std::string word;     ///< As it is to be written.
  std::string phrase;   ///< With the names that stand beside it: "Sofia Kovalevskaya".
  std::string sound;    ///< Its sound_key().
  bool joined = false;  ///< Two or three names that stand side by side, as one.
  friend bool operator==(const ScreenName&, const ScreenName&) = default;
};

/// Whether a word is so common that nobody needs help to hear it.
using IsCommon = std::function<bool(std::string_view word)>;

/// The names and terms of one line that was read: words of at least four letters that begin with a
/// capital or hold a capital or digit among their letters, and small words of at least seven; those
/// that are common are left out. A long word all in capitals is written with one. Names side by
/// side are given as one besides, behind those of the line: what is heard of them may be cut
/// elsewhere. Only scripts that write words apart: of others, nothing. Safe from any thread.
[[nodiscard]] std::vector<ScreenName> screen_names(std::string_view line,
                                                   const IsCommon& is_common);

/// The names, and behind them each two of the single ones as one, in either order: what stands on
/// different lines may be said in one breath, and heard cut elsewhere. Names that the text holds
/// already are in no pair; where more than kMostPaired are left, none is.
[[nodiscard]] std::vector<ScreenName> with_pairs(std::span<const ScreenName> names,
                                                 std::string_view heard);
inline constexpr std::size_t kMostPaired = 24;

/// A stretch of a text that was heard, and a name that may have been said there.
struct Mishearing {
  Place place{};         ///< One to three whole words, with nothing but blanks or hyphens between.
  std::size_t name = 0;  ///< Index into the names.
  double likeness = 0;   ///< See text/likeness.h.
  bool is_common = false;  ///< Whether what was heard is made of common words alone.
};

/// Where names may have been misheard, in the order of the text, none overlapping, the most alike
/// first to choose. A name that the text holds already is none, nor one that differs from what was
/// heard by an ending alone (Berlin, Berliner). At least kMaybe alike, or kMaybeCommon where the
/// words heard are common ones, or kJoined for names joined, of which also the part that differs
/// must be half alike: a first name that is heard well does not carry a surname that is another.
[[nodiscard]] std::vector<Mishearing> find_mishearings(std::string_view heard,
                                                       std::span<const ScreenName> names,
                                                       const IsCommon& is_common);
inline constexpr double kMaybe = 0.6;
inline constexpr double kMaybeCommon = 0.75;
inline constexpr double kJoined = 0.8;

/// Whether the text holds the name as a whole word, in any case.
[[nodiscard]] bool holds_name(std::string_view text, const ScreenName& name);

}  // namespace dragoman::text
