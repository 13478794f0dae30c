#include "engines/llama/projector.h"

#include <llama.h>
#include <mtmd.h>

#include <exception>
#include <string_view>
#include <utility>

#include "core/audio.h"
#include "engines/llama/audio_head.h"
#include "engines/llama/library.h"
#include "engines/llama/vision_head.h"

namespace dragoman::engines::llama {

namespace {

base::Error refused(const std::string& path, std::string_view why) {
  return {base::ErrorKind::kModelInvalid,
          "The model's projector is damaged, or belongs to another model.",
          path + ": " + std::string(why)};
}

class MtmdProjector final : public Projector {
 public:
  MtmdProjector(mtmd::context_ptr context, std::shared_ptr<const LanguageModel> model,
                GgufHeader header)
      : model_(std::move(model)), context_(std::move(context)), header_(std::move(header)) {}

  base::Result<std::vector<Piece>> hear(std::span<const float> samples,
                                        const base::CancelToken& cancel) override;
  base::Result<std::vector<Piece>> see(const core::Picture& picture,
                                       const base::CancelToken& cancel) override;
  bool hears() const override { return header_.has_audio_encoder; }
  bool sees() const override { return header_.has_vision_encoder; }
  const GgufHeader& header() const override { return header_; }
  std::size_t width() const override {
    return static_cast<std::size_t>(llama_model_n_embd_inp(model_->get()));
  }
  bool four_positions() const override { return mtmd_decode_use_mrope(context_.get()); }

 private:
  base::Result<std::vector<Piece>> take_in(mtmd::bitmap_ptr bitmap,
                                           const base::CancelToken& cancel);
  [[nodiscard]] Piece encoded(const mtmd_input_chunk* chunk) const;

  std::shared_ptr<const LanguageModel> model_;  // before what was made for it
  mtmd::context_ptr context_;
  GgufHeader header_;
};

std::vector<Place> places_of(const mtmd_input_chunk* chunk) {
  const auto* image = mtmd_input_chunk_get_tokens_image(chunk);
  std::vector<Place> places(mtmd_input_chunk_get_n_tokens(chunk));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto at = mtmd_image_tokens_get_decoder_pos(image, 0, i);
    places[i] = {static_cast<std::int32_t>(at.t), static_cast<std::int32_t>(at.x),
                 static_cast<std::int32_t>(at.y)};
  }
  return places;
}

Piece MtmdProjector::encoded(const mtmd_input_chunk* chunk) const {
  Piece piece;
  const auto type = mtmd_input_chunk_get_type(chunk);
  if (type == MTMD_INPUT_CHUNK_TYPE_TEXT) {
    std::size_t count = 0;
    const auto* tokens = mtmd_input_chunk_get_tokens_text(chunk, &count);
    for (std::size_t i = 0; i < count; ++i) {
      // The library writes a token that the vocabulary lacks as none.
      if (tokens[i] >= 0) piece.tokens.push_back(tokens[i]);
    }
    return piece;
  }
  if (mtmd_encode_chunk(context_.get(), chunk) != 0) throw LibraryFault("mtmd_encode_chunk");
  const auto* rows = mtmd_get_output_embd(context_.get());
  piece.embeddings.assign(rows, rows + mtmd_input_chunk_get_n_tokens(chunk) * width());
  piece.at_once = mtmd_decode_use_non_causal(context_.get(), chunk);
  if (type == MTMD_INPUT_CHUNK_TYPE_IMAGE && four_positions()) piece.places = places_of(chunk);
  return piece;
}

base::Result<std::vector<Piece>> MtmdProjector::take_in(mtmd::bitmap_ptr bitmap,
                                                        const base::CancelToken& cancel) {
  const mtmd_input_part part{nullptr, bitmap.get()};
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
}

base::Result<std::vector<Piece>> MtmdProjector::hear(std::span<const float> samples,
                                                     const base::CancelToken& cancel) {
  if (!hears()) {
    return base::Error{base::ErrorKind::kInvalidArgument, "The model hears nothing.", ""};
  }
  try {
    if (context_ == nullptr) throw LibraryFault("it failed before");
    return take_in(mtmd::bitmap_ptr(mtmd_bitmap_init_from_audio(samples.size(), samples.data())),
                   cancel);
  } catch (const std::exception& exception) {
    // What the library was doing is in no known state: its memory is given up, not freed.
    static_cast<void>(context_.release());
    return base::Error{base::ErrorKind::kInternal, "The audio encoder failed.", exception.what()};
  }
}

base::Result<std::vector<Piece>> MtmdProjector::see(const core::Picture& picture,
                                                    const base::CancelToken& cancel) {
  if (!sees() || picture.width <= 0 || picture.height <= 0 ||
      picture.rgb.size() != picture.row_bytes() * static_cast<std::size_t>(picture.height)) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "The model sees nothing, or the picture is none.", ""};
  }
  try {
    if (context_ == nullptr) throw LibraryFault("it failed before");
    return take_in(mtmd::bitmap_ptr(mtmd_bitmap_init(static_cast<std::uint32_t>(picture.width),
                                                     static_cast<std::uint32_t>(picture.height),
                                                     picture.rgb.data())),
                   cancel);
  } catch (const std::exception& exception) {
    static_cast<void>(context_.release());  // as above
    return base::Error{base::ErrorKind::kInternal, "The picture encoder failed.", exception.what()};
  }
}

base::Status check_head(const GgufHeader& header) {
  if (header.has_vision_encoder) {
    if (auto status = check_vision_head(header); !status) return status;
    if (!header.has_audio_encoder) return {};
  }
  return check_audio_head(header);
}

mtmd::context_ptr load(const std::string& path, const LanguageModel& model) {
  auto params = mtmd_context_params_default();
  params.use_gpu = false;
  params.print_timings = false;
  params.n_threads = 1;
  params.warmup = true;  // a graph that does not fit its weights fails here
  params.image_max_tokens = kMostPictureRows;
  return mtmd::context_ptr(mtmd_init_from_file(path.c_str(), model.get(), params));
}

}  // namespace

base::Result<std::unique_ptr<Projector>> Projector::open(
    const std::string& path, std::shared_ptr<const LanguageModel> model) {
  auto header = read_gguf_header(path);
  if (!header) return header.error();
  if (auto status = check_head(*header); !status) {
    return base::Error{status.error().kind, status.error().message, path};
  }
  try {
    auto context = load(path, *model);
    if (context == nullptr) return refused(path, "libmtmd refused it");
    const auto* const loaded = context.get();
    if (mtmd_support_audio(loaded) != header->has_audio_encoder ||
        mtmd_support_vision(loaded) != header->has_vision_encoder) {
      return refused(path, "it hears or sees other than it says");
    }
    if (header->has_audio_encoder && mtmd_get_audio_sample_rate(loaded) != core::kListenRateHz) {
      return refused(path, "it hears at another rate");
    }
    return std::unique_ptr<Projector>(
        std::make_unique<MtmdProjector>(std::move(context), std::move(model), *std::move(header)));
  } catch (const std::exception& exception) {
    return refused(path, exception.what());
  }
}

}  // namespace dragoman::engines::llama
