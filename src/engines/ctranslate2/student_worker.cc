#include "engines/ctranslate2/student_worker.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <utility>

#include "engines/ctranslate2/target_text.h"
#include "text/letter_case.h"

namespace dragoman::engines::ctranslate2 {

namespace {

// Source tokens of one batch, padding included: enough for the products to run at full speed, and
// few enough to stay in cache and to stop soon.
constexpr std::size_t kMaxBatchTokens = 256;

// Languages whose particles, endings or lack of spaces let more be written onto a term.
bool has_free_endings(core::Language language) {
  using enum core::Language;
  static constexpr std::array kLanguages{kChinese, kJapanese, kThai, kCantonese, kKorean, kTurkish};
  return std::ranges::find(kLanguages, language) != kLanguages.end();
}

using Placed = StudentVocabulary::Placed;

// A space on either side of a demand makes pieces end there.
std::string set_apart(const std::string& text, std::vector<text::Demand>& demands) {
  std::string apart;
  std::size_t at = 0;
  for (auto& demand : demands) {
    auto& [begin, end] = demand.place;
    apart += text.substr(at, begin - at);
    if (!apart.empty() && apart.back() != ' ') apart += ' ';
    const auto word = text.substr(begin, end - begin);
    at = end;
    begin = apart.size();
    apart += word;
    end = apart.size();
    if (at < text.size() && text[at] != ' ') apart += ' ';
  }
  return apart += text.substr(at);
}

PieceRange pieces_of(const std::vector<Placed>& placed, const text::Place& place) {
  const auto first = std::ranges::find_if(placed, [&](const Placed& piece) {
    return piece.end > place.begin && piece.end > piece.begin;
  });
  const auto last = std::find_if(first, placed.end(),
                                 [&](const Placed& piece) { return piece.begin >= place.end; });
  return {static_cast<std::size_t>(first - placed.begin()),
          static_cast<std::size_t>(last - placed.begin())};
}

// Whether a demand's first or last piece holds more than white space of what stands beside it.
bool sticks(const std::vector<Placed>& placed, const PieceRange& range, const text::Place& place,
            std::string_view text) {
  if (range.begin >= range.end) return false;
  const auto before = placed[range.begin].begin;
  const auto head = before < place.begin ? text.substr(before, place.begin - before) : "";
  return head.find_first_not_of(' ') != head.npos || placed[range.end - 1].end > place.end;
}

}  // namespace

StudentWorker::StudentWorker(std::shared_ptr<const Student> student, Direction direction)
    : search_(std::move(student)), direction_(direction), finder_({}, direction.source) {}

void StudentWorker::use_terms(const MtHints& hints) {
  static const auto kNone = std::make_shared<const std::vector<core::Term>>();
  const auto& terms = hints.terms ? hints.terms : kNone;
  if (terms == terms_) return;
  terms_ = terms;
  finder_ = text::TermFinder(*terms_, direction_.source);
}

StudentWorker::Sentence StudentWorker::prepare(const std::string& text, const MtRequest& request) {
  Sentence sentence;
  sentence.cancel = request.cancel;
  sentence.capitals = text::is_all_capitals(text);
  sentence.text = sentence.capitals ? text::in_sentence_case(text, direction_.source) : text;
  use_terms(request.hints);
  sentence.demands = text::find_demands(sentence.text, finder_, *terms_, direction_.source,
                                        direction_.target, sentence.capitals);
  plan(sentence);
  return sentence;
}

void StudentWorker::plan(Sentence& sentence) {
  const auto& vocabulary = *search_.student().source;
  const auto ids = vocabulary.encode(sentence.text);
  const int unknown = vocabulary.unknown();
  const bool foreign = std::ranges::find(ids, unknown) != ids.end();
  const bool readable = std::ranges::any_of(
      ids, [&](int id) { return id != unknown && vocabulary.text(id) != kWordStart; });
  if (!readable) {
    if (foreign) sentence.translation = sentence.text;
    return;
  }
  const auto texts =
      foreign ? vocabulary.encode_as_text(sentence.text) : std::vector<std::string>{};
  std::size_t begin = 0;
  for (const auto pieces : wrap_sentence(ids, vocabulary, kMaxSourcePieces)) {
    auto& stretch = stretches_.emplace_back();
    stretch.item.source.assign(pieces.begin(), pieces.end());
    stretch.item.source.push_back(static_cast<std::size_t>(vocabulary.end_of_sentence()));
    stretch.item.cancel = sentence.cancel;
    if (foreign && begin + pieces.size() <= texts.size()) {
      const auto first = texts.begin() + static_cast<std::ptrdiff_t>(begin);
      stretch.texts.assign(first, first + static_cast<std::ptrdiff_t>(pieces.size()));
    }
    begin += pieces.size();
    sentence.stretches.push_back(stretches_.size() - 1);
  }
}

// Every term, and of the literals those that are missing, as anchors.
void StudentWorker::plan_again(Sentence& sentence, const std::vector<std::size_t>& unmet) {
  const auto& source = *search_.student().source;
  const auto& target = *search_.student().target;
  std::vector<text::Demand> demands;
  for (std::size_t i = 0; i < sentence.demands.size(); ++i) {
    if (sentence.demands[i].term || std::ranges::find(unmet, i) != unmet.end()) {
      demands.push_back(sentence.demands[i]);
    }
  }
  auto text = sentence.text;
  auto placed = source.encode_with_places(text);
  if (std::ranges::any_of(demands, [&](const text::Demand& demand) {
        return sticks(placed, pieces_of(placed, demand.place), demand.place, text);
      })) {
    text = set_apart(text, demands);
    placed = source.encode_with_places(text);
  }
  std::vector<int> ids;
  for (const auto& piece : placed) ids.push_back(piece.id);
  std::vector<PieceRange> ranges;
  for (const auto& demand : demands) ranges.push_back(pieces_of(placed, demand.place));

  sentence.stretches.clear();
  std::size_t begin = 0;
  for (const auto pieces : wrap_sentence(ids, source, kMaxSourcePieces, ranges)) {
    const auto end = begin + pieces.size();
    auto& stretch = stretches_.emplace_back();
    stretch.item.source.assign(pieces.begin(), pieces.end());
    stretch.item.source.push_back(static_cast<std::size_t>(source.end_of_sentence()));
    stretch.item.cancel = sentence.cancel;
    stretch.item.free_endings = has_free_endings(direction_.target);
    for (auto i = begin; i < end; ++i) stretch.texts.push_back(placed[i].text);
    for (std::size_t i = 0; i < demands.size(); ++i) {
      const auto& range = ranges[i];
      if (range.begin < begin || range.begin >= end || range.begin == range.end) continue;
      Anchor anchor{range.begin - begin, std::min(range.end, end) - begin,
                    target.encode(demands[i].target), demands[i].inflected};
      // No blank piece in front where words are not set apart.
      if (!core::info(direction_.target).spaces_between_sentences && anchor.target.size() > 1 &&
          target.text(anchor.target.front()) == kWordStart) {
        anchor.target.erase(anchor.target.begin());
      }
      if (anchor.target.empty()) anchor.target.push_back(target.unknown());
      // Two demands in one piece: the second has nothing left to be anchored to.
      if (!stretch.item.anchors.empty() && anchor.begin < stretch.item.anchors.back().end) {
        anchor.begin = stretch.item.anchors.back().end;
        if (anchor.begin >= anchor.end) continue;
      }
      stretch.item.anchors.push_back(std::move(anchor));
      stretch.anchor_texts.push_back(demands[i].target);
    }
    begin = end;
    sentence.stretches.push_back(stretches_.size() - 1);
  }
}

// Longest first, so that a batch pads little and the largest buffers are made once.
void StudentWorker::run_all() {
  std::vector<std::size_t> order(stretches_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto length = [&](std::size_t index) { return stretches_[index].item.source.size(); };
  std::ranges::stable_sort(order, std::ranges::greater{}, length);
  for (std::size_t begin = 0; begin < order.size();) {
    const auto fitting = std::max<std::size_t>(1, kMaxBatchTokens / length(order[begin]));
    const auto end = std::min(order.size(), begin + fitting);
    std::vector<SearchItem> items;
    std::vector<std::size_t> indices;
    for (std::size_t i = begin; i < end; ++i) {
      auto& item = stretches_[order[i]].item;
      if (item.cancel.cancelled()) continue;
      items.push_back(std::move(item));
      indices.push_back(order[i]);
    }
    auto results = search_.run(items);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      stretches_[indices[i]].target = std::move(results[i]);
      stretches_[indices[i]].item = std::move(items[i]);
    }
    begin = end;
  }
}

std::string StudentWorker::join(const Sentence& sentence) const {
  const auto& vocabulary = *search_.student().target;
  const bool spaces = core::info(direction_.target).spaces_between_sentences;
  const bool capital_start = text::begins_with_capital(sentence.text);
  std::string text;
  for (const auto index : sentence.stretches) {
    const auto& stretch = stretches_[index];
    const TargetStyle style{direction_.target, sentence.capitals, text.empty() && capital_start};
    const auto pieces = with_all_anchors(stretch.target, stretch.item.anchors, vocabulary);
    const auto written =
        write_target(pieces, stretch.texts, stretch.anchor_texts, vocabulary, style);
    if (!text.empty() && !written.empty() && spaces) text += ' ';
    text += written;
  }
  return text;
}

void StudentWorker::finish(Sentence& sentence) const {
  if (!sentence.stretches.empty()) sentence.translation = join(sentence);
  if (sentence.capitals && sentence.stretches.empty()) {
    sentence.translation = text::in_capitals(sentence.translation, direction_.target);
  }
  sentence.translation =
      text::spell_terms(sentence.translation, sentence.demands, direction_.target);
}

std::vector<base::Result<MtResponse>> StudentWorker::translate(std::span<const MtRequest> batch) {
  stretches_.clear();
  std::vector<std::vector<Sentence>> prepared;
  for (const auto& request : batch) {
    auto& sentences = prepared.emplace_back();
    for (const auto& text : request.sentences) sentences.push_back(prepare(text, request));
  }
  run_all();
  std::vector<Sentence*> again;
  for (auto& sentences : prepared) {
    for (auto& sentence : sentences) {
      finish(sentence);
      if (!sentence.demands.empty()) again.push_back(&sentence);
    }
  }
  stretches_.clear();
  std::erase_if(again, [&](Sentence* sentence) {
    const auto unmet =
        text::unmet_demands(sentence->translation, sentence->demands, sentence->text);
    if (unmet.empty() || sentence->cancel.cancelled()) return true;
    plan_again(*sentence, unmet);
    return false;
  });
  run_all();
  for (auto* sentence : again) {
    finish(*sentence);
    text::append_unmet(sentence->translation, sentence->demands, sentence->text, direction_.target);
  }

  std::vector<base::Result<MtResponse>> responses;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (auto status = batch[i].cancel.check(); !status) {
      responses.emplace_back(status.error());
      continue;
    }
    MtResponse response;
    for (auto& sentence : prepared[i]) response.push_back(std::move(sentence.translation));
    responses.emplace_back(std::move(response));
  }
  return responses;
}

}  // namespace dragoman::engines::ctranslate2
