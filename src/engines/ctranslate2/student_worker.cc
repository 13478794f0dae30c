#include "engines/ctranslate2/student_worker.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <utility>

#include "engines/ctranslate2/anchoring.h"
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
    : search_(std::move(student)),
      direction_(direction),
      free_endings_(has_free_endings(direction.target)),
      finder_({}, direction.source) {}

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
  const auto ids = encode(sentence);
  const int unknown = search_.student().source->unknown();
  if (std::ranges::find(ids, unknown) != ids.end()) add_foreign(sentence);
  plan(sentence, ids);
  return sentence;
}

// Characters that the model does not know: where a plainer form of them is known ("Erdogan"), that
// is read; others come through as they are.
std::vector<int> StudentWorker::encode(Sentence& sentence) const {
  const auto& vocabulary = *search_.student().source;
  auto ids = vocabulary.encode(sentence.text);
  const auto foreign = [&] { return std::ranges::find(ids, vocabulary.unknown()) != ids.end(); };
  if (!foreign()) return ids;
  std::string plain;
  std::size_t at = 0;
  auto moved = sentence.demands;
  for (const auto& piece : vocabulary.encode_with_places(sentence.text)) {
    if (piece.id != vocabulary.unknown()) continue;
    plain += sentence.text.substr(at, piece.begin - at);
    const auto unknown = sentence.text.substr(piece.begin, piece.end - piece.begin);
    const auto form = text::plain_form(unknown);
    const auto known = vocabulary.encode(form);
    const bool is_known =
        !known.empty() && std::ranges::find(known, vocabulary.unknown()) == known.end();
    plain += is_known ? form : unknown;
    at = piece.end;
    for (std::size_t i = 0; is_known && i < moved.size(); ++i) {
      const auto& [begin, end] = sentence.demands[i].place;
      if (begin > piece.begin) moved[i].place.begin += form.size() - unknown.size();
      if (end > piece.begin) moved[i].place.end += form.size() - unknown.size();
    }
    // A letter that not even its small form is known of belongs to a foreign name.
    const auto small = vocabulary.encode(text::in_small_letters(unknown, direction_.source));
    if (is_known && std::ranges::find(small, vocabulary.unknown()) != small.end()) {
      sentence.names.push_back(text::word_around(sentence.text, {piece.begin, piece.end}));
    }
  }
  sentence.text = plain + sentence.text.substr(at);
  sentence.demands = std::move(moved);
  ids = vocabulary.encode(sentence.text);
  return ids;
}

void StudentWorker::add_foreign(Sentence& sentence) const {
  const auto& vocabulary = *search_.student().source;
  auto demands = sentence.demands;
  for (const auto& piece : vocabulary.encode_with_places(sentence.text)) {
    const bool taken = std::ranges::any_of(sentence.demands, [&](const text::Demand& demand) {
      return demand.place.begin < piece.end && piece.begin < demand.place.end;
    });
    const auto unknown = sentence.text.substr(piece.begin, piece.end - piece.begin);
    if (piece.id != vocabulary.unknown() || taken || text::is_punctuation(unknown)) continue;
    text::Demand demand;
    demand.place = {piece.begin, piece.end};
    demand.target = unknown;
    demands.push_back(std::move(demand));
  }
  std::ranges::sort(demands, {}, [](const text::Demand& demand) { return demand.place.begin; });
  sentence.demands = std::move(demands);
}

void StudentWorker::plan(Sentence& sentence, const std::vector<int>& ids) {
  const auto& vocabulary = *search_.student().source;
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
    auto& stretch = sentence.stretches.emplace_back();
    stretch.item.source.assign(pieces.begin(), pieces.end());
    stretch.item.source.push_back(static_cast<std::size_t>(vocabulary.end_of_sentence()));
    stretch.item.cancel = sentence.cancel;
    stretch.item.tracked = !sentence.demands.empty();
    if (foreign && begin + pieces.size() <= texts.size()) {
      const auto first = texts.begin() + static_cast<std::ptrdiff_t>(begin);
      stretch.texts.assign(first, first + static_cast<std::ptrdiff_t>(pieces.size()));
    }
    begin += pieces.size();
  }
}

