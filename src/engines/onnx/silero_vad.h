#pragma once

#include <memory>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/vad.h"

namespace dragoman::engines::onnx {

/// Opens Silero VAD (github.com/snakers4/silero-vad, version 6, MIT) in its 16 kHz form for
/// sequences, silero_vad_16k_sequence.onnx: a spectrogram and convolutions over each window with
/// the 64 samples before it, then an LSTM over the windows. `files` holds that one file. One
/// thread, about 2 ms of CPU for a second of audio; a stream costs 6 kB. Errors: kModelMissing,
/// kModelInvalid.
[[nodiscard]] base::Result<std::unique_ptr<Vad>> open_silero_vad(const core::ModelFiles& files);

}  // namespace dragoman::engines::onnx
