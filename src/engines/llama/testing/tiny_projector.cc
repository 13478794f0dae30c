#include "engines/llama/testing/tiny_projector.h"

#include <algorithm>
#include <random>
#include <vector>

#include <fmt/format.h>

namespace dragoman::engines::llama {

namespace {

// Adds tensors of random values, all but one.
class Tensors {
 public:
  Tensors(GgufWriter& writer, unsigned seed, std::string_view without)
      : writer_(writer), random_(seed), without_(without) {}

  void add(std::string_view name, const std::vector<std::uint64_t>& shape) {
    if (name != without_) writer_.random_tensor(name, shape, random_, 0.0F, 0.4F);
  }
  void add_both(std::string_view name, const std::vector<std::uint64_t>& shape) {
    add(fmt::format("{}.weight", name), shape);
    add(fmt::format("{}.bias", name), {shape.back()});
  }

 private:
  GgufWriter& writer_;
  std::mt19937 random_;
  std::string_view without_;
};

void begin(GgufWriter& writer, std::string_view name) {
  writer.text("general.architecture", "clip");
  writer.text("general.name", name);
}

void write_ears(GgufWriter& writer, Tensors& tensors, std::uint64_t width) {
  constexpr std::uint64_t kOwnWidth = 8;
  constexpr std::uint64_t kChannels = 4;
  constexpr std::uint64_t kMelBins = 16;
  writer.flag("clip.has_audio_encoder", true);
  writer.number("clip.audio.embedding_length", kOwnWidth);
  writer.number("clip.audio.feed_forward_length", 2 * kOwnWidth);
  writer.number("clip.audio.block_count", 1);
  writer.number("clip.audio.attention.head_count", 2);
  writer.real("clip.audio.attention.layer_norm_epsilon", 1e-5F);
  writer.number("clip.audio.projection_dim", static_cast<std::uint32_t>(width));
  writer.number("clip.audio.num_mel_bins", kMelBins);
  tensors.add_both("a.conv2d.1", {3, 3, 1, kChannels});
  tensors.add_both("a.conv2d.2", {3, 3, kChannels, kChannels});
  tensors.add_both("a.conv2d.3", {3, 3, kChannels, kChannels});
  tensors.add("a.conv_out.weight", {kMelBins / 8 * kChannels, kOwnWidth});
  tensors.add("a.position_embd.weight", {kOwnWidth, 13});
  for (const auto* const part : {"attn_q", "attn_k", "attn_v", "attn_out"}) {
    tensors.add_both(fmt::format("a.blk.0.{}", part), {kOwnWidth, kOwnWidth});
  }
  tensors.add_both("a.blk.0.ln1", {kOwnWidth});
  tensors.add_both("a.blk.0.ln2", {kOwnWidth});
  tensors.add_both("a.blk.0.ffn_up", {kOwnWidth, 2 * kOwnWidth});
  tensors.add_both("a.blk.0.ffn_down", {2 * kOwnWidth, kOwnWidth});
  tensors.add_both("a.post_ln", {kOwnWidth});
  tensors.add_both("mm.a.mlp.1", {kOwnWidth, kOwnWidth});
  tensors.add_both("mm.a.mlp.2", {kOwnWidth, width});
}

constexpr std::uint64_t kEyeWidth = 16;
constexpr std::uint32_t kImageSide = 32;

void write_eye_sizes(GgufWriter& writer, const TinyEyes& eyes) {
  writer.flag("clip.has_vision_encoder", true);
  writer.number("clip.vision.embedding_length", kEyeWidth);
  writer.number("clip.vision.feed_forward_length", 2 * kEyeWidth);
  writer.number("clip.vision.block_count", 1);
  writer.number("clip.vision.attention.head_count", 2);
  writer.real("clip.vision.attention.layer_norm_epsilon", 1e-5F);
  writer.number("clip.vision.projection_dim", static_cast<std::uint32_t>(eyes.width));
  writer.number("clip.vision.image_size", kImageSide);
  writer.number("clip.vision.patch_size", eyes.patch);
  writer.number("clip.vision.projector.scale_factor", eyes.merge);
  writer.number("clip.vision.spatial_merge_size", eyes.merge);
  writer.reals("clip.vision.image_mean", {0.5F, 0.5F, 0.5F});
  writer.reals("clip.vision.image_std", {0.5F, 0.5F, 0.5F});
}

void write_layer(Tensors& tensors, std::string_view projector) {
  if (projector == "qwen3vl_merger") {
    tensors.add_both("v.blk.0.attn_qkv", {kEyeWidth, 3 * kEyeWidth});
  } else {
    for (const auto* const part : {"attn_q", "attn_k", "attn_v"}) {
      tensors.add_both(fmt::format("v.blk.0.{}", part), {kEyeWidth, kEyeWidth});
    }
  }
  tensors.add_both("v.blk.0.attn_out", {kEyeWidth, kEyeWidth});
  tensors.add_both("v.blk.0.ln1", {kEyeWidth});
  tensors.add_both("v.blk.0.ln2", {kEyeWidth});
  tensors.add_both("v.blk.0.ffn_up", {kEyeWidth, 2 * kEyeWidth});
  tensors.add_both("v.blk.0.ffn_down", {2 * kEyeWidth, kEyeWidth});
}

void write_eyes(GgufWriter& writer, Tensors& tensors, const TinyEyes& eyes) {
  write_eye_sizes(writer, eyes);
  const auto projector = eyes.projector;
  const bool qwen = projector.starts_with("qwen");
  const auto side = std::max(1U, kImageSide / eyes.patch);
  tensors.add("v.patch_embd.weight", {eyes.patch, eyes.patch, 3, kEyeWidth});
  if (qwen) tensors.add("v.patch_embd.weight.1", {eyes.patch, eyes.patch, 3, kEyeWidth});
  if (projector == "qwen3vl_merger") tensors.add("v.patch_embd.bias", {kEyeWidth});
  if (projector == "gemma4v") {
    tensors.add("v.position_embd.weight", {kEyeWidth, 4096, 2});
  } else if (projector != "qwen2vl_merger") {
    tensors.add("v.position_embd.weight", {kEyeWidth, std::uint64_t{side} * side});
  }
  write_layer(tensors, projector);
  tensors.add_both("v.post_ln", {kEyeWidth});
  const auto merged = kEyeWidth * eyes.merge * eyes.merge;
  if (qwen) {
    tensors.add_both("mm.0", {merged, merged});
    tensors.add_both("mm.2", {merged, eyes.width});
  } else if (projector == "idefics3") {
    tensors.add("mm.model.fc.weight", {merged, eyes.width});
  } else if (projector == "gemma4v") {
    tensors.add("mm.input_projection.weight", {kEyeWidth, eyes.width});
  } else {
    tensors.add("mm.input_projection.weight", {eyes.width, kEyeWidth});
    tensors.add("mm.soft_emb_norm.weight", {kEyeWidth});
  }
}

}  // namespace

std::string tiny_audio_encoder(std::uint64_t width, unsigned seed, std::string_view without,
                               std::string_view projector) {
  GgufWriter writer;
  Tensors tensors(writer, seed, without);
  begin(writer, "tiny ears");
  writer.text("clip.projector_type", projector);
  write_ears(writer, tensors, width);
  return writer.file();
}

std::string tiny_picture_encoder(const TinyEyes& eyes) {
  GgufWriter writer;
  Tensors tensors(writer, eyes.seed, eyes.without);
  begin(writer, "tiny eyes");
  writer.text("clip.projector_type", eyes.projector);
  write_eyes(writer, tensors, eyes);
  return writer.file();
}

std::string tiny_omni_projector() {
  GgufWriter writer;
  Tensors tensors(writer, 1, "");
  begin(writer, "tiny ears and eyes");
  writer.text("clip.audio.projector_type", "qwen3a");
  writer.text("clip.vision.projector_type", "gemma3");
  write_ears(writer, tensors, kTinyWidth);
  write_eyes(writer, tensors, {});
  return writer.file();
}

}  // namespace dragoman::engines::llama
