#include "pipeline/segmenter.h"

#include <algorithm>

#include "core/audio.h"
#include "engines/vad.h"

namespace dragoman::pipeline {

namespace {

constexpr auto kWindow = static_cast<std::int64_t>(engines::kVadWindow);
constexpr double kWindowSeconds = static_cast<double>(kWindow) / core::kListenRateHz;

std::int64_t samples(double seconds) {
  return static_cast<std::int64_t>(seconds * core::kListenRateHz);
}

}  // namespace

Segmenter::Segmenter(const SegmenterOptions& options) : options_(options) {}

std::optional<Utterance> Segmenter::push(float speech_probability) {
  const bool speech = speech_probability >= options_.speech_threshold;
  if (!in_utterance_ && speech) open();
  ++window_;
  if (!in_utterance_) return std::nullopt;

  open_windows_.push_back(speech_probability);
  if (speech) {
    silent_windows_ = 0;
  } else if (speech_probability < options_.silence_threshold || silent_windows_ > 0) {
    ++silent_windows_;
  }
  const double silence_s = static_cast<double>(silent_windows_) * kWindowSeconds;
  const double length_s = static_cast<double>(open_windows_.size()) * kWindowSeconds;
  if (silent_windows_ > 0 && silence_s >= needed_pause_s(length_s - silence_s)) {
    return close((window_ - silent_windows_) * kWindow + samples(options_.pad_s));
  }
  if (length_s + options_.pad_s >= options_.max_s) return cut_at_weakest();
  return std::nullopt;
}

std::optional<Utterance> Segmenter::finish(std::int64_t total_samples) {
  if (!in_utterance_) return std::nullopt;
  auto utterance = close(std::min(speech_until() + samples(options_.pad_s), total_samples));
  return utterance;
}

std::int64_t Segmenter::keep_from() const {
  const auto from = in_utterance_ ? first_window_ : window_;
  return std::max(last_end_, from * kWindow - samples(options_.pad_s));
}

bool Segmenter::has_open() const {
  return in_utterance_ && open_speech() >= samples(options_.min_speech_s);
}

std::int64_t Segmenter::speech_until() const { return (window_ - silent_windows_) * kWindow; }

std::int64_t Segmenter::open_speech() const {
  const auto is_speech = [&](float p) { return p >= options_.speech_threshold; };
  return std::ranges::count_if(open_windows_, is_speech) * kWindow;
}

double Segmenter::needed_pause_s(double length_s) const {
  const double target_s = first_ ? options_.first_target_s : options_.target_s;
  if (length_s >= target_s) return options_.short_pause_s;
  return length_s >= options_.min_s ? options_.long_pause_s : options_.break_s;
}

void Segmenter::open() {
  in_utterance_ = true;
  first_window_ = window_;
  silent_windows_ = 0;
  open_windows_.clear();
}

std::optional<Utterance> Segmenter::close(std::int64_t end) {
  Utterance utterance;
  utterance.begin = keep_from();
  utterance.end = end;
  utterance.speech_samples = open_speech();
  in_utterance_ = false;
  open_windows_.clear();
  if (utterance.speech_samples < samples(options_.min_speech_s)) return std::nullopt;
  first_ = false;
  last_end_ = end;
  return utterance;
}

// Looks for the weakest window in the last third, so that the cut falls between words where it can;
// what follows it opens the next utterance.
std::optional<Utterance> Segmenter::cut_at_weakest() {
  const auto from =
      open_windows_.begin() + static_cast<std::ptrdiff_t>(open_windows_.size() * 2 / 3);
  const auto weakest = std::min_element(from, open_windows_.end());
  const auto kept = weakest - open_windows_.begin() + 1;
  const std::vector<float> rest(open_windows_.begin() + kept, open_windows_.end());
  const auto cut_window = first_window_ + kept;
  open_windows_.resize(static_cast<std::size_t>(kept));
  auto utterance = close(cut_window * kWindow);
  open();
  first_window_ = cut_window;
  open_windows_ = rest;
  return utterance;
}

}  // namespace dragoman::pipeline
