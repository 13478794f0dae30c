#include "engines/llama/generator.h"

#include <llama.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "engines/llama/library.h"
#include "engines/llama/logits.h"

namespace dragoman::engines::llama {

namespace {

// A shared beginning shorter than this is computed as quickly as it is looked up.
constexpr std::size_t kShortestPrefix = 16;

struct FreeContext {
  void operator()(llama_context* context) const { llama_free(context); }
};
using Context = std::unique_ptr<llama_context, FreeContext>;

// llama.cpp's arrays of what one step computes.
class StepBatch {
 public:
  StepBatch() : batch_(llama_batch_init(static_cast<std::int32_t>(kStepTokens), 0, 1)) {}
  StepBatch(const StepBatch&) = delete;
  StepBatch& operator=(const StepBatch&) = delete;
  ~StepBatch() { llama_batch_free(batch_); }

  void clear() { batch_.n_tokens = 0; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(batch_.n_tokens); }
  [[nodiscard]] std::size_t room() const { return kStepTokens - size(); }
  [[nodiscard]] const llama_batch& get() const { return batch_; }

  void add(Token token, std::size_t position, std::size_t sequence, bool answer) {
    const auto i = batch_.n_tokens++;
    batch_.token[i] = token;
    batch_.pos[i] = static_cast<llama_pos>(position);
    batch_.n_seq_id[i] = 1;
    batch_.seq_id[i][0] = static_cast<llama_seq_id>(sequence);
    batch_.logits[i] = answer ? 1 : 0;
  }

 private:
  llama_batch batch_;
};

struct Slot {
  const Generation* request = nullptr;  // null: free
  std::size_t index = 0;                // of the request
  std::size_t done = 0;                 // tokens in the cache
  std::vector<Token> answer;
  bool says_anything = false;
  std::ptrdiff_t row = -1;  // of the step's logits; -1: none

  [[nodiscard]] bool reading() const { return request != nullptr && done < request->prompt.size(); }
};

struct Prefix {
  std::vector<Token> tokens;
  std::size_t last_use = 0;
};

std::size_t shared(const std::vector<Token>& a, const std::vector<Token>& b) {
  const auto end = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(end.in1 - a.begin());
}

bool visible(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") != std::string_view::npos;
}

class ContextGenerator final : public Generator {
 public:
  ContextGenerator(std::shared_ptr<const LanguageModel> model, GeneratorSizes sizes)
      : model_(std::move(model)), sizes_(sizes), slots_(sizes.slots), prefixes_(sizes.prefixes) {}

  base::Status open_context();
  std::vector<base::Result<std::string>> run(std::span<const Generation> requests) override;
  Counts counts() const override { return counts_; }
  GeneratorSizes sizes() const override { return sizes_; }

 private:
  using Answers = std::vector<base::Result<std::string>>;

  bool start(Slot& slot, std::span<const Generation> requests, std::size_t index, Answers& answers);
  bool better_wait(const Generation& request) const;
  void fill_step();
  void take_token(Slot& slot, Answers& answers);
  Token choose(const Slot& slot);
  void keep_prefix(const Slot& slot);
  void step(Answers& answers);
  Prefix* best_prefix(const std::vector<Token>& prompt);
  std::size_t usable(const Prefix& prefix, const std::vector<Token>& prompt) const;
  std::size_t sequence_of(const Prefix& prefix) const {
    return sizes_.slots + static_cast<std::size_t>(&prefix - prefixes_.data());
  }
  std::size_t sequence_of(const Slot& slot) const {
    return static_cast<std::size_t>(&slot - slots_.data());
  }
  void fail_all(const base::Error& error, Answers& answers);
  void copy(std::size_t from, std::size_t into, std::size_t tokens);

