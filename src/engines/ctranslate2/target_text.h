#pragma once

#include <string>
#include <vector>

#include "core/language.h"
#include "engines/ctranslate2/student_search.h"
#include "engines/ctranslate2/student_vocabulary.h"

namespace dragoman::engines::ctranslate2 {

/// What a reader is shown of a search's result.
struct TargetStyle {
  core::Language language = core::Language::kEnglish;
  bool capitals = false;       ///< All but the anchors' texts in capitals.
  bool capital_start = false;  ///< An anchor's text that begins the sentence gets a capital.
};

/// The same pieces with every anchor among them: one that was left out goes where what follows it
/// in the source begins, or else to the end, before a closing mark.
[[nodiscard]] std::vector<TargetPiece> with_all_anchors(std::vector<TargetPiece> pieces,
                                                        const std::vector<Anchor>& anchors,
                                                        const StudentVocabulary& vocabulary);

/// Joins pieces. `source_texts`: of the source's pieces, for those that are copied; may be empty
/// where none is. `anchor_texts`: what stands for each anchor, to the byte.
[[nodiscard]] std::string write_target(const std::vector<TargetPiece>& pieces,
                                       const std::vector<std::string>& source_texts,
                                       const std::vector<std::string>& anchor_texts,
                                       const StudentVocabulary& vocabulary,
                                       const TargetStyle& style);

}  // namespace dragoman::engines::ctranslate2
