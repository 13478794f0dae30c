#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/accounting.h"
#include "core/audio.h"
#include "pipeline/audio_window.h"
#include "pipeline/leveller.h"
#include "pipeline/stages.h"
#include "text/language_of.h"

namespace dragoman::pipeline {

namespace {

constexpr auto kWindow = static_cast<std::int64_t>(engines::kVadWindow);

core::Seconds at(std::int64_t sample) {
  return core::Seconds(static_cast<double>(sample) / core::kListenRateHz);
}

std::int64_t sample_at(core::Seconds time) {
  return static_cast<std::int64_t>(time.count() * core::kListenRateHz);
}

std::shared_ptr<const std::vector<std::string>> source_terms(const core::Job& job) {
  if (job.glossary.empty()) return nullptr;
  auto terms = std::make_shared<std::vector<std::string>>();
  for (const auto& term : job.glossary) terms->push_back(term.source);
  return terms;
}

/// One job's segmenting: owns the state that the loop below moves along.
class SegmentLoop {
 public:
  explicit SegmentLoop(JobContext& context)
      : context_(context),
        terms_(source_terms(context.job)),
        prompt_language_(
            text::language_of(context.job.prompt, context.engines.routes().recognised())),
        heard_(sample_at(context.job.resume.heard())) {}

  base::Status run() {
    auto stream = context_.engines.vad().open_stream();
    if (!stream) return stream.error();
    vad_ = std::move(*stream);
    for (;;) {
      if (auto status = context_.upstream_cancel.check(); !status) return status;
      auto block = decode();
      if (!block) return block.error();
      // A named source language needs no speech to be known: the media opened and decodes, so the
      // answer may begin.
      if (context_.job.source) {
        if (auto status = context_.emitter.start(context_.job.source); !status) return status;
      }
      if (!*block) break;
      if (auto status = count((*block)->samples.size()); !status) return status;
      audio_.append((*block)->samples);
      if (auto status = detect(false); !status) return status;
    }
    if (auto status = detect(true); !status) return status;
    if (auto utterance = segmenter_.finish(audio_.end())) return post(*utterance);
    return {};
  }

 private:
  base::Result<std::optional<core::AudioBlock>> decode() {
    const base::ScopedTimer timer(context_.engines.metrics().decode_s);
    return context_.recording.next();
  }

  base::Status count(std::size_t samples) {
    context_.usage.add_input_samples(samples);
    return check_input_tokens(core::audio_tokens(context_.usage.input_duration()),
                              context_.max_input_tokens);
  }

  // Feeds every whole window whose surroundings are there; at the end the rest, the last filled up
  // with silence.
  base::Status detect(bool at_end) {
    const base::ScopedTimer timer(context_.engines.metrics().segment_s);
    for (; measured_ + kWindow <= audio_.end(); measured_ += kWindow) {
      leveller_.push(audio_.slice(measured_, measured_ + kWindow));
    }
    const auto reach = at_end ? 1 - kWindow : Leveller::kReach * kWindow;
    for (; detected_ + kWindow + reach <= audio_.end(); detected_ += kWindow) {
      auto probability = speech_probability();
      if (!probability) return probability.error();
      if (auto utterance = segmenter_.push(*probability)) {
        if (auto status = post(*utterance); !status) return status;
      }
    }
    audio_.drop_before(std::min(segmenter_.keep_from(), detected_));
    return {};
  }

  // What was heard before counts as silence.
  base::Result<float> speech_probability() {
    if (detected_ + kWindow <= heard_) return 0.0F;
    return vad_->push(levelled_window());
  }

  std::array<float, engines::kVadWindow> levelled_window() {
    const float gain = leveller_.gain(detected_ / kWindow);
    std::array<float, engines::kVadWindow> window{};
    std::ranges::transform(audio_.slice(detected_, detected_ + kWindow), window.begin(),
                           [&](float sample) { return std::clamp(sample * gain, -1.0F, 1.0F); });
    return window;
  }

  base::Status post(const Utterance& utterance) {
    const auto begin = std::max(utterance.begin, heard_);
    const auto samples = audio_.slice(begin, utterance.end);
    const auto weight_ms = samples.size() * 1000 / core::kListenRateHz;
    PendingUtterance pending{{at(begin), at(utterance.end)}, {}, {}, {}};
    auto asked = request({samples.begin(), samples.end()});
    if (context_.scene) pending.again = asked;
    if (context_.read_previous_text) {
      pending.request = std::move(asked);
    } else {
      pending.transcript = context_.engines.asr().post(std::move(asked));
    }
    switch (context_.utterances.push(std::move(pending), weight_ms, context_.upstream_cancel)) {
      case base::PushResult::kOk:
        return {};
      case base::PushResult::kClosed:
      case base::PushResult::kCancelled:
        break;
    }
    return context_.upstream_cancel.check();
  }

  [[nodiscard]] engines::AsrRequest request(std::vector<float> samples) const {
    const auto& job = context_.job;
    engines::AsrRequest request;
    request.samples = std::move(samples);
    request.language = job.source;
    if (const int known = context_.spoken_language.load(); known >= 0) {
      request.likely_language = static_cast<core::Language>(known);
    } else {
      request.likely_language = prompt_language_;
    }
    request.english_wanted = context_.engines.routes().through_english_to(job.target);
    if (!job.want_source_text) request.source_text_unwanted = request.english_wanted;
    request.terms = terms_;
    request.previous_text = job.prompt;
    request.words_wanted = true;
    request.cancel = context_.upstream_cancel;
    return request;
  }

  JobContext& context_;
  const std::shared_ptr<const std::vector<std::string>> terms_;
  const std::optional<core::Language> prompt_language_;
  const std::int64_t heard_;  // samples that a run before this one has done with
  std::unique_ptr<engines::VadStream> vad_;
  Segmenter segmenter_;
  AudioWindow audio_;
  Leveller leveller_;
  std::int64_t measured_ = 0;  // samples that the leveller has seen
  std::int64_t detected_ = 0;  // samples that the detector has seen
};

}  // namespace

base::Status segment_stage(JobContext& context) { return SegmentLoop(context).run(); }

}  // namespace dragoman::pipeline
