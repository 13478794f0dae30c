#include "engines/remembering_translator.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/sha256.h"
#include "engines/translation_memory.h"

namespace dragoman::engines {

namespace {

void append(std::string& bytes, std::string_view text) {
  bytes += std::to_string(text.size());
  bytes += ':';
  bytes += text;
}

// All that an answer depends on besides the sentence; ends at its only line break. Of hints, which
// may be long, the sum is enough.
std::string circumstances(const MtRequest& request, bool reads_context, bool reads_notes) {
  const auto& [terms, previous, notes] = request.hints;
  std::string hints;
  if (terms) {
    for (const auto& [source, target] : *terms) append(hints, source), append(hints, target);
  }
  const bool noted = (reads_context || reads_notes) && !notes.empty();
  const bool follows = reads_context && !previous.empty();
  if (noted || follows) {
    hints += '|';
    append(hints, noted ? notes : "");
    if (follows) {
      for (const auto& sentence : previous) append(hints, sentence);
    }
  }
  const auto [source, target] = request.direction;
  return std::string(core::code(source)) + ' ' + std::string(core::code(target)) + ' ' +
         (hints.empty() ? "" : base::sha256_hex(hints)) + '\n';
}

// A request on its way: the sentences that still lack an answer, and what they are known by.
struct Open {
  std::vector<std::string> keys;
  std::vector<std::size_t> lacking;
};

// What one request asks of the engine in a round.
struct Part {
  std::size_t request = 0;
  std::vector<std::size_t> sentences;
};

class RememberingTranslator final : public Translator {
 public:
  RememberingTranslator(std::unique_ptr<Translator> engine,
                        std::shared_ptr<TranslationMemory> memory)
      : engine_(std::move(engine)), memory_(std::move(memory)) {}

  std::vector<Direction> directions() const override { return engine_->directions(); }
  bool reads_context(Direction direction) const override {
    return engine_->reads_context(direction);
  }
  bool reads_notes(Direction direction) const override { return engine_->reads_notes(direction); }
  base::Result<std::vector<MtCandidate>> alternatives(const MtRequest& request,
                                                      std::size_t most) override {
    return engine_->alternatives(request, most);
  }
  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override;

 private:
  using Responses = std::vector<base::Result<MtResponse>>;
  [[nodiscard]] Open begin(const MtRequest& request, Responses& responses) const;
  // Takes what is remembered; what is left and nobody else in the batch asks for is to be asked.
  std::vector<Part> look_up(std::vector<Open>& open, Responses& responses);
  void ask(std::span<const MtRequest> batch, const std::vector<Part>& parts,
           std::vector<Open>& open, Responses& responses);

  std::unique_ptr<Translator> engine_;
  std::shared_ptr<TranslationMemory> memory_;
};

Open RememberingTranslator::begin(const MtRequest& request, Responses& responses) const {
  Open open;
  if (auto status = request.cancel.check(); !status) {
    responses.emplace_back(status.error());
    return open;
  }
  responses.emplace_back(MtResponse(request.sentences.size()));
  const auto prefix = circumstances(request, engine_->reads_context(request.direction),
                                    engine_->reads_notes(request.direction));
  for (const auto& sentence : request.sentences) {
    open.lacking.push_back(open.keys.size());
    open.keys.push_back(prefix + sentence);
  }
  return open;
}

std::vector<Part> RememberingTranslator::look_up(std::vector<Open>& open, Responses& responses) {
  std::set<std::string_view> asked;
  std::vector<Part> parts;
  for (std::size_t i = 0; i < open.size(); ++i) {
    Part part{i, {}};
    std::erase_if(open[i].lacking, [&](std::size_t sentence) {
      const auto& key = open[i].keys[sentence];
      if (asked.contains(key)) return false;
      if (auto known = memory_->find(key)) {
        (*responses[i])[sentence] = *std::move(known);
        return true;
      }
      asked.insert(key);
      part.sentences.push_back(sentence);
      return false;
    });
    if (!part.sentences.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

void RememberingTranslator::ask(std::span<const MtRequest> batch, const std::vector<Part>& parts,
                                std::vector<Open>& open, Responses& responses) {
  std::vector<MtRequest> requests;
  for (const auto& part : parts) {
    const auto& whole = batch[part.request];
    auto& request =
        requests.emplace_back(MtRequest{whole.direction, {}, whole.cancel, whole.hints});
    for (const auto sentence : part.sentences) {
      request.sentences.push_back(whole.sentences[sentence]);
    }
  }
  auto answers = engine_->translate(requests);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& [request, sentences] = parts[i];
    if (!answers[i]) {
      responses[request] = answers[i].error();
      open[request].lacking.clear();
      continue;
    }
    for (std::size_t j = 0; j < sentences.size(); ++j) {
      auto& translation = (*answers[i])[j];
      if (!translation.empty()) memory_->add(open[request].keys[sentences[j]], translation);
      (*responses[request])[sentences[j]] = std::move(translation);
      std::erase(open[request].lacking, sentences[j]);
    }
  }
}

// In rounds: a sentence that another request of the batch asks for waits for that answer, and is
// asked for itself where there is none.
std::vector<base::Result<MtResponse>> RememberingTranslator::translate(
    std::span<const MtRequest> batch) {
  Responses responses;
  std::vector<Open> open;
  for (const auto& request : batch) open.push_back(begin(request, responses));
  for (;;) {
    const auto parts = look_up(open, responses);
    if (parts.empty()) return responses;
    ask(batch, parts, open, responses);
  }
}

}  // namespace

std::vector<std::unique_ptr<Translator>> remember_repeats(
    std::vector<std::unique_ptr<Translator>> replicas, std::size_t max_bytes) {
  if (max_bytes == 0) return replicas;
  const auto memory = std::make_shared<TranslationMemory>(max_bytes);
  for (auto& replica : replicas) {
    replica = std::make_unique<RememberingTranslator>(std::move(replica), memory);
  }
  return replicas;
}

}  // namespace dragoman::engines
