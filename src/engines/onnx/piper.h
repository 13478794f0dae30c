#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/tts.h"
#include "text/espeak.h"

namespace dragoman::engines::onnx {

/// How a Piper voice runs.
struct PiperOptions {
  unsigned replicas = 1;  ///< Calls at once; they share one session.
  unsigned threads = 1;   ///< Threads of one call.
};

/// Opens a VITS model (Kim, Kong, Son: Conditional Variational Autoencoder with Adversarial
/// Learning for End-to-End Text-to-Speech, 2021) as Piper (rhasspy/piper) exports it to ONNX: input
/// int64 [1, n], input_lengths int64 [1], scales float [3] (noise, length, noise_w), and sid int64
/// [1] where the catalogue numbers its speakers; output float [..., m]. `files` holds one .onnx
/// file; what Piper keeps in the .onnx.json beside it is files.vits.
///
/// The graph is loaded by the first synthesis and answers in another way each time, because the
/// model draws lots. Speech is resampled to core::kSpeakRateHz. Voices do not mix. Cancel takes
/// effect within one operator of the graph. Errors: kModelMissing, kModelInvalid.
[[nodiscard]] base::Result<std::vector<std::unique_ptr<Synthesiser>>> open_piper(
    const core::ModelFiles& files, std::shared_ptr<const text::Espeak> espeak,
    const PiperOptions& options);

}  // namespace dragoman::engines::onnx
