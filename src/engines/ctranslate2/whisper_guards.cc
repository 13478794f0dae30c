#include "engines/ctranslate2/whisper_guards.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace dragoman::engines::ctranslate2 {
namespace {

// Thresholds of the published code (whisper/transcribe.py: logprob_threshold, no_speech_threshold).
constexpr float kMinMeanLogProbability = -1.0F;
constexpr float kNoSpeech = 0.6F;
// It doubts an improbable text only above that no_speech. But over speech no_speech stays under
// 0.3, while sirens, bangs and crowds give 0.35 and more and a text that passes; and on digital
// silence the network is rather sure of its "you". So the more it believes in silence, the surer it
// must be of its text.
constexpr float kNoDoubtOfSpeech = 0.3F;
constexpr float kRiseInDoubt = 1.2F;
constexpr float kRisePerNoSpeech = 1.75F;
// Over speech, hard as it may be to understand, it stays under 0.2; over babble it is above 0.3.
constexpr float kSurelySpeech = 0.2F;
// What people said, badly recorded, was never less probable; speech played backwards was.
constexpr float kLeastDoubtful = -1.45F;
// Texts of people stay under 0.1; one that was written twice has somewhat less than 0.5.
constexpr float kMaxRepetition = 0.25F;

constexpr std::size_t kShortestJudged = 12;
constexpr std::size_t kLongestPeriod = 10;

constexpr double kSureFromSeconds = 3.0;
constexpr float kSureProbability = 0.5F;
constexpr float kLikelyShare = 0.1F;

float needed_log_probability(float no_speech) {
  const float in_doubt =
      kRiseInDoubt * (std::clamp(no_speech, kNoDoubtOfSpeech, kNoSpeech) - kNoDoubtOfSpeech);
  const float in_silence = kRisePerNoSpeech * std::max(0.0F, no_speech - kNoSpeech);
  return kMinMeanLogProbability + std::max(in_doubt, in_silence);
}

}  // namespace

Verdict judge(const Heard& heard) {
  const bool improbable = heard.mean_log_probability < needed_log_probability(heard.no_speech);
  if (improbable && heard.no_speech > kNoSpeech) return Verdict::kSilence;
  if (heard.cut_off || repetition(heard.ids) > kMaxRepetition) return Verdict::kReject;
  if (!improbable) return Verdict::kAccept;
  const bool somebody_speaks =
      heard.no_speech < kSurelySpeech && heard.mean_log_probability > kLeastDoubtful;
  return somebody_speaks ? Verdict::kDoubtful : Verdict::kReject;
}

bool ends_in_loop(std::span<const std::int32_t> ids) {
  for (std::size_t period = 1; period <= kLongestPeriod; ++period) {
    const std::size_t repeats = std::max<std::size_t>(4, 16 / period);
    const std::size_t length = period * repeats;
    if (length > ids.size()) continue;
    const auto tail = ids.last(length);
    if (std::equal(tail.begin() + static_cast<std::ptrdiff_t>(period), tail.end(), tail.begin())) {
      return true;
    }
  }
  return false;
}

float repetition(std::span<const std::size_t> ids) {
  if (ids.size() < kShortestJudged) return 0;
  std::set<std::array<std::size_t, 3>> triples;
  const std::size_t count = ids.size() - 2;
  for (std::size_t i = 0; i < count; ++i) triples.insert({ids[i], ids[i + 1], ids[i + 2]});
  return 1 - static_cast<float>(triples.size()) / static_cast<float>(count);
}

std::size_t token_limit(double seconds) {
  constexpr double kMost = 224;  // half of the decoder's positions, as in the published code
  return static_cast<std::size_t>(std::min(kMost, 12 + 14 * std::max(0.0, seconds)));
}

LanguageChoice choose_language(const LanguageProbabilities& probabilities,
                               std::optional<core::Language> likely, double seconds) {
  const auto best = std::max_element(probabilities.begin(), probabilities.end());
  LanguageChoice choice{static_cast<core::Language>(best - probabilities.begin()), *best};
  const bool sure = seconds >= kSureFromSeconds && *best >= kSureProbability;
  if (sure || !likely) return choice;
  const float of_likely = probabilities[static_cast<std::size_t>(*likely)];
  if (of_likely >= kLikelyShare * *best) choice = {*likely, of_likely};
  return choice;
}

}  // namespace dragoman::engines::ctranslate2
