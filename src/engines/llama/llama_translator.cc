#include "engines/llama/llama_translator.h"

#include <algorithm>
#include <cctype>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "engines/llama/guards.h"
#include "engines/llama/prompts.h"
#include "engines/llama/stretches.h"

namespace dragoman::engines::llama {

namespace {

// Of the second try: enough to leave a loop, too little to drive out the right words.
constexpr float kSecondPenalty = 1.15F;
// An answer has at most this many tokens, and this many for each of the source.
constexpr std::size_t kAnswerTokens = 24;
constexpr double kAnswerPerSource = 2.5;
constexpr std::size_t kShortestStretch = 40;

// A stretch of a sentence, on its way through the model.
struct Stretch {
  std::size_t request = 0;
  std::size_t sentence = 0;
  std::string text;
  std::vector<core::Term> terms;
  std::optional<std::string> answer;  // the best so far that may be a translation
  std::size_t missed = 0;             // terms that it lacks
  std::optional<Fault> fault;         // of the last answer, where it was none
  std::optional<base::Error> error;

  [[nodiscard]] bool settled() const { return error || (answer && missed == 0); }
};

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  std::ranges::replace(text, '\r', ' ');
  return text;
}

bool says_anything(std::string_view text) {
  return std::ranges::any_of(text,
                             [](unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; });
}

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
    return llama::reads_context(family_);
  }
  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override;

 private:
  void add_sentence(std::span<const MtRequest> batch, std::size_t request, std::size_t sentence);
  [[nodiscard]] std::vector<Token> prompt(const MtRequest& request, const Stretch& stretch,
                                          bool insist) const;
  [[nodiscard]] Generation generation(const MtRequest& request, const Stretch& stretch,
                                      bool insist) const;
  [[nodiscard]] std::size_t answer_tokens(std::string_view text) const;
  void ask(std::span<const MtRequest> batch, bool insist);
  void judge(Stretch& stretch, Direction direction, const base::Result<std::string>& answer) const;
  [[nodiscard]] std::vector<base::Result<MtResponse>> gather(std::span<const MtRequest> batch);

  std::vector<Direction> directions_;
  std::shared_ptr<const LanguageModel> model_;
  std::unique_ptr<Generator> generator_;
  PromptFamily family_;
  ChatFrame frame_;  // empty for a base model
  std::vector<Stretch> stretches_;
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

void LlamaTranslator::add_sentence(std::span<const MtRequest> batch, std::size_t request,
                                   std::size_t sentence) {
  const auto& asked = batch[request];
  const auto text = one_line(asked.sentences[sentence]);
  const auto slot = generator_->sizes().slot_tokens;
  for (std::size_t limit = kStretchCodePoints;; limit /= 2) {
    std::vector<Stretch> cut;
    for (auto& piece : cut_stretches(text, limit)) {
      Stretch stretch;
      stretch.request = request;
      stretch.sentence = sentence;
      stretch.text = std::move(piece);
      if (asked.hints.terms != nullptr) stretch.terms = terms_in(stretch.text, *asked.hints.terms);
      if (!says_anything(stretch.text)) stretch.answer = stretch.text;
      cut.push_back(std::move(stretch));
    }
    const bool fits = std::ranges::all_of(cut, [&](const Stretch& stretch) {
      return prompt(asked, stretch, true).size() + answer_tokens(stretch.text) < slot;
    });
    if (fits || limit <= kShortestStretch) {
      std::ranges::move(cut, std::back_inserter(stretches_));
      return;
    }
  }
}

// Of two answers that may be translations, the one with more of the terms counts, else the first.
void LlamaTranslator::judge(Stretch& stretch, Direction direction,
                            const base::Result<std::string>& answer) const {
  if (!answer) {
    stretch.error = answer.error();
    return;
  }
  auto text = trim_answer(stretch.text, one_line(*answer), direction);
  stretch.fault = find_fault(stretch.text, text, direction);
  if (stretch.fault) return;
  const auto missed = terms_missed(text, stretch.terms).size();
  if (stretch.answer && missed >= stretch.missed) return;
  stretch.answer = std::move(text);
  stretch.missed = missed;
}

void LlamaTranslator::ask(std::span<const MtRequest> batch, bool insist) {
  std::vector<Generation> generations;
  std::vector<Stretch*> asked;
  for (auto& stretch : stretches_) {
    if (stretch.settled()) continue;
    generations.push_back(generation(batch[stretch.request], stretch, insist));
    asked.push_back(&stretch);
  }
  const auto answers = generator_->run(generations);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    judge(*asked[i], batch[asked[i]->request].direction, answers[i]);
  }
}

std::vector<base::Result<MtResponse>> LlamaTranslator::gather(std::span<const MtRequest> batch) {
  std::vector<base::Result<MtResponse>> responses;
  for (const auto& request : batch) responses.emplace_back(MtResponse(request.sentences.size()));
  for (auto& stretch : stretches_) {
    auto& response = responses[stretch.request];
    const auto& request = batch[stretch.request];
    if (!response) continue;
    if (stretch.error) {
      response = *stretch.error;
      continue;
    }
    if (!stretch.answer) {
      base::log(base::LogLevel::kWarning, "A language model's answer was refused",
                {{"model", model_->header().name},
                 {"source", core::code(request.direction.source)},
                 {"target", core::code(request.direction.target)},
                 {"because", describe(stretch.fault.value_or(Fault::kEmpty))}});
      continue;
    }
    auto& text = (*response)[stretch.sentence];
    const bool spaces = core::info(request.direction.target).spaces_between_sentences;
    if (!text.empty() && spaces) text += ' ';
    text += put_terms(*stretch.answer, stretch.terms);
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (auto status = batch[i].cancel.check(); !status) responses[i] = status.error();
  }
  return responses;
}

std::vector<base::Result<MtResponse>> LlamaTranslator::translate(std::span<const MtRequest> batch) {
  stretches_.clear();
  try {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      for (std::size_t j = 0; j < batch[i].sentences.size(); ++j) add_sentence(batch, i, j);
    }
    ask(batch, false);
    ask(batch, true);
    return gather(batch);
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
