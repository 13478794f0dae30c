#pragma once

#include <vector>

#include "engines/ctranslate2/student_search.h"
#include "engines/ctranslate2/student_vocabulary.h"

namespace dragoman::engines::ctranslate2 {

/// How the translation of an anchor stands in a search's result.
enum class Anchored {
  kNowhere,    ///< No word looks at it.
  kTogether,   ///< In one stretch, which the anchor now stands for.
  kScattered,  ///< In several.
};

/// Puts an anchor in place of the words that translate it: those that look at its source most,
/// without articles and the like at either end that look there only a little; hyphens and short
/// words between them go too. Where there are none, the one word that
/// looks at a glossary's term most. `pieces`
/// must be tracked and stay as they are unless the answer is kTogether. `words`: words are replaced
/// whole; else piece by piece (see SearchItem::free_endings). `strongest`: of several stretches the
/// one that looks most is taken, and the answer then is kTogether.
[[nodiscard]] Anchored put_anchor(std::vector<TargetPiece>& pieces, const Anchor& anchor, int index,
                                  const StudentVocabulary& vocabulary, bool words, bool strongest);

}  // namespace dragoman::engines::ctranslate2
