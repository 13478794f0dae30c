#include "pipeline/live_hearing.h"

#include <utility>

#include "core/audio.h"

namespace dragoman::pipeline {

namespace {

constexpr std::size_t kFirstSamples = core::kListenRateHz * 8 / 10;  // less is no word yet
constexpr std::size_t kNewSamples = core::kListenRateHz * 4 / 10;    // about a word

}  // namespace

bool LiveHearing::wants(std::size_t samples, std::int64_t speech_until) const {
  if (end_ >= 0 || provisional_.valid() || samples < kFirstSamples) return false;
  if (speech_until <= newest_until_ || samples < heard_samples_ + kNewSamples) return false;
  return Clock::now() >= next_;
}

void LiveHearing::hear(std::span<const float> samples, std::int64_t until) {
  provisional_cancel_ = std::make_unique<base::CancelSource>(context_.cancel);
  auto asked = request({samples.begin(), samples.end()});
  asked.cancel = provisional_cancel_->token();
  asked.provisional = true;
  heard_samples_ = samples.size();
  pending_until_ = until;
  posted_ = Clock::now();
  provisional_ = context_.engines.asr().post(std::move(asked));
}

void LiveHearing::end(std::vector<float> samples, std::int64_t end) {
  end_ = end;
  whole_ = std::move(samples);
  if (newest_ && newest_until_ >= end) return finish_or_hear_again(*newest_);
  if (provisional_.valid() && pending_until_ >= end) return;
  if (provisional_.valid()) provisional_cancel_->cancel(base::CancelReason::kFailedElsewhere);
  provisional_ = {};
  hear_whole();
}

void LiveHearing::finish_or_hear_again(const engines::Transcript& transcript) {
  transcript.in_doubt ? hear_whole() : finish(transcript);
}

void LiveHearing::hear_whole() {
  last_ = context_.engines.asr().post(request(std::exchange(whole_, {})));
}

engines::AsrRequest LiveHearing::request(std::vector<float> samples) const {
  engines::AsrRequest request;
  request.samples = std::move(samples);
  request.language = context_.job.source;
  if (!request.language && !said_.text().settled.empty()) request.language = language_;
  request.likely_language = context_.spoken;
  request.english_wanted = context_.engines.routes().through_english_to(context_.job.target);
  request.cancel = context_.cancel;
  return request;
}

base::Status LiveHearing::poll() {
  if (is_ready(provisional_)) {
    const auto now = Clock::now();
    auto answer = std::exchange(provisional_, {}).get();
    next_ = now + (now - posted_);
    if (answer) {
      newest_until_ = pending_until_;
      newest_ = *std::move(answer);
      put_names_right(*newest_, pending_until_);
      end_ >= 0 ? finish_or_hear_again(*newest_) : take_provisional(*newest_);
    } else if (end_ >= 0) {
      return answer.error();
    }
  }
  if (is_ready(last_)) {
    auto answer = std::exchange(last_, {}).get();
    if (!answer) return answer.error();
    put_names_right(*answer, end_);
    finish(*answer);
  }
  return {};
}

void LiveHearing::put_names_right(engines::Transcript& transcript, std::int64_t until) const {
  if (context_.looking == nullptr) return;
  const core::TimeSpan said{time_of(begin_), time_of(until)};
  context_.looking->put_right(transcript, said, context_.names);
}

void LiveHearing::take_provisional(const engines::Transcript& transcript) {
  if (transcript.silent()) return;
  settle_language(transcript.language);
  said_.hear(transcript.text);
  english_.hear(transcript.english.value_or(""));
}

void LiveHearing::finish(const engines::Transcript& transcript) {
  if (!transcript.silent()) {
    settle_language(transcript.language);
    context_.spoken = transcript.language;
    if (context_.looking != nullptr) context_.looking->heard(transcript.language);
  }
  said_.finish(transcript.text);
  english_.finish(transcript.english.value_or(""));
}

void LiveHearing::settle_language(core::Language language) {
  language_ = language;
  const auto route = context_.engines.routes().find(language, context_.job.target);
  through_english_ = route && route->through_recogniser_english;
}

}  // namespace dragoman::pipeline
