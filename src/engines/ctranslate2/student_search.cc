#include "engines/ctranslate2/student_search.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace dragoman::engines::ctranslate2 {

namespace {

// Whether a piece is punctuation alone.
bool is_mark(std::string_view piece) {
  if (piece.starts_with(kWordStart)) piece.remove_prefix(kWordStart.size());
  return !piece.empty() &&
         std::ranges::all_of(piece, [](unsigned char c) { return std::ispunct(c) != 0; });
}

}  // namespace

StudentSearch::StudentSearch(std::shared_ptr<const Student> student)
    : student_(std::move(student)),
      encoder_(*student_->model),
      decoder_(*student_->model),
      columns_(student_->target->size()) {}

void StudentSearch::choose_candidates(std::span<const SearchItem> items) {
  rows_.clear();
  selected_.clear();
  std::vector<std::vector<std::uint32_t>> candidates;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto& source = items[i].source;
    rows_.push_back({i, max_target_tokens(source.size()), {}});
    const std::vector<int> ids(source.begin(), source.end());
    candidates.push_back(student_->shortlist.candidates(ids, marks_));
    selected_.insert(selected_.end(), candidates.back().begin(), candidates.back().end());
  }
  std::ranges::sort(selected_);
  selected_.erase(std::unique(selected_.begin(), selected_.end()), selected_.end());
  for (std::size_t column = 0; column < selected_.size(); ++column) {
    columns_[selected_[column]] = static_cast<std::uint32_t>(column);
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (const auto piece : candidates[i]) rows_[i].columns.push_back(columns_[piece]);
  }
}

int StudentSearch::choose(std::span<const float> logits, std::size_t row) const {
  const float* values = logits.data() + row * selected_.size();
  const auto best = std::ranges::max_element(rows_[row].columns, {},
                                             [&](std::uint32_t column) { return values[column]; });
  return static_cast<int>(selected_[*best]);
}

int StudentSearch::find_copied(int id, std::size_t row, std::span<const std::size_t> source) const {
  const auto unknown = static_cast<std::size_t>(student_->source->unknown());
  const auto attention = decoder_.attention(row);
  auto most = source.size();
  for (std::size_t t = 0; t < source.size(); ++t) {
    if (source[t] == unknown && (most == source.size() || attention[t] > attention[most])) most = t;
  }
  if (most == source.size()) return -1;
  const bool is_unknown = id == student_->target->unknown();
  const bool in_source = std::ranges::find(source, static_cast<std::size_t>(id)) != source.end();
  const bool stands_in =
      attention[most] > 0.5F && !in_source && is_mark(student_->target->text(id));
  return is_unknown || stands_in ? static_cast<int>(most) : -1;
}

std::vector<std::vector<TargetPiece>> StudentSearch::run(std::span<const SearchItem> items) {
  std::vector<std::vector<TargetPiece>> results(items.size());
  if (items.empty()) return results;
  std::vector<std::vector<std::size_t>> sentences;
  for (const auto& item : items) sentences.push_back(item.source);
  const auto batch = encoder_.encode(sentences);

  choose_candidates(items);
  decoder_.select(selected_);
  decoder_.start(batch);
  std::vector<std::int32_t> last(items.size());
  while (!rows_.empty()) {
    const auto logits = decoder_.step(last);
    std::vector<std::int32_t> kept;
    last.clear();
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const auto& item = items[rows_[row].item];
      auto& result = results[rows_[row].item];
      const int id = choose(logits, row);
      const bool ended = id == student_->target->end_of_sentence();
      if (!ended) result.push_back({id, find_copied(id, row, item.source)});
      if (ended || result.size() >= rows_[row].limit || item.cancel.cancelled()) continue;
      kept.push_back(static_cast<std::int32_t>(row));
      last.push_back(id);
    }
    if (kept.size() == rows_.size()) continue;
    std::vector<Row> rows;
    for (const auto row : kept) rows.push_back(std::move(rows_[static_cast<std::size_t>(row)]));
    rows_ = std::move(rows);
    if (!rows_.empty()) decoder_.keep(kept);
  }
  return results;
}

}  // namespace dragoman::engines::ctranslate2
