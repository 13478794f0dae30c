#include "engines/llama/audio_answer.h"

#include <llama.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "engines/llama/generator.h"
#include "engines/llama/library.h"
#include "engines/llama/logits.h"

namespace dragoman::engines::llama {

namespace {

struct FreeContext {
  void operator()(llama_context* context) const { llama_free(context); }
};

class ContextAnswerer final : public Answerer {
 public:
  ContextAnswerer(std::shared_ptr<const LanguageModel> model, std::size_t tokens,
                  bool four_positions)
      : model_(std::move(model)), tokens_(tokens), four_positions_(four_positions) {}

  base::Status open_context();
  base::Result<Answer> run(std::span<const Piece> prompt, AnswerLimits limits,
                           const base::CancelToken& cancel) override;
  std::size_t tokens() const override { return tokens_; }
  std::size_t size_of(std::span<const Piece> prompt) const override;

 private:
  [[nodiscard]] std::size_t width() const {
    return static_cast<std::size_t>(llama_model_n_embd_inp(model_->get()));
  }
  base::Status read(const Piece& piece, bool last, const base::CancelToken& cancel);
  base::Result<Answer> answer(AnswerLimits limits, const base::CancelToken& cancel);
  void step(Token* tokens, float* embeddings, std::size_t count, bool answers);

  std::shared_ptr<const LanguageModel> model_;
  std::size_t tokens_;
  bool four_positions_;
  std::unique_ptr<llama_context, FreeContext> context_;
  std::size_t done_ = 0;  // tokens in the context's memory
};

base::Status ContextAnswerer::open_context() {
  auto params = llama_context_default_params();
  params.n_ctx = static_cast<std::uint32_t>(tokens_);
  params.n_seq_max = 1;
  params.n_batch = static_cast<std::uint32_t>(kStepTokens);
  params.n_ubatch = params.n_batch;
  params.n_threads = 1;
  params.n_threads_batch = 1;
  params.no_perf = true;
  std::string detail;
  try {
    context_.reset(llama_init_from_model(model_->get(), params));
  } catch (const std::exception& exception) {
    detail = exception.what();
  }
  if (context_ != nullptr) return {};
  return base::Error{base::ErrorKind::kModelInvalid, "The model allows no context to run in.",
                     detail};
}

std::size_t ContextAnswerer::size_of(std::span<const Piece> prompt) const {
  std::size_t size = 0;
  for (const auto& piece : prompt) size += piece.tokens.size() + piece.embeddings.size() / width();
  return size;
}

// `answers`: the last of them is to be followed by an answer.
void ContextAnswerer::step(Token* tokens, float* embeddings, std::size_t count, bool answers) {
  const std::size_t times = embeddings != nullptr && four_positions_ ? 4 : 1;
  std::vector<llama_pos> positions;
  for (std::size_t i = 0; i < times * count; ++i) {
    positions.push_back(static_cast<llama_pos>(done_ + i % count));
  }
  std::vector<std::int32_t> sequence_counts(count, 1);
  llama_seq_id sequence = 0;
  std::vector<llama_seq_id*> sequences(count, &sequence);
  std::vector<std::int8_t> wanted(count, 0);
  wanted.back() = answers ? 1 : 0;
  const llama_batch batch{
      static_cast<std::int32_t>(count), tokens,           embeddings,   positions.data(),
      sequence_counts.data(),           sequences.data(), wanted.data()};
  if (llama_decode(context_.get(), batch) != 0) throw LibraryFault("llama_decode");
  done_ += count;
}

base::Status ContextAnswerer::read(const Piece& piece, bool last, const base::CancelToken& cancel) {
  auto tokens = piece.tokens;  // the library takes what it only reads as its own
  auto embeddings = piece.embeddings;
  const auto total = tokens.size() + embeddings.size() / width();
  for (std::size_t begin = 0; begin < total; begin += kStepTokens) {
    if (auto status = cancel.check(); !status) return status;
    const auto count = std::min(kStepTokens, total - begin);
    const bool answers = last && begin + count == total;
    if (embeddings.empty()) {
      step(tokens.data() + begin, nullptr, count, answers);
    } else {
      step(nullptr, embeddings.data() + begin * width(), count, answers);
    }
  }
  return {};
}

base::Result<Answer> ContextAnswerer::answer(AnswerLimits limits, const base::CancelToken& cancel) {
  Answer answer;
  while (answer.tokens.size() < limits.max_tokens) {
    if (auto status = cancel.check(); !status) return status.error();
    auto* row = llama_get_logits_ith(context_.get(), -1);
    if (row == nullptr) throw LibraryFault("no logits");
    const std::span logits(row, model_->vocabulary_size());
    penalise(logits, answer.tokens, limits.repeat_penalty);
    auto token = static_cast<Token>(std::ranges::max_element(logits) - logits.begin());
    if (model_->ends(token)) {
      answer.ended = true;
      break;
    }
    answer.tokens.push_back(token);
    answer.log_probabilities.push_back(log_probability(logits, token));
    step(&token, nullptr, 1, true);
  }
  return answer;
}

base::Result<Answer> ContextAnswerer::run(std::span<const Piece> prompt, AnswerLimits limits,
                                          const base::CancelToken& cancel) {
  if (prompt.empty() || prompt.back().tokens.empty() ||
      size_of(prompt) + limits.max_tokens > tokens_) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "The utterance is too long for the language model.", ""};
  }
  try {
    if (context_ == nullptr) {
      if (auto status = open_context(); !status) return status.error();
    }
    llama_memory_clear(llama_get_memory(context_.get()), false);
    done_ = 0;
    for (const auto& piece : prompt) {
      if (auto status = read(piece, &piece == &prompt.back(), cancel); !status) {
        return status.error();
      }
    }
    return answer(limits, cancel);
  } catch (const std::exception& exception) {
    // What the library was doing is in no known state: its memory is given up, not freed.
    static_cast<void>(context_.release());
    return base::Error{base::ErrorKind::kInternal, "The language model failed.", exception.what()};
  }
}

}  // namespace

base::Result<std::unique_ptr<Answerer>> Answerer::open(std::shared_ptr<const LanguageModel> model,
                                                       std::size_t tokens, bool four_positions) {
  auto answerer = std::make_unique<ContextAnswerer>(std::move(model), tokens, four_positions);
  if (auto status = answerer->open_context(); !status) return status.error();
  return std::unique_ptr<Answerer>(std::move(answerer));
}

}  // namespace dragoman::engines::llama
