#include "engines/ctranslate2/student_search.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace dragoman::engines::ctranslate2 {

namespace {

// Whether a piece goes on with the word before it.
bool goes_on(std::string_view piece) {
  return !piece.starts_with(kWordStart) && !piece.empty() &&
         std::ispunct(static_cast<unsigned char>(piece.front())) == 0;
}

// The positions table and the layers' memory end here.
constexpr std::size_t kMostTargetTokens = max_target_tokens(kMaxSourcePieces + 1);

}  // namespace

bool is_mark(std::string_view piece) {
  if (piece.starts_with(kWordStart)) piece.remove_prefix(kWordStart.size());
  return !piece.empty() &&
         std::ranges::all_of(piece, [](unsigned char c) { return std::ispunct(c) != 0; });
}

bool is_function_word(int id, std::string_view piece) {
  constexpr int kFrequentPieces = 200;
  constexpr std::size_t kMostBytes = 4;
  return id < kFrequentPieces && piece.starts_with(kWordStart) && !is_mark(piece) &&
         piece.size() > kWordStart.size() && piece.size() <= kWordStart.size() + kMostBytes;
}

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
    auto limit = max_target_tokens(source.size());
    for (const auto& anchor : items[i].anchors) limit += anchor.forced ? anchor.target.size() : 0;
    rows_.push_back({i, std::min(limit, kMostTargetTokens), {}});
    rows_.back().done.resize(items[i].anchors.size());
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

int StudentSearch::choose(std::span<const float> logits, std::size_t row,
                          const SearchItem& item) const {
  const float* values = logits.data() + row * selected_.size();
  const auto& columns = rows_[row].columns;
  const auto value = [&](std::uint32_t column) { return values[column]; };
  const auto best = *std::ranges::max_element(columns, {}, value);
  if (rows_[row].ended < 0 || item.free_endings) return static_cast<int>(selected_[best]);

  const auto& anchor = item.anchors[static_cast<std::size_t>(rows_[row].ended)];
  std::uint32_t allowed = best;
  bool found = false;
  for (const auto column : columns) {
    const auto& piece = student_->target->text(static_cast<int>(selected_[column]));
    const bool plural = anchor.inflected && (piece == "s" || piece == "es");
    if (goes_on(piece) && !plural) continue;
    if (!found || value(column) > value(allowed)) allowed = column;
    found = true;
  }
  return static_cast<int>(selected_[allowed]);
}

std::vector<Rival> StudentSearch::rivals_of(int id, std::span<const float> logits,
                                            std::size_t row) const {
  const float* values = logits.data() + row * selected_.size();
  const auto chosen = values[columns_[static_cast<std::size_t>(id)]];
  std::vector<Rival> rivals;
  for (const auto column : rows_[row].columns) {
    const Rival rival{static_cast<int>(selected_[column]), chosen - values[column]};
    if (rival.id == id || rival.margin < 0 || rival.margin > kMostRivalMargin) continue;
    if (rival.id == student_->target->end_of_sentence() ||
        rival.id == student_->target->unknown() || is_mark(student_->target->text(rival.id))) {
      continue;
    }
    rivals.push_back(rival);
  }
  std::ranges::sort(rivals, {}, &Rival::margin);
  if (rivals.size() > kMostRivals) rivals.resize(kMostRivals);
  return rivals;
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

int StudentSearch::anchor_looked_at(std::size_t row, const SearchItem& item) const {
  const auto attention = decoder_.attention(row);
  const auto most =
      static_cast<std::size_t>(std::ranges::max_element(attention) - attention.begin());
  for (std::size_t i = 0; i < item.anchors.size(); ++i) {
    const auto& anchor = item.anchors[i];
    if (anchor.forced && !rows_[row].done[i] && anchor.begin <= most && most < anchor.end)
      return static_cast<int>(i);
  }
  return -1;
}

// Articles, prepositions and the like, which are among the most frequent pieces and look at their
// noun less than it does itself.
bool StudentSearch::lets_through(std::size_t row, int id, const Anchor& anchor) const {
  constexpr int kMostWords = 2;
  const auto attention = decoder_.attention(row);
  const auto looks = std::ranges::max(attention.subspan(anchor.begin, anchor.end - anchor.begin));
  return is_function_word(id, student_->target->text(id)) && looks < kOwnWord &&
         rows_[row].let_through < kMostWords;
}

void StudentSearch::write_anchor(std::size_t row, const SearchItem& item,
                                 std::vector<TargetPiece>& result) {
  auto& state = rows_[row];
  const auto index = static_cast<std::size_t>(state.writing);
  const auto& anchor = item.anchors[index];
  result.push_back(
      {anchor.target[state.written], -1, state.writing, static_cast<int>(anchor.begin)});
  if (++state.written < anchor.target.size()) return;
  state.done[index] = true;
  state.ended = std::exchange(state.writing, -1);
  decoder_.hide(row, anchor.begin, anchor.end);
}

// What the row writes, where the model would write `id`.
void StudentSearch::write(std::size_t row, int id, const SearchItem& item,
                          std::vector<TargetPiece>& result) {
  auto& state = rows_[row];
  state.ended = -1;
  if (state.writing < 0 && !item.anchors.empty()) {
    const auto& piece = student_->target->text(id);
    const int anchor = is_mark(piece) ? -1 : anchor_looked_at(row, item);
    const bool goes = goes_on(piece) && !item.free_endings;
    if (anchor >= 0 && !goes &&
        lets_through(row, id, item.anchors[static_cast<std::size_t>(anchor)])) {
      ++state.let_through;
    } else if (anchor >= 0) {
      // What was let through was no article but the beginning of this very word.
      if (goes && state.let_through > 0) result.pop_back();
      state.let_through = 0;
      state.writing = anchor;
      state.written = 0;
    } else {
      state.let_through = 0;
    }
  }
  if (state.writing >= 0) return write_anchor(row, item, result);
  TargetPiece piece{id, find_copied(id, row, item.source)};
  if (item.tracked || !item.anchors.empty()) {
    const auto attention = decoder_.attention(row);
    const auto most = std::ranges::max_element(attention);
    piece.looks_at = static_cast<int>(most - attention.begin());
    piece.looks.assign(attention.begin(), attention.end());
  }
  result.push_back(piece);
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
      const bool given = result.size() < item.prefix.size();
      const int id = given ? item.prefix[result.size()] : choose(logits, row, item);
      const bool ended = id == student_->target->end_of_sentence() && rows_[row].writing < 0;
      if (!ended) write(row, id, item, result);
      if (!ended && item.rivals_wanted) result.back().rivals = rivals_of(id, logits, row);
      if (ended || result.size() >= rows_[row].limit || item.cancel.cancelled()) continue;
      kept.push_back(static_cast<std::int32_t>(row));
      last.push_back(result.back().id);
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
