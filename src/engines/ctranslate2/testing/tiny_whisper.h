#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/model_files.h"

namespace dragoman::engines::ctranslate2 {

/// A Whisper of one small layer a side, in CTranslate2's form. What it says is written into its
/// position encodings, far above the noise of its random weights; so it says it whatever it hears,
/// but each sound changes its probabilities a little.
class TinyWhisper {
 public:
  /// Names of tokens, in the order of their ids. May be changed before it is written.
  std::vector<std::string> vocabulary = {"Ġhello",
                                         "Ġworld",
                                         "Ġagain",
                                         "Ġ",
                                         "!",
                                         "Ġ(",
                                         "ÃĹ",
                                         "é",
                                         "Â",
                                         "<|endoftext|>",
                                         "<|startoftranscript|>",
                                         "<|en|>",
                                         "<|zh|>",
                                         "<|fr|>",
                                         "<|xx|>",
                                         "<|translate|>",
                                         "<|transcribe|>",
                                         "<|startoflm|>",
                                         "<|startofprev|>",
                                         "<|nospeech|>",
                                         "<|notimestamps|>",
                                         "<|0.00|>",
                                         "<|0.02|>"};
  /// What it expects after <|startoftranscript|>: the language, or <|nospeech|>.
  std::string believes = "<|en|>";
  /// Its text; behind the last token nothing is more probable than anything else.
  std::vector<std::string> says = {"Ġhello", "Ġworld", "<|endoftext|>"};
  std::string network = "WhisperSpec";

  /// Writes model.bin, vocabulary.txt and config.json into a folder that exists.
  [[nodiscard]] core::ModelFiles install(const std::string& dir) const;

 private:
  class Writer;
};

}  // namespace dragoman::engines::ctranslate2
