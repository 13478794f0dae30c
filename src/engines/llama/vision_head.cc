#include "engines/llama/vision_head.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "engines/llama/generator.h"

namespace dragoman::engines::llama {

namespace {

constexpr std::uint64_t kMostLayers = 256;
constexpr std::uint64_t kMostWidth = 1U << 15U;
constexpr std::uint64_t kMostImageSide = 2048;
constexpr std::uint64_t kMostPreparedSide = 4096;
// The library makes windows of 112 pixels out of pairs of patches.
constexpr std::uint64_t kMostPatch = 56;
constexpr std::uint64_t kMostMerged = 16;

// How a kind of projector is made, as far as the library does not look itself.
struct Kind {
  std::string_view name;
  std::string_view merge_key;  // patches of one side that become one token
  std::uint64_t merge = 0;     // where the file does not say; 0: it must
  bool any_merge = true;       // else only `merge`
  bool fixed_size = false;     // every picture is made image_size square
  bool at_once = false;        // the tokens of a picture see each other, so they fit into a step
  bool two_frames = false;     // a second set of weights for patches, of a frame's successor
  bool joined = false;         // one tensor for queries, keys and values
  bool biased = false;         // those have biases
  std::string_view more = {};  // a tensor that it needs besides
};

constexpr auto kKinds = std::to_array<Kind>({
    {.name = "gemma3",
     .merge_key = "projector.scale_factor",
     .merge = 4,
     .fixed_size = true,
     .at_once = true},
    {.name = "gemma4v", .merge_key = "projector.scale_factor", .merge = 3, .at_once = true},
    {.name = "idefics3", .merge_key = "projector.scale_factor", .fixed_size = true},
    {.name = "qwen2vl_merger",
     .merge_key = "spatial_merge_size",
     .merge = 2,
     .any_merge = false,
     .two_frames = true,
     .biased = true},
    {.name = "qwen2.5vl_merger",
     .merge_key = "spatial_merge_size",
     .merge = 2,
     .any_merge = false,
     .two_frames = true,
     .biased = true},
    {.name = "qwen3vl_merger",
     .merge_key = "spatial_merge_size",
     .merge = 2,
     .any_merge = false,
     .two_frames = true,
     .joined = true,
     .biased = true,
     .more = "v.patch_embd.bias"},
});

const Kind* kind_of(std::string_view projector) {
  for (const auto& kind : kKinds) {
    if (kind.name == projector) return &kind;
  }
  return nullptr;
}

std::uint64_t size_of(const GgufHeader& header, std::string_view key, std::uint64_t none = 0) {
  const auto it = header.vision_sizes.find(key);
  return it == header.vision_sizes.end() ? none : it->second;
}

bool has(const GgufHeader& header, std::string_view name, std::uint64_t row = 0) {
  const auto it = header.tensor_shapes.find(name);
  return it != header.tensor_shapes.end() && (row == 0 || it->second.front() == row);
}

// The first tensor that a layer lacks; empty where it has all.
std::string missing_of(const GgufHeader& header, const Kind& kind, std::uint64_t layer,
                       std::uint64_t width) {
  const auto lacks = [&](std::string_view part, std::uint64_t row) {
    return !has(header, fmt::format("v.blk.{}.{}", layer, part), row);
  };
  constexpr std::array<std::string_view, 1> kJoined{"attn_qkv"};
  constexpr std::array<std::string_view, 3> kApart{"attn_q", "attn_k", "attn_v"};
  const std::span<const std::string_view> parts =
      kind.joined ? std::span<const std::string_view>(kJoined) : kApart;
  for (const auto part : parts) {
    if (lacks(fmt::format("{}.weight", part), width)) return fmt::format("{}.weight", part);
    if (kind.biased && lacks(fmt::format("{}.bias", part), 0)) return fmt::format("{}.bias", part);
  }
  for (const auto* const part : {"ln1.weight", "ln2.weight"}) {
    if (lacks(part, width)) return part;
  }
  return "";
}

std::string size_fault(const GgufHeader& header, const Kind& kind) {
  const auto width = size_of(header, "embedding_length");
  const auto heads = size_of(header, "attention.head_count");
  const auto layers = size_of(header, "block_count");
  const auto side = size_of(header, "image_size");
  const auto patch = size_of(header, "patch_size");
  if (width == 0 || width > kMostWidth || heads == 0 || width % heads != 0 || layers == 0 ||
      layers > kMostLayers || side == 0 || side > kMostImageSide || patch == 0 ||
      patch > kMostPatch || patch > side || size_of(header, "feed_forward_length") == 0 ||
      size_of(header, "projection_dim") == 0 || size_of(header, "attention.head_dim", 1) == 0 ||
      size_of(header, "attention.head_count_kv", heads) != heads ||
      size_of(header, "window_size", 2 * patch) < 2 * patch ||
      size_of(header, "preproc_image_size") > kMostPreparedSide) {
    return "its sizes are none";
  }
  const auto merge = size_of(header, kind.merge_key, kind.merge);
  const auto patches = side / patch;
  if (merge == 0 || merge > kMostMerged || (!kind.any_merge && merge != kind.merge) ||
      (kind.fixed_size && patches % merge != 0)) {
    return "it makes no tokens of its patches";
  }
  const auto tokens = patches / merge * (patches / merge);
  if (kind.fixed_size && (tokens == 0 || tokens > kStepTokens)) return "its pictures are too large";
  return "";
}

std::string fault_of(const GgufHeader& header) {
  if (header.architecture != "clip" || !header.has_vision_encoder) return "it sees nothing";
  if (header.speaks) return "it does more than hear and see";
  const auto* kind = kind_of(header.vision_projector);
  if (kind == nullptr) {
    return fmt::format("its projector \"{}\" is unknown", header.vision_projector);
  }
  if (auto fault = size_fault(header, *kind); !fault.empty()) return fault;
  const auto width = size_of(header, "embedding_length");
  for (const auto name :
       {std::string_view("v.patch_embd.weight"),
        std::string_view(kind->two_frames ? "v.patch_embd.weight.1" : ""), kind->more}) {
    if (!name.empty() && !has(header, name)) return fmt::format("{} is missing", name);
  }
  // Qwen's second generation tells places by rotation alone.
  const bool places = kind->name != "qwen2vl_merger" && kind->name != "qwen2.5vl_merger";
  if (places && !has(header, "v.position_embd.weight", width)) {
    return "v.position_embd.weight is missing or of another size";
  }
  for (std::uint64_t layer = 0; layer < size_of(header, "block_count"); ++layer) {
    if (const auto part = missing_of(header, *kind, layer, width); !part.empty()) {
      return fmt::format("v.blk.{}.{} is missing or of another size", layer, part);
    }
  }
  return "";
}

}  // namespace

base::Status check_vision_head(const GgufHeader& header) {
  const auto fault = fault_of(header);
  if (fault.empty()) return {};
  return base::Error{
      base::ErrorKind::kModelInvalid,
      fmt::format("The model's picture encoder is damaged or of an unknown kind: {}.", fault), ""};
}

}  // namespace dragoman::engines::llama
