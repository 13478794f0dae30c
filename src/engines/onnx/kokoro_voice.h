#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "base/result.h"

namespace dragoman::engines::onnx {

inline constexpr std::size_t kStyleSize = 256;
using Style = std::array<float, kStyleSize>;

/// Checks that a voice's file has the length of its table: kMaxKokoroTokens rows of kStyleSize
/// float32. Errors: kModelMissing, kModelInvalid.
[[nodiscard]] base::Status check_voice_file(const std::string& path);

/// Reads the style for a text of so many tokens, from 1; the last row stands for longer ones. A
/// call reads one kilobyte, so no voice is kept in memory. Errors: kModelMissing, kModelInvalid.
[[nodiscard]] base::Result<Style> read_style(const std::string& path, std::size_t tokens);

}  // namespace dragoman::engines::onnx
