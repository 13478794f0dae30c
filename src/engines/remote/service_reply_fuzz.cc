// Any bytes as a service's answer: a transcript, a list of voices, speech.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/remote/speech_wire.h"
#include "engines/remote/transcription_wire.h"
#include "engines/remote/wav_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman::engines::remote;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  constexpr double kSeconds = 5;
  if (const auto reply = read_transcription_reply(body, kSeconds)) {
    for (const auto& word : reply->words) {
      if (word.span.start.count() < 0 || word.span.end.count() > kSeconds) std::abort();
    }
  }
  if (const auto voices = read_voice_list(body, "m")) {
    for (const auto& voice : *voices) {
      if (voice.id.empty() || voice.languages.empty()) std::abort();
    }
  }
  if (const auto sound = read_wav(body)) {
    if (sound->rate_hz <= 0 || 2 * sound->samples.size() > size) std::abort();
    for (const float sample : sound->samples) {
      if (!(std::abs(sample) <= 1.0F)) std::abort();
    }
  }
  return 0;
}
