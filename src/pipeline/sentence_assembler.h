#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/language.h"
#include "core/time.h"

namespace dragoman::pipeline {

/// A sentence of the recording, in the language it was said in.
struct SourceSentence {
  core::TimeSpan span;
  core::Language language = core::Language::kEnglish;
  std::string text;
};

/// Joins utterances (cut where people breathe) to sentences (cut where they finish), so that the
/// translator sees whole ones. A sentence that an utterance leaves open waits for the next one,
/// unless that is in another language, or far away in time, or the sentence has grown too long.
/// Times of a sentence inside an utterance are shared out by its number of characters. One thread.
class SentenceAssembler {
 public:
  /// The sentences that this utterance completes, in order.
  std::vector<SourceSentence> push(core::TimeSpan span, core::Language language,
                                   const std::string& text);
  /// What is still open.
  std::vector<SourceSentence> finish();

 private:
  std::optional<SourceSentence> open_;
};

}  // namespace dragoman::pipeline
