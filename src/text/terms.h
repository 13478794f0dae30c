#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.h"
#include "core/language.h"

namespace dragoman::text {

/// Bytes of a text, `end` exclusive.
struct Place {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

/// Where a source term stands in a sentence.
struct TermMatch {
  Place place;
  std::size_t term = 0;    ///< Index into the terms that the finder was made of.
  bool inflected = false;  ///< It stands there in another form, such as its plural.
};

/// Finds the source terms of a glossary in sentences. Immutable, so safe from any thread.
///
/// Terms are compared without regard to case, kind of apostrophe, hyphen or blank, and to how
/// accents are encoded; but a term all in capitals ("IT", "WHO") only with words in capitals. They
/// are whole words, except in scripts that write none (Chinese, Japanese, Thai), where any place
/// will do; Korean words may have particles after them, Arabic ones the article and short
/// prepositions before them. The last word may stand in a simple plural or, in Russian, Greek and
/// Turkish, with another ending. Of overlapping matches the longest counts, then the first; of
/// terms with one source, the first.
class TermFinder {
 public:
  /// The terms are copied as far as they are needed.
  TermFinder(std::span<const core::Term> terms, core::Language source);

  /// In the order of the sentence, none overlapping. `any_case`: the sentence's case says nothing.
  [[nodiscard]] std::vector<TermMatch> find(std::string_view sentence, bool any_case = false) const;

  [[nodiscard]] bool empty() const { return patterns_.empty(); }

 private:
  struct Pattern {
    std::u32string points;  // folded
    std::size_t term = 0;
    bool capitals = false;
    bool inflected = false;
    std::size_t most_ending = 0;  // letters that may follow in any form
  };
  void add(std::size_t index, std::string_view source);
  void add_forms(const Pattern& pattern);

  core::Language language_;
  std::vector<Pattern> patterns_;
};

/// What has to stand in a translation.
struct Wanted {
  std::string_view target;
  bool inflected = false;  ///< Its plural will do as well.
};

/// Where each of these stands in a translation, each at a place of its own (the longest choose
/// first); nothing for those that do not. Compared as TermFinder compares, whole words.
[[nodiscard]] std::vector<std::optional<Place>> find_targets(std::string_view translation,
                                                             std::span<const Wanted> wanted);

/// The word that holds these bytes, or they themselves where they are in none.
[[nodiscard]] std::string word_around(std::string_view text, Place place);

/// The text with each whole word `from`, in that very case, replaced.
[[nodiscard]] std::string replace_word(std::string_view text, std::string_view from,
                                       std::string_view to);

}  // namespace dragoman::text
