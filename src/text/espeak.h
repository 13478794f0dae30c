#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"

namespace dragoman::text {

/// What eSpeak NG speaks.
struct EspeakSpeech {
  std::vector<float> samples;  ///< Mono, in [-1, 1].
  int rate_hz = 0;
};

/// eSpeak NG, the only user of its library. The library holds one process-wide state (data, voice,
/// parameters), so there is one instance, and each call holds one lock from choosing the voice to
/// the last phoneme or sample: about 3 ms for a second of speech, far less for phonemes alone.
/// Every call is safe from any thread.
///
/// Voices are eSpeak's own names: "en-us", "en" (British), "pt-br", "cmn". Text is UTF-8 as
/// speakable_text() gives it.
class Espeak {
 public:
  /// Starts the library at the first call; later calls with the same folder share the instance.
  /// `data_dir` is the folder espeak-ng-data. Errors: kModelMissing (not that folder),
  /// kInvalidArgument (another folder than before), kInternal (the library refuses).
  [[nodiscard]] static base::Result<std::shared_ptr<const Espeak>> open(
      const std::string& data_dir);

  Espeak(const Espeak&) = delete;
  Espeak& operator=(const Espeak&) = delete;
  ~Espeak() = default;

  /// Whether a voice of that name can be loaded.
  [[nodiscard]] bool has_voice(const std::string& voice) const;

  /// The phonemes as IPA, in UTF-8: words parted by spaces, a tie (U+0361) inside what is one
  /// phoneme, flags such as "(en)" where a word is read by another language's rules. Punctuation is
  /// gone. Errors: kVoiceUnsupported.
  [[nodiscard]] base::Result<std::string> phonemes(const std::string& voice,
                                                   std::string_view text) const;

  /// Speaks the text at `rate` times the usual speed, [0.5, 2.0]. The token is asked every few
  /// hundredths of a second of sound. Errors: kVoiceUnsupported, kInternal, and the token's.
  [[nodiscard]] base::Result<EspeakSpeech> synthesise(const std::string& voice,
                                                      std::string_view text, double rate,
                                                      const base::CancelToken& cancel) const;

 private:
  explicit Espeak(int rate_hz) : rate_hz_(rate_hz) {}
  const int rate_hz_;
};

}  // namespace dragoman::text
