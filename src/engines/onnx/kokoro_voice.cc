#include "engines/onnx/kokoro_voice.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "engines/onnx/kokoro_tokens.h"
#include "engines/onnx/session.h"

namespace dragoman::engines::onnx {

namespace {

static_assert(std::endian::native == std::endian::little, "voices are stored little-endian");

constexpr std::size_t kRowBytes = kStyleSize * sizeof(float);
constexpr std::string_view kWhat = "voice of the speech model";

base::Error missing(const std::string& path) {
  return {base::ErrorKind::kModelMissing,
          "A voice of the speech model is missing. Install the model again.", path};
}

}  // namespace

base::Status check_voice_file(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return missing(path);
  if (size != kMaxKokoroTokens * kRowBytes) {
    return invalid_model(kWhat, "its file has the wrong length", path);
  }
  return {};
}

base::Result<Style> read_style(const std::string& path, std::size_t tokens) {
  const auto row = std::clamp<std::size_t>(tokens, 1, kMaxKokoroTokens) - 1;
  std::ifstream file(path, std::ios::binary);
  if (!file) return missing(path);
  Style style{};
  file.seekg(static_cast<std::streamoff>(row * kRowBytes));
  file.read(reinterpret_cast<char*>(style.data()), static_cast<std::streamsize>(kRowBytes));
  const bool whole = file.gcount() == static_cast<std::streamsize>(kRowBytes);
  if (!whole || !std::ranges::all_of(style, [](float value) { return std::isfinite(value); })) {
    return invalid_model(kWhat, "its file is damaged", path);
  }
  return style;
}

base::Result<Style> read_mixed_style(std::span<const StyleShare> shares, std::size_t tokens) {
  Style mixed{};
  for (const auto& share : shares) {
    const auto style = read_style(share.path, tokens);
    if (!style) return style.error();
    const auto weight = static_cast<float>(share.weight);
    for (std::size_t i = 0; i < kStyleSize; ++i) mixed.at(i) += weight * style->at(i);
  }
  return mixed;
}

}  // namespace dragoman::engines::onnx
