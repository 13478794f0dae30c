#include "engines/llama/llama_translator.h"

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "engines/llama/chat_frame.h"
#include "engines/prompted_batch.h"
#include "engines/translation_prompt.h"

namespace dragoman::engines::llama {

namespace {

// Of the second try: enough to leave a loop, too little to drive out the right words.
constexpr float kSecondPenalty = 1.15F;
// An answer has at most this many tokens, and this many for each of the source.
constexpr std::size_t kAnswerTokens = 24;
constexpr double kAnswerPerSource = 2.5;

class LlamaTranslator final : public Translator {
 public:
  LlamaTranslator(std::vector<Direction> directions, std::shared_ptr<const LanguageModel> model,
                  std::unique_ptr<Generator> generator, ChatFrame frame)
      : directions_(std::move(directions)),
        model_(std::move(model)),
        generator_(std::move(generator)),
        family_(family_of(model_->header())),
        frame_(std::move(frame)) {}

  std::vector<Direction> directions() const override { return directions_; }
  bool reads_context(Direction /*direction*/) const override {
    return engines::reads_context(family_);
  }
  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override;

 private:
  [[nodiscard]] std::vector<Token> prompt(const MtRequest& request, const Stretch& stretch,
                                          bool insist) const;
  [[nodiscard]] Generation generation(const MtRequest& request, const Stretch& stretch,
                                      bool insist) const;
  [[nodiscard]] std::size_t answer_tokens(std::string_view text) const;
  void ask(PromptedBatch& batch, bool insist);

  std::vector<Direction> directions_;
  std::shared_ptr<const LanguageModel> model_;
  std::unique_ptr<Generator> generator_;
  PromptFamily family_;
  ChatFrame frame_;  // empty for a base model
};

std::size_t LlamaTranslator::answer_tokens(std::string_view text) const {
  std::vector<Token> tokens;
  model_->tokenise(text, false, tokens);
  return kAnswerTokens +
         static_cast<std::size_t>(kAnswerPerSource * static_cast<double>(tokens.size()));
}

// What a request has no room for in a slot is left out: first the context, then the terms.
std::vector<Token> LlamaTranslator::prompt(const MtRequest& request, const Stretch& stretch,
                                           bool insist) const {
  PromptInput input{request.direction,      stretch.text,        stretch.terms,
                    request.hints.previous, request.hints.notes, insist};
  const auto room = generator_->sizes().slot_tokens -
                    std::min(generator_->sizes().slot_tokens / 2, answer_tokens(stretch.text));
  std::vector<Token> tokens;
  for (int leave_out = 0; leave_out < 3; ++leave_out) {
    if (leave_out > 0) input.previous = {}, input.notes = {};
    if (leave_out > 1) input.terms.clear();
    tokens.clear();
    if (!frame_.head.empty()) model_->tokenise(frame_.head, true, tokens);
    model_->tokenise(write_prompt(family_, input), false, tokens);
    if (!frame_.tail.empty()) model_->tokenise(frame_.tail, true, tokens);
    if (tokens.size() < room) break;
  }
  return tokens;
}

Generation LlamaTranslator::generation(const MtRequest& request, const Stretch& stretch,
                                       bool insist) const {
  Generation generation;
  generation.prompt = prompt(request, stretch, insist);
  generation.max_tokens = answer_tokens(stretch.text);
  generation.line = ends_at_line(family_);
  generation.repeat_penalty = insist ? kSecondPenalty : 1.0F;
  generation.cancel = request.cancel;
  return generation;
}

void LlamaTranslator::ask(PromptedBatch& batch, bool insist) {
  const auto pending = batch.pending();
  std::vector<Generation> generations;
  for (const auto* stretch : pending) {
    generations.push_back(generation(batch.request_of(*stretch), *stretch, insist));
  }
  const auto answers = generator_->run(generations);
  for (std::size_t i = 0; i < pending.size(); ++i) batch.judge(*pending[i], answers[i]);
}

std::vector<base::Result<MtResponse>> LlamaTranslator::translate(std::span<const MtRequest> batch) {
  try {
    PromptedBatch asked(batch, [this](const MtRequest& request, const Stretch& stretch) {
      return prompt(request, stretch, true).size() + answer_tokens(stretch.text) <
             generator_->sizes().slot_tokens;
    });
    ask(asked, false);
    ask(asked, true);
    return asked.gather(model_->header().name);
  } catch (const std::exception& exception) {
    const base::Error error{base::ErrorKind::kInternal, "The language model failed.",
                            exception.what()};
    return std::vector<base::Result<MtResponse>>(batch.size(), error);
  }
}

}  // namespace

base::Result<std::unique_ptr<Translator>> make_llama_translator(
    std::vector<Direction> directions, std::shared_ptr<const LanguageModel> model,
    std::unique_ptr<Generator> generator) {
  ChatFrame frame;
  if (const auto& chat = model->header().chat_template; !chat.empty()) {
    auto known = chat_frame(chat);
    if (!known) {
      return base::Error{base::ErrorKind::kModelInvalid,
                         "The model's chat template is none that we know how to write.",
                         model->header().name};
    }
    frame = *std::move(known);
  }
  return std::unique_ptr<Translator>(std::make_unique<LlamaTranslator>(
      std::move(directions), std::move(model), std::move(generator), std::move(frame)));
}

base::Result<std::vector<std::unique_ptr<Translator>>> open_llama_translators(
    const core::ModelFiles& model, unsigned replicas) {
  const auto file =
      std::ranges::find_if(model.files, [](const auto& path) { return path.ends_with(".gguf"); });
  if (file == model.files.end()) {
    return base::Error{base::ErrorKind::kModelMissing, "The model has no GGUF file.", model.id};
  }
  auto weights = LanguageModel::open(model.dir + "/" + *file);
  if (!weights) return weights.error();
  std::vector<Direction> directions;
  for (const auto& [source, target] : model.directions) directions.push_back({source, target});
  std::vector<std::unique_ptr<Translator>> translators;
  for (unsigned i = 0; i < replicas; ++i) {
    auto generator = Generator::open(*weights, {});
    if (!generator) return generator.error();
    auto translator = make_llama_translator(directions, *weights, *std::move(generator));
    if (!translator) return translator.error();
    translators.push_back(*std::move(translator));
  }
  return translators;
}

}  // namespace dragoman::engines::llama
