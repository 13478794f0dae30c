#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/language.h"
#include "core/time.h"
#include "core/word.h"

namespace dragoman::pipeline {

/// A sentence of the recording, in the language it was said in.
struct SourceSentence {
  core::TimeSpan span;
  core::Language language = core::Language::kEnglish;
  std::string text;
  std::vector<core::Word> words = {};  ///< Of the text; empty where nobody told their times.
};

/// Joins utterances (cut where people breathe) to sentences (cut where they finish), so that the
/// translator sees whole ones. A sentence that an utterance leaves open waits for the next one,
/// unless that is in another language, or far away in time, or the sentence has grown too long.
/// Times of a sentence inside an utterance are those of its words; where nobody told these, they
/// are shared out by its number of characters. One thread.
class SentenceAssembler {
 public:
  /// The sentences that this utterance completes, in order. `words`: those of the text, with times
  /// of the recording, or none.
  std::vector<SourceSentence> push(core::TimeSpan span, core::Language language,
                                   const std::string& text, std::vector<core::Word> words = {});
  /// What is still open.
  std::vector<SourceSentence> finish();

 private:
  std::optional<SourceSentence> open_;
  core::Seconds open_until_{0};  ///< The end of the utterance that left it open.
};

}  // namespace dragoman::pipeline
