#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"

namespace dragoman::engines::onnx {

inline constexpr std::size_t kStyleSize = 256;
using Style = std::array<float, kStyleSize>;

/// Checks that a voice's file has the length of its table: kMaxKokoroTokens rows of kStyleSize
/// float32. Errors: kModelMissing, kModelInvalid.
[[nodiscard]] base::Status check_voice_file(const std::string& path);

/// A voice's file and its part of a mix.
struct StyleShare {
  std::string path;
  double weight = 1;
};

/// Reads the style for a text of so many tokens, from 1; the last row stands for longer ones. A
/// call reads one kilobyte, so no voice is kept in memory. Errors: kModelMissing, kModelInvalid.
[[nodiscard]] base::Result<Style> read_style(const std::string& path, std::size_t tokens);

/// The sum of the voices' styles, each times its weight: a mix, where the weights add up to 1.
/// Errors: as read_style().
[[nodiscard]] base::Result<Style> read_mixed_style(std::span<const StyleShare> shares,
                                                   std::size_t tokens);

}  // namespace dragoman::engines::onnx
