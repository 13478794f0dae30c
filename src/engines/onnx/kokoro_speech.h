#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/result.h"
#include "engines/onnx/kokoro_frames.h"
#include "engines/tts.h"

namespace dragoman::engines::onnx {

/// The most tokens of a call, as many as few sentences have.
inline constexpr std::size_t kPieceTokens = 240;
/// The most frames of a call (15 s): memory grows with them, and voices take from two to seven for
/// a token. Where the model predicts more, the call ends before its dear part and the piece is cut.
inline constexpr double kPieceFrames = 600;

/// One call of the model: tokens without padding, at most kMaxKokoroTokens, to its waveform, their
/// lengths by `rule`.
using RunKokoro = std::function<base::Result<std::vector<float>>(
    std::span<const std::int64_t> tokens, const FrameRule& rule)>;

/// The speech of a whole text: in pieces, one call each, at the speed that is nearest to what is
/// asked of those at which the model speaks clearly; the rest of the rate and the joints are those
/// of spoken_pieces.h. The request is asked for a cancel before each call. Errors: those of `run`,
/// the token's, kInternal.
[[nodiscard]] base::Result<Speech> speak_tokens(std::span<const std::int64_t> tokens,
                                                const SpeechRequest& request, const RunKokoro& run);

}  // namespace dragoman::engines::onnx
