#include "engines/llama/answerer.h"

#include <llama.h>

#include <algorithm>
#include <exception>
#include <numeric>
#include <utility>

#include "engines/llama/generator.h"
#include "engines/llama/library.h"
#include "engines/llama/logits.h"

namespace dragoman::engines::llama {

namespace {

struct FreeContext {
  void operator()(llama_context* context) const { llama_free(context); }
};

// How many positions a piece of embeddings takes: a picture as many as its longer side has rows.
llama_pos length_of(const Piece& piece, std::size_t rows) {
  std::int32_t last = static_cast<std::int32_t>(rows) - 1;
  if (!piece.places.empty()) last = 0;
  for (const auto& place : piece.places) last = std::max({last, place.time, place.x, place.y});
  return last + 1;
}

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
  [[nodiscard]] bool fits(std::span<const Piece> prompt, AnswerLimits limits) const;
  void read_tokens(const Piece& piece, std::size_t begin, std::size_t count, bool answers);
  void read_embeddings(const Piece& piece, std::size_t begin, std::size_t count, bool answers);
  void step(llama_batch batch, bool answers);

  std::shared_ptr<const LanguageModel> model_;
  std::size_t tokens_;
  bool four_positions_;
  std::unique_ptr<llama_context, FreeContext> context_;
  llama_pos next_ = 0;  // position
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
void ContextAnswerer::step(llama_batch batch, bool answers) {
  const auto count = static_cast<std::size_t>(batch.n_tokens);
  std::vector<std::int32_t> sequence_counts(count, 1);
  llama_seq_id sequence = 0;
  std::vector<llama_seq_id*> sequences(count, &sequence);
  std::vector<std::int8_t> wanted(count, 0);
  wanted.back() = answers ? 1 : 0;
  batch.n_seq_id = sequence_counts.data();
  batch.seq_id = sequences.data();
  batch.logits = wanted.data();
  if (llama_decode(context_.get(), batch) != 0) throw LibraryFault("llama_decode");
}

void ContextAnswerer::read_tokens(const Piece& piece, std::size_t begin, std::size_t count,
                                  bool answers) {
  const auto first = piece.tokens.begin() + static_cast<std::ptrdiff_t>(begin);
  std::vector<Token> tokens(first, first + static_cast<std::ptrdiff_t>(count));
  std::vector<llama_pos> positions(count);
  std::iota(positions.begin(), positions.end(), next_);
  llama_batch batch{};
  batch.n_tokens = static_cast<std::int32_t>(count);
  batch.token = tokens.data();
  batch.pos = positions.data();
  step(batch, answers);
  next_ += static_cast<llama_pos>(count);
}

// Positions of M-RoPE stand one dimension after the other: time, row, column, and one of no use.
void ContextAnswerer::read_embeddings(const Piece& piece, std::size_t begin, std::size_t count,
                                      bool answers) {
  const auto first = piece.embeddings.begin() + static_cast<std::ptrdiff_t>(begin * width());
  std::vector<float> rows(first, first + static_cast<std::ptrdiff_t>(count * width()));
  std::vector<llama_pos> positions((four_positions_ ? 4 : 1) * count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto running = static_cast<std::int32_t>(begin + i);
    const auto place =
        piece.places.empty() ? Place{running, running, running} : piece.places[begin + i];
    positions[i] = next_ + place.time;
    if (!four_positions_) continue;
    positions[count + i] = next_ + place.y;
    positions[2 * count + i] = next_ + place.x;
    positions[3 * count + i] = piece.places.empty() ? next_ + running : 0;
  }
  llama_batch batch{};
  batch.n_tokens = static_cast<std::int32_t>(count);
  batch.embd = rows.data();
  batch.pos = positions.data();
  step(batch, answers);
}

base::Status ContextAnswerer::read(const Piece& piece, bool last, const base::CancelToken& cancel) {
  const bool words = piece.embeddings.empty();
  const auto total = words ? piece.tokens.size() : piece.embeddings.size() / width();
  if (piece.at_once) llama_set_causal_attn(context_.get(), false);
  for (std::size_t begin = 0; begin < total; begin += kStepTokens) {
    if (auto status = cancel.check(); !status) return status;
    const auto count = std::min(kStepTokens, total - begin);
    const bool answers = last && begin + count == total;
    if (words) {
      read_tokens(piece, begin, count, answers);
    } else {
      read_embeddings(piece, begin, count, answers);
    }
  }
  if (!words) next_ += length_of(piece, total);
  if (piece.at_once) llama_set_causal_attn(context_.get(), true);
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
    read_tokens({{token}, {}}, 0, 1, true);
  }
  return answer;
}

bool ContextAnswerer::fits(std::span<const Piece> prompt, AnswerLimits limits) const {
  const auto in_one_step = [&](const Piece& piece) {
    return !piece.at_once || piece.embeddings.size() <= kStepTokens * width();
  };
  return !prompt.empty() && !prompt.back().tokens.empty() &&
         size_of(prompt) + limits.max_tokens <= tokens_ && std::ranges::all_of(prompt, in_one_step);
}

base::Result<Answer> ContextAnswerer::run(std::span<const Piece> prompt, AnswerLimits limits,
                                          const base::CancelToken& cancel) {
  if (!fits(prompt, limits)) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "The prompt is too long for the language model.", ""};
  }
  try {
    if (context_ == nullptr) {
      if (auto status = open_context(); !status) return status.error();
    }
    llama_memory_clear(llama_get_memory(context_.get()), false);
    llama_set_causal_attn(context_.get(), true);
    next_ = 0;
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
