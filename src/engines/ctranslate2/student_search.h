#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "engines/ctranslate2/ssru_model.h"
#include "engines/ctranslate2/student_loader.h"

namespace dragoman::engines::ctranslate2 {

/// A stretch of the source whose translation is given. The students are trained with guided
/// alignment: what a step looks at is what it translates.
struct Anchor {
  std::size_t begin = 0;  ///< Source positions; without the end of sentence, none shared.
  std::size_t end = 0;
  std::vector<int> target;  ///< At least one piece.
  bool inflected = false;   ///< A plural's ending may follow.
  bool glossary = true;     ///< A word at all events; else a number, a sign or the like.
  bool marks = false;       ///< Its source has punctuation of its own.
  bool forced = true;       ///< False: the search takes no notice of it.
};

/// One stretch of pieces to translate in one go.
struct SearchItem {
  std::vector<std::size_t>
      source;  ///< Ids, end of sentence included; at most kMaxSourcePieces + 1.
  base::CancelToken cancel;
  std::vector<Anchor> anchors = {};
  bool tracked = false;          ///< Whether looks_at is wanted; it is with anchors, too.
  std::vector<int> prefix = {};  ///< Pieces that the translation begins with.
  bool rivals_wanted = false;    ///< Whether each piece is to say what else it might have been.
  bool free_endings = false;  ///< Whether anything may be written onto the end of an anchor's words
                              ///< (particles; scripts without spaces).
};

/// A piece that the search has passed over for a likelier one.
struct Rival {
  int id = 0;
  float margin = 0;  ///< By how much less likely: the natural logarithm of the ratio.
};

/// The most rivals of one piece, and how far they may be behind.
inline constexpr std::size_t kMostRivals = 3;
inline constexpr float kMostRivalMargin = 3.0F;

struct TargetPiece {
  int id = 0;
  int copied_from = -1;  ///< The source position whose (unknown) text stands here in its place; -1:
                         ///< none does.
  int anchor = -1;       ///< The anchor whose target it belongs to; -1: none.
  int looks_at = -1;     ///< The source position that it looks at most; only where it is tracked.
  std::vector<float> looks = {};   ///< How much it looks at each of them.
  std::vector<Rival> rivals = {};  ///< Likelier ones first; only where they are wanted. None ends
                                   ///< the sentence, and none is a mark.
};

/// Whether a piece is punctuation alone.
[[nodiscard]] bool is_mark(std::string_view piece);

/// Whether a piece is a short word among the most frequent ones: an article, a preposition and the
/// like.
[[nodiscard]] bool is_function_word(int id, std::string_view piece);

/// What looks at its source less than this need not be its translation.
inline constexpr float kOwnWord = 0.7F;

/// Greedy search of one replica. One thread at a time.
///
/// Each sentence chooses among the candidates of its own shortlist, whatever else is in the batch,
/// so the company that it is in does not change its translation.
///
/// For an unknown source piece these models write their unknown piece or, mostly, a lone mark that
/// the source does not have ("-"). The former is replaced by the unknown source piece that it looks
/// at most; the latter too, where that is most of what it looks at.
///
/// Anchors: where a step looks at one, its target is written in place of what the model would
/// choose (articles and the like are let through first), and the anchor is hidden from the steps
/// that follow, which then do not translate it again. An anchor that no step looks at is left out.
class StudentSearch {
 public:
  explicit StudentSearch(std::shared_ptr<const Student> student);

  /// Translates a batch; results in order, end of sentence left out. Cancelled items stop at the
  /// next step and hold what they had by then. The longest call that cannot be stopped is the
  /// encoder's over the whole batch. Throws what CTranslate2 throws.
  [[nodiscard]] std::vector<std::vector<TargetPiece>> run(std::span<const SearchItem> items);

  [[nodiscard]] const Student& student() const { return *student_; }

 private:
  struct Row {
    std::size_t item = 0;
    std::size_t limit = 0;               // target tokens
    std::vector<std::uint32_t> columns;  // of the selected pieces, those that are its candidates
    std::vector<bool> done = {};         // of each anchor, whether it is written
    int writing = -1;                    // the anchor whose target is being written
    std::size_t written = 0;             // pieces of it
    int let_through = 0;                 // pieces just before, at an anchor
    int ended = -1;                      // the anchor whose last piece was the last to be written
  };

  void choose_candidates(std::span<const SearchItem> items);
  [[nodiscard]] int choose(std::span<const float> logits, std::size_t row,
                           const SearchItem& item) const;
  [[nodiscard]] std::vector<Rival> rivals_of(int id, std::span<const float> logits,
                                             std::size_t row) const;
  [[nodiscard]] int find_copied(int id, std::size_t row, std::span<const std::size_t> source) const;
  void write(std::size_t row, int id, const SearchItem& item, std::vector<TargetPiece>& result);
  [[nodiscard]] int anchor_looked_at(std::size_t row, const SearchItem& item) const;
  [[nodiscard]] bool lets_through(std::size_t row, int id, const Anchor& anchor) const;
  void write_anchor(std::size_t row, const SearchItem& item, std::vector<TargetPiece>& result);

  std::shared_ptr<const Student> student_;
  SsruEncoder encoder_;
  SsruDecoder decoder_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> selected_;  // pieces that the output layer computes
  std::vector<std::uint32_t> columns_;   // of each target piece, where it is selected
  std::vector<bool> marks_;
};

}  // namespace dragoman::engines::ctranslate2
