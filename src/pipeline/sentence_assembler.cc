#include "pipeline/sentence_assembler.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "text/sentences.h"

namespace dragoman::pipeline {

namespace {

constexpr core::Seconds kFarApart{1.5};
constexpr std::size_t kTooLongCodePoints = 400;

std::size_t visible_bytes(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count(text, ' '));
}

// Gives each sentence the words that begin in it, and their times. All sentences together spell
// what all words do, but for spaces; where they do not, nothing is changed.
void hand_out(std::vector<core::Word> words, std::vector<SourceSentence>& sentences) {
  std::size_t spelt = 0;
  std::size_t written = 0;
  for (const auto& word : words) spelt += visible_bytes(word.text);
  for (const auto& sentence : sentences) written += visible_bytes(sentence.text);
  if (words.empty() || spelt != written) return;
  auto word = words.begin();
  std::size_t at = 0;
  std::size_t end = 0;
  for (auto& sentence : sentences) {
    end += visible_bytes(sentence.text);
    for (; word != words.end() && at < end; ++word) {
      at += visible_bytes(word->text);
      sentence.words.push_back(std::move(*word));
    }
    if (sentence.words.empty()) continue;
    sentence.span = {sentence.words.front().span.start, sentence.words.back().span.end};
  }
}

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

bool belongs_together(const SourceSentence& open, core::Language next, core::Seconds apart) {
  return open.language == next && apart < kFarApart &&
         text::count_code_points(open.text) < kTooLongCodePoints;
}

}  // namespace

std::vector<SourceSentence> SentenceAssembler::push(core::TimeSpan span, core::Language language,
                                                    const std::string& text,
                                                    std::vector<core::Word> words) {
  auto sentences = split(span, language, text);
  if (sentences.empty()) return {};
  hand_out(std::move(words), sentences);
  std::vector<SourceSentence> complete;
  if (open_ && belongs_together(*open_, language, span.start - open_until_)) {
    auto& first = sentences.front();
    first.text = text::join_sentences(open_->text, first.text, language);
    first.span.start = open_->span.start;
    first.words.insert(first.words.begin(), std::make_move_iterator(open_->words.begin()),
                       std::make_move_iterator(open_->words.end()));
  } else if (open_) {
    complete.push_back(std::move(*open_));
  }
  open_.reset();
  if (!text::ends_sentence(sentences.back().text) && text::writes_sentence_marks(language)) {
    open_ = std::move(sentences.back());
    open_until_ = span.end;
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
