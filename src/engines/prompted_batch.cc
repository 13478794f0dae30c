#include "engines/prompted_batch.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include "base/log.h"
#include "core/language.h"
#include "engines/stretches.h"

namespace dragoman::engines {

namespace {

constexpr std::size_t kShortestStretch = 40;

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  std::ranges::replace(text, '\r', ' ');
  return text;
}

bool says_anything(std::string_view text) {
  return std::ranges::any_of(text,
                             [](unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; });
}

void report_refusal(std::string_view model, Direction direction, const Stretch& stretch) {
  base::log(base::LogLevel::kWarning, "A language model's answer was refused",
            {{"model", model},
             {"source", core::code(direction.source)},
             {"target", core::code(direction.target)},
             {"because", describe(stretch.fault.value_or(Fault::kEmpty))}});
}

}  // namespace

PromptedBatch::PromptedBatch(std::span<const MtRequest> batch, const Fits& fits) : batch_(batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    for (std::size_t j = 0; j < batch[i].sentences.size(); ++j) add_sentence(i, j, fits);
  }
}

void PromptedBatch::add_sentence(std::size_t request, std::size_t sentence, const Fits& fits) {
  const auto& asked = batch_[request];
  const auto text = one_line(asked.sentences[sentence]);
  for (std::size_t limit = kStretchCodePoints;; limit /= 2) {
    std::vector<Stretch> cut;
    for (auto& piece : cut_stretches(text, limit)) {
      Stretch stretch;
      stretch.request = request;
      stretch.sentence = sentence;
      stretch.text = std::move(piece);
      if (asked.hints.terms != nullptr) stretch.terms = terms_in(stretch.text, *asked.hints.terms);
      if (!says_anything(stretch.text)) stretch.answer = stretch.text;
      cut.push_back(std::move(stretch));
    }
    const bool fit =
        std::ranges::all_of(cut, [&](const Stretch& stretch) { return fits(asked, stretch); });
    if (fit || limit <= kShortestStretch) {
      std::ranges::move(cut, std::back_inserter(stretches_));
      return;
    }
  }
}

std::vector<Stretch*> PromptedBatch::pending() {
  std::vector<Stretch*> pending;
  for (auto& stretch : stretches_) {
    if (!stretch.settled()) pending.push_back(&stretch);
  }
  return pending;
}

void PromptedBatch::judge(Stretch& stretch, const base::Result<std::string>& answer) const {
  if (!answer) {
    stretch.error = answer.error();
    return;
  }
  const auto direction = request_of(stretch).direction;
  auto text = trim_answer(stretch.text, one_line(*answer), direction);
  stretch.fault = find_fault(stretch.text, text, direction);
  if (stretch.fault) return;
  const auto missed = terms_missed(text, stretch.terms).size();
  if (stretch.answer && missed >= stretch.missed) return;
  stretch.answer = std::move(text);
  stretch.missed = missed;
}

std::vector<base::Result<MtResponse>> PromptedBatch::gather(std::string_view model) const {
  std::vector<base::Result<MtResponse>> responses;
  for (const auto& request : batch_) responses.emplace_back(MtResponse(request.sentences.size()));
  for (const auto& stretch : stretches_) {
    auto& response = responses[stretch.request];
    if (!response) continue;
    if (stretch.error) {
      response = *stretch.error;
      continue;
    }
    const auto direction = request_of(stretch).direction;
    if (!stretch.answer) {
      report_refusal(model, direction, stretch);
      continue;
    }
    auto& text = (*response)[stretch.sentence];
    if (!text.empty() && core::info(direction.target).spaces_between_sentences) text += ' ';
    text += put_terms(*stretch.answer, stretch.terms);
  }
  for (std::size_t i = 0; i < batch_.size(); ++i) {
    if (auto status = batch_[i].cancel.check(); !status) responses[i] = status.error();
  }
  return responses;
}

}  // namespace dragoman::engines
