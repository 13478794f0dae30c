#include "engines/onnx/kokoro_speech.h"

#include <algorithm>
#include <numeric>

#include "core/audio.h"
#include "engines/onnx/kokoro_tokens.h"
#include "engines/samples.h"
#include "engines/spoken_pieces.h"

namespace dragoman::engines::onnx {

namespace {

// Between these the model is understood as well as at its usual speed.
constexpr double kSlowestClear = 0.8;
constexpr double kFastestClear = 1.2;
// How long speech would be at another speed is known to some hundredths of a second.
constexpr double kShortest_s = 5.0;

double own_speed(const SpeechRequest& request, double usual_s) {
  if (usual_s < kShortest_s) return 1.0;
  return std::clamp(rate_for(request, usual_s), kSlowestClear, kFastestClear);
}

double seconds_of(std::span<const float> frames) {
  return std::reduce(frames.begin(), frames.end(), 0.0) * kKokoroFrameSamples / core::kSpeakRateHz;
}

SpokenPiece spoken_piece(std::span<const float> waveform, const TokenFrames& frames) {
  const auto audible = audible_range(waveform, core::kSpeakRateHz);
  const auto kept = without_silence(waveform, core::kSpeakRateHz);
  auto usual = static_cast<double>(kept.size());
  if (frames.spoken != frames.usual) {
    usual += usual_samples(frames, audible) - static_cast<double>(audible.end - audible.begin);
  }
  return {{kept.begin(), kept.end()}, usual / core::kSpeakRateHz, 0.0};
}

}  // namespace

base::Result<Speech> speak_tokens(std::span<const std::int64_t> tokens,
                                  const SpeechRequest& request, const RunKokoro& run) {
  std::vector<SpokenPiece> pieces;
  for (const auto& piece : split_tokens(tokens, kPieceTokens)) {
    if (auto status = request.cancel.check(); !status) return status.error();
    auto part = request;
    if (part.duration_s) {
      *part.duration_s *=
          static_cast<double>(piece.tokens.size()) / static_cast<double>(tokens.size());
    }
    TokenFrames frames;
    const FrameRule rule = [&](std::span<const float> predicted) {
      frames.usual = usual_frames(predicted);
      const auto speed = own_speed(part, seconds_of(frames.usual));
      frames.spoken = frames_at_speed(frames.usual, speed);
      return frames.spoken;
    };
    const auto waveform = run(piece.tokens, rule);
    if (!waveform) return waveform.error();
    pieces.push_back(spoken_piece(*waveform, frames));
    pieces.back().pause_after_s = piece.pause_after_s;
  }
  return join_pieces(std::move(pieces), request);
}

}  // namespace dragoman::engines::onnx
