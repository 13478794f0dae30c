#include "engines/spoken_pieces.h"

#include <algorithm>
#include <cmath>

#include "core/audio.h"
#include "engines/loudness.h"
#include "engines/samples.h"
#include "engines/speech_request.h"
#include "engines/time_stretch.h"

namespace dragoman::engines {

namespace {

constexpr int kRateHz = core::kSpeakRateHz;

std::size_t samples_until(double usual_s, double rate) {
  return static_cast<std::size_t>(std::lround(usual_s / rate * kRateHz));
}

}  // namespace

double rate_for(const SpeechRequest& request, double usual_s) {
  if (!request.duration_s) return request.rate;
  return std::clamp(usual_s / *request.duration_s, kSlowestRate, kFastestRate);
}

base::Result<Speech> join_pieces(std::vector<SpokenPiece> pieces, const SpeechRequest& request) {
  std::erase_if(pieces, [](const auto& piece) { return piece.samples.empty(); });
  double usual_s = 0;
  for (const auto& piece : pieces) usual_s += piece.usual_s + piece.pause_after_s;
  const auto rate = rate_for(request, usual_s);

  Speech speech;
  speech.reserve(samples_until(usual_s, rate));
  double at_s = 0;  // of the speech at the rate 1; ends are rounded, so that lengths add up
  for (auto& piece : pieces) {
    if (auto status = request.cancel.check(); !status) return status.error();
    if (auto status = check_samples(piece.samples); !status) return status.error();
    if (auto status = level(piece.samples, kRateHz); !status) return status.error();
    at_s += piece.usual_s;
    const auto end = samples_until(at_s, rate);
    auto fitted = stretched(piece.samples, end - std::min(end, speech.size()), kRateHz);
    if (!fitted) return fitted.error();
    fade_ends(*fitted, kRateHz);
    speech.insert(speech.end(), fitted->begin(), fitted->end());
    at_s += piece.pause_after_s;
    speech.resize(samples_until(at_s, rate), 0.0F);
  }
  return speech;
}

}  // namespace dragoman::engines