  std::shared_ptr<const LanguageModel> model_;
  GeneratorSizes sizes_;
  Context context_;
  StepBatch batch_;
  std::vector<Slot> slots_;
  std::vector<Prefix> prefixes_;
  std::size_t clock_ = 0;
  Counts counts_;
};

base::Status ContextGenerator::open_context() {
  auto params = llama_context_default_params();
  const auto sequences = sizes_.slots + sizes_.prefixes;
  params.n_ctx = static_cast<std::uint32_t>(sequences * sizes_.slot_tokens);
  params.n_seq_max = static_cast<std::uint32_t>(sequences);
  params.n_batch = static_cast<std::uint32_t>(kStepTokens);
  params.n_ubatch = params.n_batch;
  params.n_threads = 1;
  params.n_threads_batch = 1;
  params.kv_unified = true;  // or sequences could not share what they begin with
  params.swa_full = true;
  params.no_perf = true;
  if (sizes_.exact) {
    params.type_k = GGML_TYPE_F32;
    params.type_v = GGML_TYPE_F32;
    params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
  }
  try {
    context_.reset(llama_init_from_model(model_->get(), params));
  } catch (const std::exception& exception) {
    return base::Error{base::ErrorKind::kModelInvalid, "The model allows no context to run in.",
                       exception.what()};
  }
  if (context_ != nullptr) return {};
  return base::Error{base::ErrorKind::kModelInvalid, "The model allows no context to run in.", ""};
}

void ContextGenerator::copy(std::size_t from, std::size_t into, std::size_t tokens) {
  auto* memory = llama_get_memory(context_.get());
  llama_memory_seq_rm(memory, static_cast<llama_seq_id>(into), -1, -1);
  if (tokens == 0) return;
  llama_memory_seq_cp(memory, static_cast<llama_seq_id>(from), static_cast<llama_seq_id>(into), 0,
                      static_cast<llama_pos>(tokens));
}

// The last token is always computed, for what follows it.
std::size_t ContextGenerator::usable(const Prefix& prefix, const std::vector<Token>& prompt) const {
  const auto common = std::min(shared(prefix.tokens, prompt), prompt.size() - 1);
  return common < kShortestPrefix ? 0 : common;
}

Prefix* ContextGenerator::best_prefix(const std::vector<Token>& prompt) {
  Prefix* best = nullptr;
  for (auto& prefix : prefixes_) {
    if (best == nullptr || usable(prefix, prompt) > usable(*best, prompt)) best = &prefix;
  }
  return best;
}

// Whether another slot is just computing what this request begins with.
bool ContextGenerator::better_wait(const Generation& request) const {
  std::size_t kept = 0;
  for (const auto& prefix : prefixes_) kept = std::max(kept, usable(prefix, request.prompt));
  return !prefixes_.empty() && std::ranges::any_of(slots_, [&](const Slot& slot) {
    return slot.reading() && shared(slot.request->prompt, request.prompt) > kept + kShortestPrefix;
  });
}

// True where the slot is taken; false where the request is answered without it.
bool ContextGenerator::start(Slot& slot, std::span<const Generation> requests, std::size_t index,
                             Answers& answers) {
  const auto& request = requests[index];
  if (auto status = request.cancel.check(); !status) {
    answers[index] = status.error();
    return false;
  }
  if (request.prompt.empty() || request.prompt.size() + 1 >= sizes_.slot_tokens) {
    answers[index] = base::Error{base::ErrorKind::kInvalidArgument,
                                 "The text is too long for the language model.", ""};
    return false;
  }
  slot = Slot{&request, index, 0, {}, false, -1};
  auto* prefix = best_prefix(request.prompt);
  slot.done = prefix == nullptr ? 0 : usable(*prefix, request.prompt);
  copy(prefix == nullptr ? 0 : sequence_of(*prefix), sequence_of(slot), slot.done);
  if (slot.done != 0) prefix->last_use = ++clock_;
  counts_.spared += slot.done;
  return true;
}

void ContextGenerator::fill_step() {
  batch_.clear();
  for (auto& slot : slots_) {
    slot.row = -1;
    if (slot.request == nullptr || slot.reading()) continue;
    slot.row = static_cast<std::ptrdiff_t>(batch_.size());
    batch_.add(slot.answer.back(), slot.done++, sequence_of(slot), true);
    ++counts_.answer;
  }
  for (auto& slot : slots_) {
    while (slot.reading() && batch_.room() > 0) {
      const bool last = slot.done + 1 == slot.request->prompt.size();
      if (last) slot.row = static_cast<std::ptrdiff_t>(batch_.size());
      batch_.add(slot.request->prompt[slot.done], slot.done, sequence_of(slot), last);
      ++slot.done;
      ++counts_.prompt;
    }
  }
}

Token ContextGenerator::choose(const Slot& slot) {
  auto* row = llama_get_logits_ith(context_.get(), static_cast<std::int32_t>(slot.row));
  if (row == nullptr) throw LibraryFault("no logits");
  const std::span logits(row, model_->vocabulary_size());
  penalise(logits, slot.answer, slot.request->repeat_penalty);
  return static_cast<Token>(std::ranges::max_element(logits) - logits.begin());
}

// The kept beginning that this prompt shares most of, or the one that was of no use for longest,
// gives way to it.
void ContextGenerator::keep_prefix(const Slot& slot) {
  if (prefixes_.empty()) return;
  auto* prefix = best_prefix(slot.request->prompt);
  if (usable(*prefix, slot.request->prompt) == 0) {
    prefix = &*std::ranges::min_element(prefixes_, {}, &Prefix::last_use);
  }
  prefix->tokens = slot.request->prompt;
  prefix->last_use = ++clock_;
  copy(sequence_of(slot), sequence_of(*prefix), prefix->tokens.size());
}

void ContextGenerator::take_token(Slot& slot, Answers& answers) {
  if (slot.answer.empty()) keep_prefix(slot);
  const auto token = choose(slot);
  bool finished = model_->ends(token);
  if (!finished) {
    const auto text = model_->text_of({token});
    const bool breaks = text.find('\n') != std::string::npos;
    slot.answer.push_back(token);
    slot.says_anything = slot.says_anything || visible(text);
    finished = (slot.request->line && breaks && slot.says_anything) ||
               slot.answer.size() >= slot.request->max_tokens ||
               slot.done + 1 >= sizes_.slot_tokens;
  }
  if (!finished) return;
  auto text = model_->text_of(slot.answer);
  if (slot.request->line) {
    const auto begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    text = text.substr(begin, text.find('\n', begin) - begin);
  }
  answers[slot.index] = std::move(text);
  slot.request = nullptr;
}

void ContextGenerator::step(Answers& answers) {
  for (auto& slot : slots_) {
    if (slot.request == nullptr) continue;
    if (auto status = slot.request->cancel.check(); !status) {
      answers[slot.index] = status.error();
      slot.request = nullptr;
    }
  }
  fill_step();
  if (batch_.size() == 0) return;
  if (llama_decode(context_.get(), batch_.get()) != 0) throw LibraryFault("llama_decode");
  ++counts_.steps;
  for (auto& slot : slots_) {
    if (slot.request != nullptr && slot.row >= 0) take_token(slot, answers);
  }
}

void ContextGenerator::fail_all(const base::Error& error, Answers& answers) {
  for (auto& slot : slots_) {
    if (slot.request != nullptr) answers[slot.index] = error;
    slot.request = nullptr;
  }
  for (auto& prefix : prefixes_) prefix = {};
}

std::vector<base::Result<std::string>> ContextGenerator::run(std::span<const Generation> requests) {
  const base::Error failed{base::ErrorKind::kInternal, "The language model failed.", ""};
  Answers answers(requests.size(), failed);
  try {
    if (context_ == nullptr) {
      if (auto status = open_context(); !status) return Answers(requests.size(), status.error());
    }
    std::size_t next = 0;
    const auto busy = [](const Slot& slot) { return slot.request != nullptr; };
    while (next < requests.size() || std::ranges::any_of(slots_, busy)) {
      for (auto& slot : slots_) {
        while (!busy(slot) && next < requests.size() && !better_wait(requests[next])) {
          start(slot, requests, next++, answers);
        }
      }
      step(answers);
    }
  } catch (const std::exception& exception) {
    // What the library was doing is in no known state: its memory is given up, not freed.
    static_cast<void>(context_.release());
    fail_all({failed.kind, failed.message, exception.what()}, answers);
  }
  return answers;
}

}  // namespace

base::Result<std::unique_ptr<Generator>> Generator::open(std::shared_ptr<const LanguageModel> model,
                                                         GeneratorSizes sizes) {
  auto generator = std::make_unique<ContextGenerator>(std::move(model), sizes);
  if (auto status = generator->open_context(); !status) return status.error();
  return std::unique_ptr<Generator>(std::move(generator));
}

}  // namespace dragoman::engines::llama
