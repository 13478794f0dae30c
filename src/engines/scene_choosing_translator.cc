#include "engines/scene_choosing_translator.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "engines/scene_choice.h"

namespace dragoman::engines {

namespace {

constexpr auto kEnglish = core::Language::kEnglish;

class SceneChoosingTranslator final : public Translator {
 public:
  explicit SceneChoosingTranslator(std::unique_ptr<Translator> engine)
      : engine_(std::move(engine)) {}

  std::vector<Direction> directions() const override { return engine_->directions(); }
  bool reads_context(Direction direction) const override {
    return engine_->reads_context(direction);
  }
  bool reads_notes(Direction direction) const override {
    return engine_->reads_notes(direction) || direction.source == kEnglish ||
           direction.target == kEnglish;
  }
  base::Result<std::vector<MtCandidate>> alternatives(const MtRequest& request,
                                                      std::size_t most) override {
    return engine_->alternatives(request, most);
  }
  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override;

 private:
  void choose(const MtRequest& request, MtResponse& response);
  // Empty where it cannot be put into that language.
  std::string put_into(core::Language target, std::string_view english,
                       const base::CancelToken& cancel);

  std::unique_ptr<Translator> engine_;
  std::map<core::Language, std::string> everyday_;
  // Of the scene that came last: its sentences follow each other.
  std::string note_;
  std::map<core::Language, std::string> note_in_;
};

std::string SceneChoosingTranslator::put_into(core::Language target, std::string_view english,
                                              const base::CancelToken& cancel) {
  if (target == kEnglish) return std::string(english);
  const MtRequest request{{kEnglish, target}, {std::string(english)}, cancel, {}};
  const auto answers = engine_->translate({&request, 1});
  return answers.size() == 1 && answers.front() ? answers.front()->front() : "";
}

void SceneChoosingTranslator::choose(const MtRequest& request, MtResponse& response) {
  const auto target = request.direction.target;
  const auto& notes = request.hints.notes;
  if (notes != note_) {
    note_ = notes;
    note_in_.clear();
  }
  auto& everyday = everyday_[target];
  if (everyday.empty()) everyday = put_into(target, everyday_english(), request.cancel);
  auto& note = note_in_[target];
  if (note.empty()) note = put_into(target, notes, request.cancel);
  if (note.empty() || everyday.empty()) return;
  for (std::size_t i = 0; i < response.size(); ++i) {
    if (request.cancel.cancelled()) return;
    auto one = request;
    one.sentences = {request.sentences[i]};
    const auto others = engine_->alternatives(one, kMostAlternatives);
    if (!others) continue;
    if (const auto chosen = choose_by_scene(response[i], *others, {note, everyday})) {
      response[i] = (*others)[*chosen].text;
    }
  }
}

std::vector<base::Result<MtResponse>> SceneChoosingTranslator::translate(
    std::span<const MtRequest> batch) {
  auto responses = engine_->translate(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& request = batch[i];
    const bool heeded = !request.hints.notes.empty() && !engine_->reads_notes(request.direction) &&
                        reads_notes(request.direction);
    if (!heeded || !responses[i]) continue;
    choose(request, *responses[i]);
    if (auto status = request.cancel.check(); !status) responses[i] = status.error();
  }
  return responses;
}

}  // namespace

std::vector<std::unique_ptr<Translator>> choose_by_notes(
    std::vector<std::unique_ptr<Translator>> replicas) {
  for (auto& replica : replicas) {
    replica = std::make_unique<SceneChoosingTranslator>(std::move(replica));
  }
  return replicas;
}

}  // namespace dragoman::engines
