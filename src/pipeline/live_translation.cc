#include "pipeline/live_translation.h"

#include <utility>

#include "pipeline/live_hearing.h"
#include "text/sentences.h"

namespace dragoman::pipeline {

namespace {

// Where the sentence, one of the text's, ends in it.
std::size_t end_of(const std::string& sentence, const std::string& text, std::size_t from) {
  const auto at = text.find(sentence, from);
  return at == std::string::npos ? text.size() : at + sentence.size();
}

}  // namespace

void LiveTranslation::update(const core::LiveText& basis, core::Language spoken,
                             bool through_english) {
  if (whole_) return;
  spoken_ = spoken;
  through_english_ = through_english;
  whole_ = basis.whole;
  const auto written = through_english ? core::Language::kEnglish : spoken;
  auto sentences = text::split_sentences(
      std::string_view(basis.settled).substr(std::min(posted_bytes_, basis.settled.size())),
      written);
  // The last one may go on, until the turn is over.
  if (!whole_ && !sentences.empty()) sentences.pop_back();
  for (auto& sentence : sentences) {
    posted_bytes_ = end_of(sentence, basis.settled, posted_bytes_);
    sentences_.push_back(post({std::move(sentence)}));
  }
  tail_ = whole_ ? ""
                 : basis.settled.substr(std::min(posted_bytes_, basis.settled.size())) +
                       basis.provisional;
  if (tail_.empty()) provisional_.clear();
}

LiveTranslation::Pending LiveTranslation::post(std::vector<std::string> sentences) const {
  Pending pending;
  const auto route = context_.engines.routes().find(spoken_, context_.job.target);
  if (!route || route->steps.empty()) {
    for (const auto& sentence : sentences) {
      pending.text = text::join_sentences(pending.text, sentence, context_.job.target);
    }
    pending.spoken = route.has_value();
    return pending;
  }
  pending.steps.assign(route->steps.begin() + 1, route->steps.end());
  pending.answer =
      context_.engines.mt().post({route->steps.front(),
                                  std::move(sentences),
                                  context_.cancel,
                                  {.terms = context_.names.terms(spoken_, context_.job.target)}});
  return pending;
}

base::Result<std::optional<std::string>> LiveTranslation::advance(Pending& pending) const {
  if (!pending.answer.valid()) return std::optional(std::move(pending.text));
  if (!is_ready(pending.answer)) return std::optional<std::string>();
  auto sentences = pending.answer.get();
  if (!sentences) return sentences.error();
  if (!pending.steps.empty()) {
    const auto step = pending.steps.front();
    pending.steps.erase(pending.steps.begin());
    pending.answer = context_.engines.mt().post(
        {step,
         *std::move(sentences),
         context_.cancel,
         {.terms = context_.names.later_terms(spoken_, context_.job.target)}});
    return std::optional<std::string>();
  }
  std::string joined;
  for (const auto& sentence : *sentences) {
    joined = text::join_sentences(joined, sentence, context_.job.target);
  }
  return std::optional(std::move(joined));
}

base::Status LiveTranslation::poll() {
  while (!sentences_.empty()) {
    auto text = advance(sentences_.front());
    if (!text) return text.error();
    if (!*text) break;
    settle(**std::move(text), sentences_.front().spoken);
    sentences_.pop_front();
  }
  if (tail_pending_) {
    auto text = advance(*tail_pending_);
    if (text && !*text) return {};
    tail_pending_.reset();
    if (text && !tail_.empty()) provisional_ = **std::move(text);
  }
  if (!tail_.empty() && tail_ != asked_tail_ && sentences_.empty()) {
    asked_tail_ = tail_;
    const auto written = through_english_ ? core::Language::kEnglish : spoken_;
    tail_pending_ = post(text::split_sentences(tail_, written));
  }
  return {};
}

void LiveTranslation::settle(std::string text, bool spoken) {
  if (text.empty()) return;
  settled_ = text::join_sentences(settled_, text, context_.job.target);
  provisional_.clear();
  if (spoken) to_speak_.push_back(std::move(text));
}

core::LiveText LiveTranslation::text() const {
  const bool done = whole_ && sentences_.empty();
  if (done || provisional_.empty()) return {settled_, "", done};
  return {settled_,
          text::join_sentences(settled_, provisional_, context_.job.target).substr(settled_.size()),
          false};
}

std::optional<std::string> LiveTranslation::take_spoken() {
  if (to_speak_.empty()) return std::nullopt;
  auto text = std::move(to_speak_.front());
  to_speak_.pop_front();
  return text;
}

}  // namespace dragoman::pipeline
