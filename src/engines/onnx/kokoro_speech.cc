#include "engines/onnx/kokoro_speech.h"

#include <algorithm>
#include <numeric>
#include <utility>

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
// What is shorter is spoken whatever the model predicts.
constexpr std::size_t kSmallestCut_tokens = 16;

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

// Speaks the pieces of one text.
class Speaker {
 public:
  Speaker(std::span<const std::int64_t> tokens, const SpeechRequest& request, const RunKokoro& run)
      : tokens_(tokens.size()), request_(request), run_(run) {}

  base::Status speak(const TokenPiece& piece) {
    if (auto status = request_.cancel.check(); !status) return status;
    const auto part = request_for(piece);
    TokenFrames frames;
    double too_many = 0;
    const FrameRule rule = [&](std::span<const float> predicted) {
      frames.usual = usual_frames(predicted);
      const auto speed = own_speed(part, seconds_of(frames.usual));
      frames.spoken = frames_at_speed(frames.usual, speed);
      const auto count = std::reduce(frames.spoken.begin(), frames.spoken.end(), 0.0);
      const bool refused = count > kPieceFrames && piece.tokens.size() >= kSmallestCut_tokens;
      too_many = refused ? count : 0;
      return refused ? std::vector<float>() : frames.spoken;
    };
    const auto waveform = run_(piece.tokens, rule);
    if (too_many > 0) return speak_cut(piece, too_many);
    if (!waveform) return waveform.error();
    pieces_.push_back(spoken_piece(*waveform, frames));
    pieces_.back().pause_after_s = piece.pause_after_s;
    return {};
  }

  [[nodiscard]] std::vector<SpokenPiece> take() { return std::move(pieces_); }

 private:
  SpeechRequest request_for(const TokenPiece& piece) const {
    auto part = request_;
    if (part.duration_s) {
      *part.duration_s *= static_cast<double>(piece.tokens.size()) / static_cast<double>(tokens_);
    }
    return part;
  }

  // Every cut is shorter than what was cut.
  base::Status speak_cut(const TokenPiece& piece, double frames) {
    const auto share = static_cast<double>(piece.tokens.size()) * kPieceFrames / frames;
    auto cuts =
        split_tokens(piece.tokens, std::max<std::size_t>(2, static_cast<std::size_t>(share)));
    cuts.back().pause_after_s = piece.pause_after_s;
    for (const auto& cut : cuts) {
      if (auto status = speak(cut); !status) return status;
    }
    return {};
  }

  const std::size_t tokens_;
  const SpeechRequest& request_;
  const RunKokoro& run_;
  std::vector<SpokenPiece> pieces_;
};

}  // namespace

base::Result<Speech> speak_tokens(std::span<const std::int64_t> tokens,
                                  const SpeechRequest& request, const RunKokoro& run) {
  Speaker speaker(tokens, request, run);
  for (const auto& piece : split_tokens(tokens, kPieceTokens)) {
    if (auto status = speaker.speak(piece); !status) return status.error();
  }
  return join_pieces(speaker.take(), request);
}

}  // namespace dragoman::engines::onnx
