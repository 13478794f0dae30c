#include "engines/llama/audio_encoder.h"

#include <llama.h>
#include <mtmd.h>

#include <exception>
#include <string_view>
#include <utility>

#include "core/audio.h"
#include "engines/llama/audio_head.h"
#include "engines/llama/library.h"

namespace dragoman::engines::llama {

namespace {

base::Error refused(const std::string& path, std::string_view why) {
  return {base::ErrorKind::kModelInvalid,
          "The model's audio encoder is damaged, or belongs to another model.",
          path + ": " + std::string(why)};
}

class MtmdEncoder final : public AudioEncoder {
 public:
  MtmdEncoder(mtmd::context_ptr context, std::shared_ptr<const LanguageModel> model,
              GgufHeader header)
      : model_(std::move(model)), context_(std::move(context)), header_(std::move(header)) {}

  base::Result<std::vector<Piece>> hear(std::span<const float> samples,
                                        const base::CancelToken& cancel) override;
  const GgufHeader& header() const override { return header_; }
  std::size_t width() const override {
    return static_cast<std::size_t>(llama_model_n_embd_inp(model_->get()));
  }
  bool four_positions() const override { return mtmd_decode_use_mrope(context_.get()); }

 private:
  [[nodiscard]] Piece encoded(const mtmd_input_chunk* chunk) const;

  std::shared_ptr<const LanguageModel> model_;  // before what was made for it
  mtmd::context_ptr context_;
  GgufHeader header_;
};

Piece MtmdEncoder::encoded(const mtmd_input_chunk* chunk) const {
  Piece piece;
  if (mtmd_input_chunk_get_type(chunk) == MTMD_INPUT_CHUNK_TYPE_TEXT) {
    std::size_t count = 0;
    const auto* tokens = mtmd_input_chunk_get_tokens_text(chunk, &count);
    piece.tokens.assign(tokens, tokens + count);
    return piece;
  }
  if (mtmd_encode_chunk(context_.get(), chunk) != 0) throw LibraryFault("mtmd_encode_chunk");
  const auto* rows = mtmd_get_output_embd(context_.get());
  piece.embeddings.assign(rows, rows + mtmd_input_chunk_get_n_tokens(chunk) * width());
  return piece;
}

base::Result<std::vector<Piece>> MtmdEncoder::hear(std::span<const float> samples,
                                                   const base::CancelToken& cancel) {
  try {
    if (context_ == nullptr) throw LibraryFault("it failed before");
    const mtmd::bitmap_ptr audio(mtmd_bitmap_init_from_audio(samples.size(), samples.data()));
    const mtmd_input_part part{nullptr, audio.get()};
    const mtmd_input_part* parts = &part;
    const mtmd::input_chunks_ptr chunks(mtmd_input_chunks_init());
    if (mtmd_tokenize_from_parts(context_.get(), chunks.get(), &parts, 1, false) != 0) {
      throw LibraryFault("mtmd_tokenize_from_parts");
    }
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < mtmd_input_chunks_size(chunks.get()); ++i) {
      if (auto status = cancel.check(); !status) return status.error();
      pieces.push_back(encoded(mtmd_input_chunks_get(chunks.get(), i)));
    }
    return pieces;
  } catch (const std::exception& exception) {
    // What the library was doing is in no known state: its memory is given up, not freed.
    static_cast<void>(context_.release());
    return base::Error{base::ErrorKind::kInternal, "The audio encoder failed.", exception.what()};
  }
}

mtmd::context_ptr load(const std::string& path, const LanguageModel& model) {
  auto params = mtmd_context_params_default();
  params.use_gpu = false;
  params.print_timings = false;
  params.n_threads = 1;
  params.warmup = true;  // a graph that does not fit its weights fails here
  return mtmd::context_ptr(mtmd_init_from_file(path.c_str(), model.get(), params));
}

}  // namespace

base::Result<std::unique_ptr<AudioEncoder>> AudioEncoder::open(
    const std::string& path, std::shared_ptr<const LanguageModel> model) {
  auto header = read_gguf_header(path);
  if (!header) return header.error();
  if (auto status = check_audio_head(*header); !status) {
    return base::Error{status.error().kind, status.error().message, path};
  }
  try {
    auto context = load(path, *model);
    if (context == nullptr) return refused(path, "libmtmd refused it");
    if (!mtmd_support_audio(context.get()) ||
        mtmd_get_audio_sample_rate(context.get()) != core::kListenRateHz) {
      return refused(path, "it hears nothing, or at another rate");
    }
    return std::unique_ptr<AudioEncoder>(
        std::make_unique<MtmdEncoder>(std::move(context), std::move(model), *std::move(header)));
  } catch (const std::exception& exception) {
    return refused(path, exception.what());
  }
}

}  // namespace dragoman::engines::llama
