#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/language.h"
#include "core/model_files.h"
#include "text/espeak.h"
#include "text/g2p/front_end.h"

namespace dragoman::text {

/// How a language is pronounced, where it has more than one standard.
enum class Standard { kUsual, kBritish };

/// The front ends of a machine: those that need eSpeak NG's data or none, and those whose data (a
/// dictionary, a lexicon) is installed as a model of job kG2p. Immutable, so safe from any thread.
class FrontEnds {
 public:
  /// Errors: kModelMissing, kModelInvalid (a dictionary that is damaged).
  [[nodiscard]] static base::Result<std::shared_ptr<const FrontEnds>> open(
      std::shared_ptr<const Espeak> espeak, const std::vector<core::ModelFiles>& installed);

  /// Whether text of that language becomes phonemes that a voice was found to be understood with.
  [[nodiscard]] bool reads(core::Language language) const;

  /// The phonemes of a text as people write it, its punctuation between them: U"həlˈO, wˈɜɹld!".
  /// The text is normalised for speech first; words in Latin letters inside another script are read
  /// as English. Empty where nothing would be said. Errors: kVoiceUnsupported (not reads()), the
  /// front end's.
  [[nodiscard]] base::Result<std::u32string> phonemes(core::Language language, Standard standard,
                                                      std::string_view text) const;

  /// The same by a front end of the caller's (espeak_ipa.h), for a model with another alphabet: it
  /// may use quotes and brackets for phonemes, so those of the text are left out.
  [[nodiscard]] static base::Result<std::u32string> phonemes_by(const FrontEnd& front_end,
                                                                core::Language language,
                                                                std::string_view text);

 private:
  FrontEnds() = default;
  [[nodiscard]] const FrontEnd* find(core::Language language, Standard standard) const;

  std::array<std::unique_ptr<FrontEnd>, core::kLanguageCount> usual_;
  std::unique_ptr<FrontEnd> british_;
};

}  // namespace dragoman::text
