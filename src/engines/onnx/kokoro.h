#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/tts.h"
#include "text/g2p/front_ends.h"

namespace dragoman::engines::onnx {

/// How Kokoro runs.
struct KokoroOptions {
  unsigned replicas = 1;  ///< Calls at once; they share one session.
  unsigned threads = 1;   ///< Threads of one call.
};

/// Opens Kokoro-82M (hexgrad/Kokoro-82M, Apache-2.0; a StyleTTS 2 with an iSTFTNet decoder) as
/// exported to ONNX: input_ids int64 [1, n], style float [1, 256], speed float [1]; waveform float
/// [1, m] at 24 kHz. `files` holds one .onnx file and voices/<id>.bin for each voice, 510 styles of
/// 256 float32, the style for n tokens in row n - 1.
///
/// Offered are the voices of the catalogue's entry, in those of their languages that have a front
/// end (text/g2p/front_ends.h). Files are checked here; the graph is loaded by the first synthesis,
/// because it is most of the memory of a server that may never be asked to speak. Cancel takes
/// effect within one operator of the graph, a few hundredths of a second. Errors: kModelMissing,
/// kModelInvalid.
[[nodiscard]] base::Result<std::vector<std::unique_ptr<Synthesiser>>> open_kokoro(
    const core::ModelFiles& files, std::shared_ptr<const text::FrontEnds> front_ends,
    const KokoroOptions& options);

}  // namespace dragoman::engines::onnx
