#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"

namespace dragoman::core {

/// How spoken audio is packed for whoever plays it.
enum class SpeechFormat : std::uint8_t {
  kMp3,
  kOpus,  ///< In Ogg.
  kAac,   ///< In ADTS.
  kFlac,
  kWav,  ///< 16 bit; the sizes of its header say "unknown", as in any stream.
  kPcm,  ///< 16 bit little-endian, no header.
};

/// Encodes one recording as it grows: mono samples at kSpeakRateHz. The bytes of all calls in order
/// are the file. One thread at a time.
class AudioEncoder {
 public:
  AudioEncoder() = default;
  AudioEncoder(const AudioEncoder&) = delete;
  AudioEncoder& operator=(const AudioEncoder&) = delete;
  virtual ~AudioEncoder() = default;

  /// What can be had so far; may be empty. Error: kInternal.
  virtual base::Result<std::string> push(std::span<const std::int16_t> samples) = 0;
  /// The rest; nothing may be pushed afterwards. Error: kInternal.
  virtual base::Result<std::string> finish() = 0;
};

}  // namespace dragoman::core
