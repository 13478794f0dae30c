#include "engines/ctranslate2/student_translator.h"

#include <algorithm>
#include <exception>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engines/ctranslate2/sentence_wrap.h"
#include "engines/ctranslate2/student_library.h"
#include "engines/ctranslate2/student_search.h"

namespace dragoman::engines::ctranslate2 {

namespace {

// Source tokens of one batch, padding included: enough for the products to run at full speed, and
// few enough to stay in cache and to stop soon.
constexpr std::size_t kMaxBatchTokens = 256;

// A stretch of a sentence of a request, on its way through the search.
struct Stretch {
  SearchItem item;
  std::vector<std::string> texts;  // of its pieces, where any is unknown
  std::vector<TargetPiece> target;
};

struct Sentence {
  std::vector<std::size_t> stretches;  // indices
  std::string as_is;                   // its translation where no model is needed
};

// One direction in one replica.
class StudentWorker {
 public:
  StudentWorker(std::shared_ptr<const Student> student, bool spaces)
      : search_(std::move(student)), spaces_(spaces) {}

  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch);

 private:
  Sentence prepare(const std::string& text, const base::CancelToken& cancel);
  void run_all();
  [[nodiscard]] std::string finish(const Sentence& sentence) const;
  [[nodiscard]] std::string decode(const Stretch& stretch) const;

  StudentSearch search_;
  const bool spaces_;
  std::vector<Stretch> stretches_;
};

Sentence StudentWorker::prepare(const std::string& text, const base::CancelToken& cancel) {
  const auto& vocabulary = *search_.student().source;
  const auto ids = vocabulary.encode(text);
  const int unknown = vocabulary.unknown();
  const bool foreign = std::ranges::find(ids, unknown) != ids.end();
  const bool readable = std::ranges::any_of(
      ids, [&](int id) { return id != unknown && vocabulary.text(id) != kWordStart; });
  if (!readable) return {{}, foreign ? text : std::string{}};

  Sentence sentence;
  const auto texts = foreign ? vocabulary.encode_as_text(text) : std::vector<std::string>{};
  std::size_t begin = 0;
  for (const auto pieces : wrap_sentence(ids, vocabulary, kMaxSourcePieces)) {
    auto& stretch = stretches_.emplace_back();
    stretch.item.source.assign(pieces.begin(), pieces.end());
    stretch.item.source.push_back(static_cast<std::size_t>(vocabulary.end_of_sentence()));
    stretch.item.cancel = cancel;
    if (foreign && begin + pieces.size() <= texts.size()) {
      const auto first = texts.begin() + static_cast<std::ptrdiff_t>(begin);
      stretch.texts.assign(first, first + static_cast<std::ptrdiff_t>(pieces.size()));
    }
    begin += pieces.size();
    sentence.stretches.push_back(stretches_.size() - 1);
  }
  return sentence;
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
    }
    begin = end;
  }
}

std::string StudentWorker::decode(const Stretch& stretch) const {
  const auto& vocabulary = *search_.student().target;
  std::vector<std::string> pieces;
  for (const auto& piece : stretch.target) {
    const auto& text = vocabulary.text(piece.id);
    const auto from = static_cast<std::size_t>(piece.copied_from);
    if (piece.copied_from >= 0 && from < stretch.texts.size()) {
      if (text.starts_with(kWordStart) && !pieces.empty()) pieces.emplace_back(" ");
      pieces.push_back(stretch.texts[from]);
    } else if (piece.id != vocabulary.unknown()) {
      pieces.push_back(text);
    }
  }
  return vocabulary.decode(pieces);
}

std::string StudentWorker::finish(const Sentence& sentence) const {
  std::string text = sentence.as_is;
  for (const auto index : sentence.stretches) {
    const auto translated = decode(stretches_[index]);
    if (!text.empty() && !translated.empty() && spaces_) text += ' ';
    text += translated;
  }
  return text;
}

std::vector<base::Result<MtResponse>> StudentWorker::translate(std::span<const MtRequest> batch) {
  stretches_.clear();
  std::vector<std::vector<Sentence>> prepared;
  for (const auto& request : batch) {
    auto& sentences = prepared.emplace_back();
    for (const auto& text : request.sentences) sentences.push_back(prepare(text, request.cancel));
  }
  run_all();

  std::vector<base::Result<MtResponse>> responses;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (auto status = batch[i].cancel.check(); !status) {
      responses.emplace_back(status.error());
      continue;
    }
    MtResponse response;
    for (const auto& sentence : prepared[i]) response.push_back(finish(sentence));
    responses.emplace_back(std::move(response));
  }
  return responses;
}

class StudentTranslator : public Translator {
 public:
  explicit StudentTranslator(std::shared_ptr<StudentLibrary> library)
      : library_(std::move(library)) {}

  std::vector<Direction> directions() const override { return library_->directions(); }

  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override {
    if (batch.empty()) return {};
    const auto fail = [&](const base::Error& error) {
      return std::vector<base::Result<MtResponse>>(batch.size(), error);
    };
    try {
      const auto worker = find_worker(batch.front().direction);
      return worker ? (*worker)->translate(batch) : fail(worker.error());
    } catch (const std::exception& exception) {
      return fail({base::ErrorKind::kInternal, "The translation engine failed.", exception.what()});
    }
  }

 private:
  base::Result<StudentWorker*> find_worker(Direction direction) {
    auto& worker = workers_[direction];
    if (worker == nullptr) {
      auto student = library_->get(direction);
      if (!student) return student.error();
      worker = std::make_unique<StudentWorker>(
          std::move(*student), core::info(direction.target).spaces_between_sentences);
    }
    return worker.get();
  }

  std::shared_ptr<StudentLibrary> library_;
  std::map<Direction, std::unique_ptr<StudentWorker>> workers_;
};

}  // namespace

base::Result<std::vector<std::unique_ptr<Translator>>> open_student_translators(
    const std::vector<core::ModelFiles>& installed, unsigned replicas) {
  const auto library = StudentLibrary::open(installed);
  if (!library) return library.error();
  std::vector<std::unique_ptr<Translator>> translators;
  for (unsigned i = 0; i < replicas; ++i) {
    translators.push_back(std::make_unique<StudentTranslator>(*library));
  }
  return translators;
}

}  // namespace dragoman::engines::ctranslate2
