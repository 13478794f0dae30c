#include "engines/onnx/byte_convolution.h"

namespace dragoman::engines::onnx {

namespace {

constexpr std::int64_t kGroup = 4;  // input channels in one lane of a register

std::int64_t groups(const ByteConvolution& c) { return (c.in_channels + kGroup - 1) / kGroup; }

}  // namespace

std::int64_t packed_rows(const ByteConvolution& c) {
  return (c.out_channels + kConvolutionBlock - 1) / kConvolutionBlock * kConvolutionBlock;
}

std::int64_t packed_row_bytes(const ByteConvolution& c) { return groups(c) * c.kernel * kGroup; }

std::int64_t tile_bytes(const ByteConvolution& c) {
  // A row is packed sixteen samples at a time, beyond its end by up to fifteen.
  constexpr std::int64_t kOverhang = 16;
  const auto row = kConvolutionTile + (c.kernel - 1) * c.dilation + kOverhang;
  return groups(c) * row * kGroup;
}

}  // namespace dragoman::engines::onnx
