#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engines/llama/testing/tiny_gguf.h"

namespace dragoman::engines::llama {

/// An audio encoder of random weights for models of `width` (projector qwen3a: one layer of width
/// 8, 16 mel bands, float32). `without`: a tensor that is left out.
[[nodiscard]] std::string tiny_audio_encoder(std::uint64_t width = kTinyWidth, unsigned seed = 1,
                                             std::string_view without = "",
                                             std::string_view projector = "qwen3a");

/// How a tiny picture encoder is made.
struct TinyEyes {
  /// gemma3 (every picture 32 pixels square, four rows that see each other), or qwen3vl_merger,
  /// qwen2vl_merger, gemma4v and idefics3 (as many rows as the picture asks for).
  std::string_view projector = "gemma3";
  std::uint64_t width = kTinyWidth;  ///< Of the language model.
  unsigned seed = 1;
  std::string_view without = {};  ///< A tensor that is left out.
  std::uint32_t merge = 2;        ///< Patches of one side that become one row.
  std::uint32_t patch = 8;        ///< Pixels of one side of a patch.
};

/// A picture encoder of random weights: one layer of width 16, float32. It runs, and sees nothing
/// of use.
[[nodiscard]] std::string tiny_picture_encoder(const TinyEyes& eyes = {});

/// One file that hears as the first and sees as the second (gemma3).
[[nodiscard]] std::string tiny_omni_projector();

}  // namespace dragoman::engines::llama
