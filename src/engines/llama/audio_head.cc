#include "engines/llama/audio_head.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace dragoman::engines::llama {

namespace {

constexpr std::uint64_t kMostLayers = 256;
constexpr std::uint64_t kMostWidth = 1U << 15U;
constexpr std::uint64_t kMostMelBins = 512;
constexpr std::uint64_t kMostStacked = 64;

// Positions of one pass: of a chunk of 100 frames, or of 30 seconds.
std::optional<std::uint64_t> positions_of(std::string_view projector) {
  if (projector == "qwen3a") return 13;
  if (projector == "qwen2a" || projector == "ultravox" || projector == "voxtral") return 1500;
  return std::nullopt;
}

std::uint64_t size_of(const GgufHeader& header, std::string_view key) {
  const auto it = header.audio_sizes.find(key);
  return it == header.audio_sizes.end() ? 0 : it->second;
}

bool has(const GgufHeader& header, std::string_view name, std::uint64_t row, std::uint64_t rows) {
  const auto it = header.tensor_shapes.find(name);
  if (it == header.tensor_shapes.end()) return false;
  const auto& shape = it->second;
  return shape.front() == row && (rows == 0 || (shape.size() > 1 && shape[1] >= rows));
}

// The first tensor that a layer lacks; empty where it has all.
std::string missing_of(const GgufHeader& header, std::uint64_t layer, std::uint64_t width) {
  for (const auto* const part :
       {"attn_q.weight", "attn_k.weight", "attn_v.weight", "attn_out.weight"}) {
    auto name = fmt::format("a.blk.{}.{}", layer, part);
    if (!has(header, name, width, width)) return name;
  }
  for (const auto* const part : {"ln1.weight", "ln1.bias", "ln2.weight", "ln2.bias"}) {
    auto name = fmt::format("a.blk.{}.{}", layer, part);
    if (!has(header, name, width, 0)) return name;
  }
  return "";
}

// Gemma 4's conformer: the library asks for all it needs, but for what it takes its width from.
std::string conformer_fault(const GgufHeader& header) {
  return has(header, "mm.a.input_projection.weight", size_of(header, "projection_dim"), 0)
             ? ""
             : "mm.a.input_projection.weight is missing or of another size";
}

std::string fault_of(const GgufHeader& header) {
  if (header.architecture != "clip" || !header.has_audio_encoder) return "it hears nothing";
  if (header.speaks) return "it does more than hear and see";
  const bool conformer = header.audio_projector == "gemma4a";
  const auto positions = positions_of(header.audio_projector);
  if (!positions && !conformer)
    return fmt::format("its projector \"{}\" is unknown", header.audio_projector);
  const auto width = size_of(header, "embedding_length");
  const auto heads = size_of(header, "attention.head_count");
  const auto layers = size_of(header, "block_count");
  const auto mel_bins = size_of(header, "num_mel_bins");
  if (width == 0 || width > kMostWidth || heads == 0 || width % heads != 0 || layers == 0 ||
      layers > kMostLayers || mel_bins == 0 || mel_bins > kMostMelBins ||
      size_of(header, "feed_forward_length") == 0 || size_of(header, "projection_dim") == 0) {
    return "its sizes are none";
  }
  if (conformer) return conformer_fault(header);
  const bool stacks = header.audio_projector == "ultravox" || header.audio_projector == "voxtral";
  const auto stack = size_of(header, "projector.stack_factor");
  if (stack > kMostStacked || (stacks && stack == 0)) return "it stacks no number of frames";
  if (!has(header, "a.position_embd.weight", width, *positions)) {
    return "a.position_embd.weight is missing or too small";
  }
  for (std::uint64_t layer = 0; layer < layers; ++layer) {
    if (const auto name = missing_of(header, layer, width); !name.empty()) {
      return name + " is missing or of another size";
    }
  }
  return "";
}

}  // namespace

base::Status check_audio_head(const GgufHeader& header) {
  const auto fault = fault_of(header);
  if (fault.empty()) return {};
  return base::Error{
      base::ErrorKind::kModelInvalid,
      fmt::format("The model's audio encoder is damaged or of an unknown kind: {}.", fault), ""};
}

}  // namespace dragoman::engines::llama
