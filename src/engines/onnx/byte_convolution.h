#pragma once

#include <cstdint>

// One-dimensional convolution of bytes, the operator ConvInteger of ONNX, which is two thirds of
// what Kokoro computes. ONNX Runtime copies the input once for each tap of the kernel (im2col) and
// multiplies matrices; here the input is read where it lies, tap by tap, and the sums stay in
// registers: about a third of the time, and none of the copies. Results are those of the standard's
// definition, to the bit.
// For CPUs that own_kernels_run_here() finds; all functions are safe from any thread.
namespace dragoman::engines::onnx {

/// output[o][t] = sum over c, k of (input[c][t + k * dilation - pad] - input_zero) *
///                                 (weights[o][c][k] - weight_zero),
/// where the input counts as input_zero outside. Rows are dense.
struct ByteConvolution {
  std::int64_t in_channels, in_length;
  std::int64_t out_channels, out_length;
  std::int64_t kernel, dilation, pad;
  const std::uint8_t* input;    ///< [in_channels][in_length]
  const std::uint8_t* weights;  ///< [out_channels][in_channels][kernel]
  std::uint8_t input_zero, weight_zero;
  std::int32_t* output;  ///< [out_channels][out_length]
};

/// Outputs that one call of convolve() makes of a channel.
inline constexpr std::int64_t kConvolutionTile = 192;
/// Channels go in blocks.
inline constexpr std::int64_t kConvolutionBlock = 8;

/// Weights as the multiplier takes them, made anew for every call: that costs a hundredth of the
/// call, and a copy that stays would double the model. Memory is the caller's.
struct PackedWeights {
  std::int8_t* bytes;  ///< packed_row_bytes() for each channel of packed_rows().
  std::int32_t* sums;  ///< One for each of packed_rows().
};
[[nodiscard]] std::int64_t packed_rows(const ByteConvolution& convolution);
[[nodiscard]] std::int64_t packed_row_bytes(const ByteConvolution& convolution);

/// Packs the rows [first, last) of packed_rows().
void pack_weights(const ByteConvolution& convolution, std::int64_t first, std::int64_t last,
                  const PackedWeights& packed);

/// Memory that one call of convolve() works in.
[[nodiscard]] std::int64_t tile_bytes(const ByteConvolution& convolution);

/// Computes the outputs [begin, begin + kConvolutionTile), as far as there are, of the channels
/// [first, last); first is a multiple of kConvolutionBlock. `tile` has tile_bytes() and holds
/// nothing afterwards.
void convolve(const ByteConvolution& convolution, const PackedWeights& packed, std::int64_t begin,
              std::int64_t first, std::int64_t last, std::uint8_t* tile);

}  // namespace dragoman::engines::onnx
