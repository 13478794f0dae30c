#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "core/line_breaks.h"

namespace dragoman::output {

/// What a line break never parts: a word with its punctuation, or a wide character.
struct Piece {
  std::string text;
  int columns = 0;
  int characters = 0;
  bool space_before = false;
  double break_cost = 0;  ///< Of a break before it: the less, the better it parts the sense.
};

/// A text that is to be broken into lines by its sense: after punctuation, before conjunctions and
/// prepositions; not between an article and its noun, nor inside a name (Netflix Timed Text Style
/// Guide, "Line treatment"). Breaks stand at spaces, where `find_breaks` (which may be empty) says,
/// and between wide characters, never before closing or after opening punctuation, and inside a
/// word only where it is longer than a line.
class BreakableText {
 public:
  BreakableText(std::string_view text, core::Language language, int columns,
                const core::FindLineBreaks& find_breaks = {});

  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
  /// Of the pieces before `end`, spaces not counted.
  [[nodiscard]] int characters_before(std::size_t end) const { return characters_before_[end]; }
  [[nodiscard]] int characters() const { return characters_before_.back(); }
  /// Of the pieces from `first` to before `end` on one line.
  [[nodiscard]] int columns(std::size_t first, std::size_t end) const;
  [[nodiscard]] int line_columns() const { return line_columns_; }

  struct Lines {
    std::vector<std::size_t> ends;  ///< Of each line: the piece after its last.
    double cost = 0;
  };
  /// The best way to write those pieces: on one line where they fit, else on two that part the
  /// sense and are alike in length; on more, at a great cost, where even two are too few.
  [[nodiscard]] Lines best_lines(std::size_t first, std::size_t end) const;
  [[nodiscard]] std::string line(std::size_t first, std::size_t end) const;

 private:
  [[nodiscard]] double pair_cost(std::size_t first, std::size_t middle, std::size_t end) const;

  int line_columns_;
  std::vector<Piece> pieces_;
  std::vector<int> columns_before_;
  std::vector<int> characters_before_;
};

}  // namespace dragoman::output