// Makes anchors of every term, and of the literals that are missing. Stretches that stay as they
// were keep their translation.
void StudentWorker::plan_anchors(Sentence& sentence, const std::vector<std::size_t>& unmet) {
  const auto& vocabulary = *search_.student().source;
  std::vector<text::Demand> demands;
  for (std::size_t i = 0; i < sentence.demands.size(); ++i) {
    if (sentence.demands[i].term || std::ranges::find(unmet, i) != unmet.end()) {
      demands.push_back(sentence.demands[i]);
    }
  }
  auto text = sentence.text;
  auto placed = vocabulary.encode_with_places(text);
  if (std::ranges::any_of(demands, [&](const text::Demand& demand) {
        return sticks(placed, pieces_of(placed, demand.place), demand.place, text);
      })) {
    text = set_apart(text, demands);
    placed = vocabulary.encode_with_places(text);
  }
  std::vector<int> ids;
  for (const auto& piece : placed) ids.push_back(piece.id);
  std::vector<PieceRange> ranges;
  for (const auto& demand : demands) ranges.push_back(pieces_of(placed, demand.place));

  const auto before = std::exchange(sentence.stretches, {});
  std::size_t begin = 0;
  for (const auto pieces : wrap_sentence(ids, vocabulary, kMaxSourcePieces, ranges)) {
    const auto end = begin + pieces.size();
    auto& stretch = sentence.stretches.emplace_back();
    stretch.item.source.assign(pieces.begin(), pieces.end());
    stretch.item.source.push_back(static_cast<std::size_t>(vocabulary.end_of_sentence()));
    stretch.item.cancel = sentence.cancel;
    stretch.item.tracked = true;
    stretch.item.free_endings = free_endings_;
    for (auto i = begin; i < end; ++i) stretch.texts.push_back(placed[i].text);
    add_anchors(stretch, demands, ranges, {begin, end});
    const auto same = std::ranges::find_if(before, [&](const Stretch& old) {
      return old.translated && old.item.source == stretch.item.source;
    });
    stretch.translated = same != before.end();
    if (stretch.translated) stretch.target = same->target;
    begin = end;
  }
}

void StudentWorker::add_anchors(Stretch& stretch, const std::vector<text::Demand>& demands,
                                const std::vector<PieceRange>& ranges, PieceRange pieces) const {
  const auto& vocabulary = *search_.student().target;
  std::size_t taken = 0;  // positions before it are anchored
  for (std::size_t i = 0; i < demands.size(); ++i) {
    const auto& range = ranges[i];
    if (range.begin < pieces.begin || range.begin >= pieces.end) continue;
    Anchor anchor;
    anchor.begin = std::max(range.begin - pieces.begin, taken);
    anchor.end = std::min(range.end, pieces.end) - pieces.begin;
    if (anchor.begin >= anchor.end) continue;  // two demands in one piece
    anchor.target = vocabulary.encode(demands[i].target);
    anchor.inflected = demands[i].inflected;
    anchor.marks = demands[i].marks;
    anchor.glossary = demands[i].term;
    anchor.forced = false;
    if (free_endings_ && anchor.target.size() > 1 &&
        vocabulary.text(anchor.target.front()) == kWordStart) {
      anchor.target.erase(anchor.target.begin());  // no blank inside running text
    }
    if (anchor.target.empty()) anchor.target.push_back(vocabulary.unknown());
    taken = anchor.end;
    stretch.item.anchors.push_back(std::move(anchor));
    stretch.anchor_texts.push_back(demands[i].target);
    stretch.numbers.push_back(!demands[i].digits.empty());
  }
}

// The longest stretches first, so that a batch pads little and the largest buffers are made once.
void StudentWorker::run(const std::vector<Sentence*>& sentences) {
  std::vector<Stretch*> order;
  for (auto* sentence : sentences) {
    for (auto& stretch : sentence->stretches) {
      if (!stretch.translated) order.push_back(&stretch);
    }
  }
  const auto length = [](const Stretch* stretch) { return stretch->item.source.size(); };
  std::ranges::stable_sort(order, std::ranges::greater{}, length);
  for (std::size_t begin = 0; begin < order.size();) {
    const auto fitting = std::max<std::size_t>(1, kMaxBatchTokens / length(order[begin]));
    const auto end = std::min(order.size(), begin + fitting);
    std::vector<SearchItem> items;
    std::vector<Stretch*> asked;
    for (std::size_t i = begin; i < end; ++i) {
      if (order[i]->item.cancel.cancelled()) continue;
      items.push_back(std::move(order[i]->item));
      asked.push_back(order[i]);
    }
    auto results = search_.run(items);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      asked[i]->target = std::move(results[i]);
      asked[i]->item = std::move(items[i]);
      asked[i]->translated = true;
    }
    begin = end;
  }
}

