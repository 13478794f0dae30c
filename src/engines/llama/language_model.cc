#include "engines/llama/language_model.h"

#include <llama.h>

#include <algorithm>
#include <utility>

#include "engines/llama/library.h"

namespace dragoman::engines::llama {

namespace {

base::Error refused(const std::string& path, std::string_view why) {
  return {base::ErrorKind::kModelInvalid,
          "The model's GGUF file is damaged or of a kind that llama.cpp does not run.",
          path + ": " + std::string(why)};
}

llama_model* load(const std::string& path) {
  auto params = llama_model_default_params();
  params.n_gpu_layers = 0;
  params.use_extra_bufts = true;
  params.check_tensors = false;  // the store has verified the file
  return llama_model_load_from_file(path.c_str(), params);
}

}  // namespace

base::Result<std::shared_ptr<const LanguageModel>> LanguageModel::open(const std::string& path) {
  auto header = read_gguf_header(path);
  if (!header) return header.error();
  if (header->tokens == 0) return refused(path, "no vocabulary");
  if (auto status = open_library(); !status) return status.error();
  try {
    auto* model = load(path);
    if (model == nullptr) return refused(path, "llama.cpp refused it");
    std::shared_ptr<const LanguageModel> loaded(new LanguageModel(model, std::move(*header)));
    if (!llama_model_has_decoder(model) || llama_model_has_encoder(model)) {
      return refused(path, "no decoder, or more than one");
    }
    return loaded;
  } catch (const std::exception& exception) {
    return refused(path, exception.what());
  }
}

LanguageModel::LanguageModel(llama_model* model, GgufHeader header)
    : model_(model), vocabulary_(llama_model_get_vocab(model)), header_(std::move(header)) {}

LanguageModel::~LanguageModel() { llama_model_free(model_); }

std::size_t LanguageModel::vocabulary_size() const {
  return static_cast<std::size_t>(llama_vocab_n_tokens(vocabulary_));
}

void LanguageModel::tokenise(std::string_view text, bool trusted, std::vector<Token>& out) const {
  const bool first = out.empty();
  std::vector<Token> tokens(text.size() + 8);
  const auto write = [&] {
    return llama_tokenize(vocabulary_, text.data(), static_cast<std::int32_t>(text.size()),
                          tokens.data(), static_cast<std::int32_t>(tokens.size()), first, trusted);
  };
  auto count = write();
  if (count < 0) {
    tokens.resize(static_cast<std::size_t>(-count));
    count = write();
  }
  tokens.resize(static_cast<std::size_t>(std::max(count, 0)));
  // Where the frame writes the beginning of text itself.
  const auto bos = llama_vocab_bos(vocabulary_);
  const bool twice = first && tokens.size() > 1 && tokens[0] == bos && tokens[1] == bos;
  out.insert(out.end(), tokens.begin() + (twice ? 1 : 0), tokens.end());
}

std::string LanguageModel::text_of(const std::vector<Token>& tokens, bool with_control) const {
  std::string text(tokens.size() * 8 + 32, '\0');
  const auto write = [&] {
    return llama_detokenize(vocabulary_, tokens.data(), static_cast<std::int32_t>(tokens.size()),
                            text.data(), static_cast<std::int32_t>(text.size()), !with_control,
                            with_control);
  };
  auto count = write();
  if (count < 0) {
    text.resize(static_cast<std::size_t>(-count));
    count = write();
  }
  text.resize(static_cast<std::size_t>(std::max(count, 0)));
  return text;
}

bool LanguageModel::ends(Token token) const { return llama_vocab_is_eog(vocabulary_, token); }

}  // namespace dragoman::engines::llama
