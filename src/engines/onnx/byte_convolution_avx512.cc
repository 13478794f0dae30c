#include "engines/onnx/byte_convolution.h"

#if defined(__x86_64__)

// Compiled for AVX-512 as a whole (see CMakeLists.txt). So that none of that code can end up in a
// shared inline function, this file includes nothing but the intrinsics.
#include <immintrin.h>

namespace dragoman::engines::onnx {

namespace {

constexpr std::int64_t kGroup = 4;   // channels in a lane
constexpr std::int64_t kLanes = 16;  // outputs in a register
constexpr std::int64_t kWide = 3;    // registers of outputs: with eight channels, 24 sums
constexpr std::int64_t kStep = kWide * kLanes;
static_assert(kConvolutionTile % kStep == 0 && kConvolutionTile % kLanes == 0);

// Without it, GCC keeps the sums in memory.
#define DRAGOMAN_UNROLL _Pragma("GCC unroll 8")

// _mm512_dpbusd_epi32, which GCC 12 surrounds with copies.
inline void add_products(__m512i& sum, __m512i bytes, __m512i weights) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(bytes), "v"(weights));
}

// Four bytes for every lane.
inline __m512i broadcast(const std::int8_t* weights) {
  return _mm512_set1_epi32(*reinterpret_cast<const std::int32_t*>(weights));
}

inline std::int64_t min(std::int64_t a, std::int64_t b) { return a < b ? a : b; }

// Four rows of sixteen bytes become sixteen lanes of four.
inline __m512i interleave(__m128i a, __m128i b, __m128i c, __m128i d) {
  const __m128i ab_low = _mm_unpacklo_epi8(a, b), ab_high = _mm_unpackhi_epi8(a, b);
  const __m128i cd_low = _mm_unpacklo_epi8(c, d), cd_high = _mm_unpackhi_epi8(c, d);
  __m512i lanes = _mm512_castsi128_si512(_mm_unpacklo_epi16(ab_low, cd_low));
  lanes = _mm512_inserti32x4(lanes, _mm_unpackhi_epi16(ab_low, cd_low), 1);
  lanes = _mm512_inserti32x4(lanes, _mm_unpacklo_epi16(ab_high, cd_high), 2);
  return _mm512_inserti32x4(lanes, _mm_unpackhi_epi16(ab_high, cd_high), 3);
}

// Sixteen samples of a channel from `at`, which may lie outside; nothing where there is no channel.
inline __m128i load_samples(const ByteConvolution& c, std::int64_t channel, std::int64_t at) {
  if (channel >= c.in_channels) return _mm_setzero_si128();
  const std::uint8_t* row = c.input + channel * c.in_length;
  if (at >= 0 && at + kLanes <= c.in_length) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + at));
  }
  const std::int64_t begin = at < 0 ? min(-at, kLanes) : 0;
  const std::int64_t end = at >= c.in_length ? 0 : min(c.in_length - at, kLanes);
  const __m128i outside = _mm_set1_epi8(static_cast<char>(c.input_zero));
  if (begin >= end) return outside;
  const auto inside = static_cast<__mmask16>((1U << end) - (1U << begin));
  return _mm_mask_loadu_epi8(outside, inside, row + at);
}

// The part of the input that a tile of outputs needs: [group][sample] lanes of four channels.
inline void pack_tile(const ByteConvolution& c, std::int64_t begin, std::int64_t row_length,
                      std::int64_t row_lanes, std::uint8_t* tile) {
  for (std::int64_t channel = 0; channel < c.in_channels; channel += kGroup) {
    for (std::int64_t i = 0; i < row_length; i += kLanes) {
      const std::int64_t at = begin - c.pad + i;
      const __m512i lanes =
          interleave(load_samples(c, channel, at), load_samples(c, channel + 1, at),
                     load_samples(c, channel + 2, at), load_samples(c, channel + 3, at));
      _mm512_storeu_si512(tile + i * kGroup, lanes);
    }
    tile += row_lanes * kGroup;
  }
}

struct Tile {
  const std::uint8_t* bytes;
  std::int64_t row_bytes;  // of one group of channels
  std::int64_t groups;
};

// The sum of the samples under the kernel, for the outputs from `at`.
inline void sum_samples(const ByteConvolution& c, const Tile& tile, std::int64_t at,
                        __m512i (&sums)[kWide]) {
  const __m512i ones = _mm512_set1_epi8(1);
  DRAGOMAN_UNROLL for (auto& sum : sums) sum = _mm512_setzero_si512();
  for (std::int64_t group = 0; group < tile.groups; ++group) {
    const std::uint8_t* bytes = tile.bytes + group * tile.row_bytes + at * kGroup;
    for (std::int64_t k = 0; k < c.kernel; ++k, bytes += c.dilation * kGroup) {
      DRAGOMAN_UNROLL for (std::int64_t n = 0; n < kWide; ++n) {
        add_products(sums[n], _mm512_loadu_si512(bytes + n * 64), ones);
      }
    }
  }
}

using Sums = __m512i[kConvolutionBlock][kWide];

