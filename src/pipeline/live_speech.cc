#include "pipeline/live_speech.h"

#include <utility>

#include "pipeline/live_hearing.h"
#include "pipeline/speech_pcm.h"

namespace dragoman::pipeline {

namespace {

constexpr std::size_t kPiecesAhead = 2;

}  // namespace

void LiveSpeech::say(const std::string& sentence) {
  if (!context_.voice) return;
  for (auto& piece : plan_.pieces(sentence)) pieces_.push_back(std::move(piece));
  post();
}

void LiveSpeech::post() {
  while (!pieces_.empty() && posted_.size() < kPiecesAhead) {
    auto piece = std::move(pieces_.front());
    pieces_.pop_front();
    const auto pause_s = before_.empty() ? 0.0 : natural_pause_s(before_);
    before_ = piece;
    const auto rate = context_.job.speech->rate;
    posted_.push_back({context_.engines.tts().post({.text = std::move(piece),
                                                    .language = context_.job.target,
                                                    .voice = *context_.voice,
                                                    .rate = rate,
                                                    .cancel = context_.cancel}),
                       pause_s / rate});
  }
}

base::Result<std::vector<std::int16_t>> LiveSpeech::take() {
  while (!posted_.empty() && is_ready(posted_.front().speech)) {
    auto speech = posted_.front().speech.get();
    const auto pause_s = posted_.front().pause_before_s;
    posted_.pop_front();
    post();
    if (!speech) return speech.error();
    if (!speech->empty()) return behind_pause(pause_s, *speech);
  }
  return std::vector<std::int16_t>();
}

}  // namespace dragoman::pipeline
