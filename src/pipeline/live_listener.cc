#include "pipeline/live_listener.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dragoman::pipeline {

namespace {

constexpr auto kWindow = static_cast<std::int64_t>(engines::kVadWindow);
constexpr std::int64_t kMostSamples = 24LL * core::kListenRateHz;  // of a turn, as the segmenter's

// Somebody waits for each turn: they end sooner than utterances of a file.
SegmenterOptions options_of(const core::LiveJob& job) {
  SegmenterOptions options;
  options.long_pause_s = job.silence.value_or(core::Seconds(options.long_pause_s)).count();
  options.break_s = options.long_pause_s;
  options.short_pause_s = std::min(options.short_pause_s, options.long_pause_s);
  options.min_s = 0;
  options.target_s = options.first_target_s = 12.0;
  return options;
}

}  // namespace

LiveListener::LiveListener(const core::LiveJob& job) : segmenter_(options_of(job)) {}

base::Result<LiveListener> LiveListener::open(const engines::Vad& vad, const core::LiveJob& job) {
  LiveListener listener(job);
  if (!job.silence) return listener;
  auto stream = vad.open_stream();
  if (!stream) return stream.error();
  listener.vad_ = *std::move(stream);
  return listener;
}

base::Result<std::vector<TurnEdge>> LiveListener::push(std::span<const float> samples) {
  std::vector<TurnEdge> edges;
  audio_.append(samples);
  if (vad_) {
    if (auto status = detect(edges); !status) return status.error();
    return edges;
  }
  if (!open_) begin(begin_, edges);
  while (heard() - begin_ >= kMostSamples) {
    end(begin_, begin_ + kMostSamples, edges);
    if (heard() > begin_) begin(begin_, edges);
  }
  return edges;
}

base::Status LiveListener::detect(std::vector<TurnEdge>& edges) {
  for (; detected_ + kWindow <= audio_.end(); detected_ += kWindow) {
    const auto sound = audio_.slice(detected_, detected_ + kWindow);
    leveller_.push(sound);  // nobody can wait for what comes after
    const float gain = leveller_.gain(detected_ / kWindow);
    std::array<float, engines::kVadWindow> window{};
    std::ranges::transform(sound, window.begin(),
                           [&](float sample) { return std::clamp(sample * gain, -1.0F, 1.0F); });
    const auto probability = vad_->push(window);
    if (!probability) return probability.error();
    if (const auto utterance = segmenter_.push(*probability)) {
      if (!open_) begin(utterance->begin, edges);
      end(utterance->begin, utterance->end, edges);
    }
    if (!open_ && segmenter_.has_open()) begin(segmenter_.keep_from(), edges);
  }
  audio_.drop_before(std::min(segmenter_.keep_from(), detected_));
  return {};
}

std::vector<TurnEdge> LiveListener::end_turn() {
  std::vector<TurnEdge> edges;
  if (!vad_) {
    if (open_) end(begin_, heard(), edges);
  } else if (const auto utterance = segmenter_.finish(audio_.end())) {
    if (!open_) begin(utterance->begin, edges);
    end(utterance->begin, utterance->end, edges);
  }
  return edges;
}

void LiveListener::forget() {
  if (vad_) return;
  begin_ = heard();
  audio_.drop_before(begin_);
}

std::span<const float> LiveListener::open_sound() const { return audio_.slice(begin_, heard()); }

std::int64_t LiveListener::speech_until() const {
  return vad_ ? segmenter_.speech_until() : heard();
}

void LiveListener::begin(std::int64_t at, std::vector<TurnEdge>& edges) {
  open_ = true;
  begin_ = std::max<std::int64_t>(at, 0);
  edges.emplace_back(TurnBegan{begin_});
}

void LiveListener::end(std::int64_t begin, std::int64_t end, std::vector<TurnEdge>& edges) {
  const auto sound = audio_.slice(begin, end);
  edges.emplace_back(TurnEnded{end, {sound.begin(), sound.end()}});
  open_ = false;
  begin_ = end;
  if (!vad_) audio_.drop_before(end);
}

}  // namespace dragoman::pipeline