// Puts each anchor in place of its words; false where the search has to be made again, with those
// that have no one place as its own.
bool StudentWorker::place_anchors(Stretch& stretch) const {
  bool all = true;
  for (std::size_t i = 0; i < stretch.item.anchors.size(); ++i) {
    auto& anchor = stretch.item.anchors[i];
    const auto found = put_anchor(stretch.target, anchor, static_cast<int>(i),
                                  *search_.student().target, !free_endings_, false);
    anchor.forced = found != Anchored::kTogether;
    all = all && !anchor.forced;
  }
  return all;
}

// After a search with anchors of its own; `before`: what there was before it. Writing a term may
// have ended the sentence too early: then a place is made for it in the translation as it was.
void StudentWorker::place_again(Stretch& stretch, std::vector<TargetPiece> before) const {
  const auto words = [](const std::vector<TargetPiece>& pieces) {
    return std::ranges::count(pieces, -1, &TargetPiece::anchor);
  };
  constexpr int kEnoughPercent = 75;
  if (100 * words(stretch.target) < kEnoughPercent * words(before)) {
    stretch.target = std::move(before);
  }
  for (std::size_t i = 0; i < stretch.item.anchors.size(); ++i) {
    const auto index = static_cast<int>(i);
    if (std::ranges::find(stretch.target, index, &TargetPiece::anchor) != stretch.target.end()) {
      continue;
    }
    const auto put = put_anchor(stretch.target, stretch.item.anchors[i], index,
                                *search_.student().target, !free_endings_, true);
    // A number that the model has dropped with all that it belongs to.
    if (put == Anchored::kNowhere && stretch.numbers[i]) {
      stretch.anchor_texts[i] = "(" + stretch.anchor_texts[i] + ")";
    }
  }
  stretch.target =
      with_all_anchors(std::move(stretch.target), stretch.item.anchors, *search_.student().target);
}

void StudentWorker::repair(const std::vector<Sentence*>& sentences) {
  run(sentences);
  std::vector<std::pair<Stretch*, std::vector<TargetPiece>>> again;
  for (auto* sentence : sentences) {
    for (auto& stretch : sentence->stretches) {
      if (place_anchors(stretch)) continue;
      stretch.translated = false;
      again.emplace_back(&stretch, stretch.target);
    }
  }
  run(sentences);
  for (auto& [stretch, before] : again) place_again(*stretch, std::move(before));
}

void StudentWorker::finish(Sentence& sentence) const {
  const bool spaces = core::info(direction_.target).spaces_between_sentences;
  const bool capital_start = text::begins_with_capital(sentence.text);
  std::string text;
  for (const auto& stretch : sentence.stretches) {
    const TargetStyle style{direction_.target, sentence.capitals, text.empty() && capital_start};
    const auto written = write_target(stretch.target, stretch.texts, stretch.anchor_texts,
                                      *search_.student().target, style);
    if (!text.empty() && !written.empty() && spaces) text += ' ';
    text += written;
  }
  if (!sentence.stretches.empty()) sentence.translation = std::move(text);
  for (const auto& name : sentence.names) {
    sentence.translation = text::replace_word(sentence.translation, text::plain_form(name), name);
  }
  sentence.translation =
      text::spell_terms(sentence.translation, sentence.demands, direction_.target);
}

std::vector<base::Result<MtResponse>> StudentWorker::translate(std::span<const MtRequest> batch) {
  std::vector<std::vector<Sentence>> prepared;
  std::vector<Sentence*> all;
  for (const auto& request : batch) {
    auto& sentences = prepared.emplace_back();
    for (const auto& text : request.sentences) sentences.push_back(prepare(text, request));
  }
  for (auto& sentences : prepared) {
    for (auto& sentence : sentences) all.push_back(&sentence);
  }
  run(all);
  std::vector<Sentence*> lacking;
  for (auto* sentence : all) {
    finish(*sentence);
    if (sentence->demands.empty() || sentence->cancel.cancelled()) continue;
    const auto unmet =
        text::unmet_demands(sentence->translation, sentence->demands, sentence->text);
    if (unmet.empty()) continue;
    plan_anchors(*sentence, unmet);
    lacking.push_back(sentence);
  }
  repair(lacking);
  for (auto* sentence : lacking) {
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
