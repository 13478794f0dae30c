#include "engines/onnx/sine.h"

#if defined(__x86_64__)

// Compiled for AVX-512 as a whole (see CMakeLists.txt). So that none of that code can end up in a
// shared inline function, this file includes nothing but the intrinsics.
#include <immintrin.h>

namespace dragoman::engines::onnx {

namespace {

constexpr std::int64_t kLanes = 16;
// Up to here the parts of pi leave no error that counts.
constexpr float kFarthest = 39000.0F;

struct Reduced {
  __m512 rest;    // x - turns * pi, in [-pi / 2, pi / 2]
  __mmask16 odd;  // whether turns is odd, which changes the sign
};

inline Reduced reduce(__m512 x) {
  const __m512 turns = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(0x1.45f306p-2F)),
                                            _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  // Pi in four parts, whose products with turns are exact but for the last.
  __m512 rest = _mm512_fnmadd_ps(turns, _mm512_set1_ps(3.140625F), x);
  rest = _mm512_fnmadd_ps(turns, _mm512_set1_ps(0.0009670257568359375F), rest);
  rest = _mm512_fnmadd_ps(turns, _mm512_set1_ps(6.2771141529083251953e-07F), rest);
  rest = _mm512_fnmadd_ps(turns, _mm512_set1_ps(1.2154201256553420762e-10F), rest);
  return {rest, _mm512_test_epi32_mask(_mm512_cvtps_epi32(turns), _mm512_set1_epi32(1))};
}

// Eight numbers in double precision, for what is far from zero.
inline __m256 reduce_far(__m256 x, __mmask8& odd) {
  const __m512d wide = _mm512_cvtps_pd(x);
  const __m512d turns =
      _mm512_roundscale_pd(_mm512_mul_pd(wide, _mm512_set1_pd(0x1.45f306dc9c883p-2)),
                           _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m512d rest = _mm512_fnmadd_pd(turns, _mm512_set1_pd(0x1.921fb54442d18p+1), wide);
  rest = _mm512_fnmadd_pd(turns, _mm512_set1_pd(0x1.1a62633145c07p-53), rest);
  const __m512d half = _mm512_mul_pd(turns, _mm512_set1_pd(0.5));
  odd = _mm512_cmp_pd_mask(half, _mm512_roundscale_pd(half, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC),
                           _CMP_NEQ_OQ);
  return _mm512_cvtpd_ps(rest);
}

inline Reduced reduce_far(__m512 x) {
  __mmask8 low_odd = 0, high_odd = 0;
  const __m256 low = reduce_far(_mm512_castps512_ps256(x), low_odd);
  const __m256 high =
      reduce_far(_mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(x), 1)), high_odd);
  const __m512d rest =
      _mm512_insertf64x4(_mm512_castps_pd(_mm512_castps256_ps512(low)), _mm256_castps_pd(high), 1);
  return {_mm512_castpd_ps(rest), static_cast<__mmask16>(low_odd | high_odd << 8)};
}

inline __m512 sine(__m512 x) {
  const __m512 distance = _mm512_abs_ps(x);
  const bool near = _mm512_cmp_ps_mask(distance, _mm512_set1_ps(kFarthest), _CMP_GT_OQ) == 0;
  const auto [rest, odd] = near ? reduce(x) : reduce_far(x);
  const __m512 square = _mm512_mul_ps(rest, rest);
  __m512 series = _mm512_set1_ps(2.6083159809786593541503e-06F);
  series = _mm512_fmadd_ps(series, square, _mm512_set1_ps(-0.0001981069071916863322258F));
  series = _mm512_fmadd_ps(series, square, _mm512_set1_ps(0.00833307858556509017944336F));
  series = _mm512_fmadd_ps(series, square, _mm512_set1_ps(-0.166666597127914428710938F));
  const __m512 value = _mm512_fmadd_ps(_mm512_mul_ps(square, series), rest, rest);
  return _mm512_mask_sub_ps(value, odd, _mm512_setzero_ps(), value);
}

}  // namespace

void sine(const float* x, float* y, std::int64_t count) {
  for (std::int64_t i = 0; i < count; i += kLanes) {
    const std::int64_t left = count - i;
    const auto mask = static_cast<__mmask16>(left >= kLanes ? 0xFFFF : (1U << left) - 1);
    _mm512_mask_storeu_ps(y + i, mask, sine(_mm512_maskz_loadu_ps(mask, x + i)));
  }
}

}  // namespace dragoman::engines::onnx

#else

namespace dragoman::engines::onnx {

// Never called: own_kernels_run_here() says no.
void sine(const float* /*x*/, float* /*y*/, std::int64_t /*count*/) {}

}  // namespace dragoman::engines::onnx

#endif