inline void multiply(const ByteConvolution& c, const Tile& tile, std::int64_t at,
                     const std::int8_t* weights, std::int64_t weight_row, Sums& sums) {
  DRAGOMAN_UNROLL for (auto& row : sums) {
    DRAGOMAN_UNROLL for (auto& sum : row) sum = _mm512_setzero_si512();
  }
  for (std::int64_t group = 0; group < tile.groups; ++group) {
    const std::uint8_t* bytes = tile.bytes + group * tile.row_bytes + at * kGroup;
    for (std::int64_t k = 0; k < c.kernel; ++k) {
      const __m512i first = _mm512_loadu_si512(bytes);
      const __m512i second = _mm512_loadu_si512(bytes + 64);
      const __m512i third = _mm512_loadu_si512(bytes + 128);
      DRAGOMAN_UNROLL for (std::int64_t row = 0; row < kConvolutionBlock; ++row) {
        const __m512i four = broadcast(weights + row * weight_row);
        add_products(sums[row][0], first, four);
        add_products(sums[row][1], second, four);
        add_products(sums[row][2], third, four);
      }
      bytes += c.dilation * kGroup;
      weights += kGroup;
    }
  }
}

}  // namespace

void pack_weights(const ByteConvolution& c, std::int64_t first, std::int64_t last,
                  const PackedWeights& packed) {
  const std::int64_t row_bytes = packed_row_bytes(c);
  const __m128i sign = _mm_set1_epi8(static_cast<char>(0x80));
  const __m512i ones = _mm512_set1_epi8(1);
  for (std::int64_t o = first; o < last; ++o) {
    const bool real = o < c.out_channels;
    const std::uint8_t* row = c.weights + o * c.in_channels * c.kernel;
    std::int8_t* to = packed.bytes + o * row_bytes;
    __m512i sum = _mm512_setzero_si512();
    for (std::int64_t channel = 0; channel < c.in_channels; channel += kGroup) {
      for (std::int64_t k = 0; k < c.kernel; k += kLanes) {
        const std::int64_t taps = min(c.kernel - k, kLanes);
        const auto mask = static_cast<__mmask16>((1U << taps) - 1);
        // Signed bytes, by one hundred and twenty-eight less; no weight where there is no channel.
        const auto load = [&](std::int64_t i) {
          if (!real || channel + i >= c.in_channels) return _mm_setzero_si128();
          const auto* from = row + (channel + i) * c.kernel + k;
          return _mm_maskz_mov_epi8(mask, _mm_xor_si128(_mm_maskz_loadu_epi8(mask, from), sign));
        };
        const __m512i lanes = interleave(load(0), load(1), load(2), load(3));
        _mm512_mask_storeu_epi32(to, mask, lanes);
        sum = _mm512_dpbusd_epi32(sum, ones, _mm512_maskz_mov_epi32(mask, lanes));
        to += taps * kGroup;
      }
    }
    packed.sums[o] = _mm512_reduce_add_epi32(sum);
  }
}

void convolve(const ByteConvolution& c, const PackedWeights& packed, std::int64_t begin,
              std::int64_t first, std::int64_t last, std::uint8_t* tile_memory) {
  const std::int64_t outputs = min(c.out_length - begin, kConvolutionTile);
  const std::int64_t span = (c.kernel - 1) * c.dilation;
  const std::int64_t row_lanes = kConvolutionTile + span + kLanes;
  const Tile tile{tile_memory, row_lanes * kGroup, (c.in_channels + kGroup - 1) / kGroup};
  const std::int64_t steps = (outputs + kStep - 1) / kStep;
  pack_tile(c, begin, steps * kStep + span, row_lanes, tile_memory);

  // sum (x - xz)(w - wz) = sum x w' - wz' sum x - xz (sum w' - n wz'), with w' = w - 128, wz' = wz
  // - 128.
  const std::int32_t weight_zero = c.weight_zero - 128;
  const auto taps = static_cast<std::int32_t>(c.in_channels * c.kernel);
  const std::int64_t weight_row = packed_row_bytes(c);
  for (std::int64_t step = 0; step < steps; ++step) {
    const std::int64_t at = step * kStep;
    __m512i samples[kWide];
    sum_samples(c, tile, at, samples);
    DRAGOMAN_UNROLL for (auto& sum : samples) {
      sum = _mm512_mullo_epi32(sum, _mm512_set1_epi32(weight_zero));
    }
    for (std::int64_t o = first; o < last; o += kConvolutionBlock) {
      Sums sums;
      multiply(c, tile, at, packed.bytes + o * weight_row, weight_row, sums);
      const std::int64_t rows = min(last - o, kConvolutionBlock);
      DRAGOMAN_UNROLL for (std::int64_t row = 0; row < kConvolutionBlock; ++row) {
        if (row >= rows) continue;
        const std::int32_t fixed = -c.input_zero * (packed.sums[o + row] - taps * weight_zero);
        std::int32_t* to = c.output + (o + row) * c.out_length + begin + at;
        DRAGOMAN_UNROLL for (std::int64_t n = 0; n < kWide; ++n) {
          const std::int64_t left = outputs - at - n * kLanes;
          const auto mask = static_cast<__mmask16>(left >= kLanes ? 0xFFFF
                                                   : left <= 0    ? 0
                                                                  : (1U << left) - 1);
          const __m512i value = _mm512_add_epi32(_mm512_sub_epi32(sums[row][n], samples[n]),
                                                 _mm512_set1_epi32(fixed));
          _mm512_mask_storeu_epi32(to + n * kLanes, mask, value);
        }
      }
    }
  }
}

}  // namespace dragoman::engines::onnx

#else

namespace dragoman::engines::onnx {

// Never called: own_kernels_run_here() says no.
void pack_weights(const ByteConvolution& /*c*/, std::int64_t /*first*/, std::int64_t /*last*/,
                  const PackedWeights& /*packed*/) {}
void convolve(const ByteConvolution& /*c*/, const PackedWeights& /*packed*/, std::int64_t /*begin*/,
              std::int64_t /*first*/, std::int64_t /*last*/, std::uint8_t* /*tile*/) {}

}  // namespace dragoman::engines::onnx

#endif
