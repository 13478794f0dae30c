#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engines/ctranslate2/sentence_wrap.h"
#include "engines/ctranslate2/student_search.h"
#include "engines/mt.h"
#include "text/demands.h"

namespace dragoman::engines::ctranslate2 {

/// One direction in one replica: everything between a request's text and its translation. One
/// thread at a time.
///
/// A sentence is translated as it is first. Where the result lacks a glossary term or a literal
/// (see text/demands.h), what stands for it is put in place of the words that translate its source.
/// Where these are not to be found together, the sentence is translated once more with it as an
/// anchor of the search. So in the end every demand is met. A sentence in capitals is translated in
/// small letters, and written in capitals again.
class StudentWorker {
 public:
  StudentWorker(std::shared_ptr<const Student> student, Direction direction);

  /// All requests are of this direction. Throws what CTranslate2 throws.
  [[nodiscard]] std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch);

  /// As Translator::alternatives(): the translation is written anew with, at one place, the piece
  /// that came next to being chosen there, for those places where it was closest. A sentence that
  /// is translated in stretches has none. Throws what CTranslate2 throws.
  [[nodiscard]] base::Result<std::vector<MtCandidate>> alternatives(const MtRequest& request,
                                                                    std::size_t most);

 private:
  // A stretch of a sentence, on its way through the search.
  struct Stretch {
    SearchItem item;
    std::vector<std::string> texts;         // of its pieces, where any is unknown
    std::vector<std::string> anchor_texts;  // what stands for each anchor
    std::vector<bool> numbers;              // whether each is one
    std::vector<TargetPiece> target;
    bool translated = false;
  };
  struct Sentence {
    std::string text;
    bool capitals = false;
    std::vector<text::Demand> demands;
    std::vector<std::string> names;  // whose accents the model does not know
    std::vector<Stretch> stretches;
    std::string translation;
    base::CancelToken cancel;
  };

  [[nodiscard]] Sentence prepare(const std::string& text, const MtRequest& request);
  [[nodiscard]] std::vector<int> encode(Sentence& sentence) const;
  void add_foreign(Sentence& sentence) const;
  void plan(Sentence& sentence, const std::vector<int>& ids);
  void plan_anchors(Sentence& sentence, const std::vector<std::size_t>& unmet);
  void add_anchors(Stretch& stretch, const std::vector<text::Demand>& demands,
                   const std::vector<PieceRange>& ranges, PieceRange pieces) const;
  void run(const std::vector<Sentence*>& sentences);
  void repair(const std::vector<Sentence*>& sentences);
  [[nodiscard]] bool place_anchors(Stretch& stretch) const;
  void place_again(Stretch& stretch, std::vector<TargetPiece> before) const;
  void finish(Sentence& sentence) const;
  [[nodiscard]] static std::vector<std::pair<Sentence, double>> branches(const Sentence& sentence,
                                                                         std::size_t most);
  void use_terms(const MtHints& hints);

  StudentSearch search_;
  const Direction direction_;
  const bool free_endings_;  // see SearchItem

  // Of the terms that were used last: jobs send many requests with the same ones.
  std::shared_ptr<const std::vector<core::Term>> terms_;
  text::TermFinder finder_;
};

}  // namespace dragoman::engines::ctranslate2
