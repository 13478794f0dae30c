#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/live.h"

namespace dragoman::pipeline {

/// Settles the words of an utterance that is still being said: those that two successive hearings
/// of it begin with alike (LocalAgreement-2: Macháček, Dabre and Bojar, "Turning Whisper into a
/// Real-Time Transcription System", 2023), but for the last one, which may be half said. What is
/// settled stays, whatever is heard later. Words are alike that differ in case and in the signs
/// around them alone; scripts without spaces go by characters. One thread.
class Agreement {
 public:
  /// Another hearing of all that was said so far.
  void hear(std::string_view text);
  /// The last hearing, of the whole utterance: what of it comes behind what is settled is settled.
  void finish(std::string_view text);

  [[nodiscard]] const core::LiveText& text() const { return text_; }

  /// A word with the signs that belong to it and the white space before it.
  struct Word {
    std::string text;
    std::u32string sound;  ///< Its letters alone, folded.
  };

 private:
  [[nodiscard]] std::vector<Word> behind_settled(std::string_view text) const;
  void settle(const Word& word);

  core::LiveText text_;
  std::vector<Word> settled_;
  std::vector<Word> last_;  // the hearing before, behind what was settled by then
};

}  // namespace dragoman::pipeline
