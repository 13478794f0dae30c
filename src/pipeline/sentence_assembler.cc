#include "pipeline/sentence_assembler.h"

#include <utility>

#include "text/sentences.h"

namespace dragoman::pipeline {

namespace {

constexpr core::Seconds kFarApart{1.5};
constexpr std::size_t kTooLongCodePoints = 400;

// Shares the utterance's time out over its sentences.
std::vector<SourceSentence> split(core::TimeSpan span, core::Language language,
                                  const std::string& text) {
  const auto pieces = text::split_sentences(text, language);
  std::size_t total = 0;
  for (const auto& piece : pieces) total += text::count_code_points(piece);
  std::vector<SourceSentence> sentences;
  std::size_t before = 0;
  for (const auto& piece : pieces) {
    const auto after = before + text::count_code_points(piece);
    const auto at = [&](std::size_t n) {
      return span.start + span.length() * (static_cast<double>(n) / static_cast<double>(total));
    };
    sentences.push_back({{at(before), at(after)}, language, piece});
    before = after;
  }
  return sentences;
}

bool belongs_together(const SourceSentence& open, const SourceSentence& next) {
  return open.language == next.language && next.span.start - open.span.end < kFarApart &&
         text::count_code_points(open.text) < kTooLongCodePoints;
}

}  // namespace

std::vector<SourceSentence> SentenceAssembler::push(core::TimeSpan span, core::Language language,
                                                    const std::string& text) {
  auto sentences = split(span, language, text);
  if (sentences.empty()) return {};
  std::vector<SourceSentence> complete;
  if (open_ && belongs_together(*open_, sentences.front())) {
    auto& first = sentences.front();
    first.text = text::join_sentences(open_->text, first.text, language);
    first.span.start = open_->span.start;
  } else if (open_) {
    complete.push_back(std::move(*open_));
  }
  open_.reset();
  if (!text::ends_sentence(sentences.back().text) && text::writes_sentence_marks(language)) {
    open_ = std::move(sentences.back());
    sentences.pop_back();
  }
  for (auto& sentence : sentences) complete.push_back(std::move(sentence));
  return complete;
}

std::vector<SourceSentence> SentenceAssembler::finish() {
  std::vector<SourceSentence> rest;
  if (open_) rest.push_back(std::move(*open_));
  open_.reset();
  return rest;
}

}  // namespace dragoman::pipeline
