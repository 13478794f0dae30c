#pragma once

#include <memory>

#include "base/result.h"
#include "core/audio_encoder.h"

namespace dragoman::media {

/// An encoder of that format (FFmpeg's; LAME for MP3, libopus for Opus). Error: kInternal, where
/// this build of FFmpeg lacks it.
[[nodiscard]] base::Result<std::unique_ptr<core::AudioEncoder>> make_audio_encoder(
    core::SpeechFormat format);

}  // namespace dragoman::media
