#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace dragoman::engines::llama {

/// What the head of a GGUF file says of its model.
struct GgufHeader {
  std::string architecture;      ///< general.architecture: "gemma3", "qwen3", "clip".
  std::string name;              ///< general.name; may be empty.
  std::string chat_template;     ///< Jinja; empty where the model has none (a base model).
  std::string audio_projector;   ///< clip.projector_type, or else clip.audio.projector_type.
  std::string vision_projector;  ///< clip.projector_type, or else clip.vision.projector_type.
  bool has_audio_encoder = false;
  bool has_vision_encoder = false;
  bool speaks = false;       ///< It has a part that makes sound.
  std::uint64_t tokens = 0;  ///< Of its vocabulary; 0 where it carries none.
  /// Whole numbers of its keys "clip.audio.*" and "clip.vision.*", by what follows that.
  std::map<std::string, std::uint64_t, std::less<>> audio_sizes;
  std::map<std::string, std::uint64_t, std::less<>> vision_sizes;
  /// By name, the row's length first.
  std::map<std::string, std::vector<std::uint64_t>, std::less<>> tensor_shapes;
};

/// Reads the head of a GGUF file (versions 2 and 3 of ggml's format) and checks what llama.cpp
/// takes on trust: every count and length against the file's size, every tensor's shape, type and
/// place, the vocabulary's parallel lists against each other, and that no size by which the library
/// divides is zero. The tensors' own bytes are not read. Safe from any thread. Errors:
/// kModelMissing, kModelInvalid (one sentence; detail says where), kIo.
[[nodiscard]] base::Result<GgufHeader> read_gguf_header(const std::string& path);

/// The same of a stream that holds the whole file.
[[nodiscard]] base::Result<GgufHeader> parse_gguf_header(std::istream& file);

}  // namespace dragoman::engines::llama
