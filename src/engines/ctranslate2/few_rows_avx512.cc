#include "engines/ctranslate2/few_rows_product.h"

#if defined(__x86_64__)

// Compiled for AVX-512 as a whole (see CMakeLists.txt). So that none of that code can end up in a
// shared inline function, this file includes nothing but the intrinsics.
#include <immintrin.h>

namespace dragoman::engines::ctranslate2 {
namespace {

// 5 x 4 sums, 4 columns and 1 row fill the registers.
constexpr std::int64_t kRowsAtOnce = 5;
constexpr std::int64_t kColumnsAtOnce = 4;
constexpr std::int64_t kBytes = 64;   // in a register
constexpr std::int64_t kFloats = 16;  // in a register
// Into the second-level cache, far ahead: four streams so near each other escape the hardware's own
// prefetching.
constexpr std::int64_t kBytesAhead = 32768;

// Without it, GCC keeps the sums in memory.
#define DRAGOMAN_UNROLL _Pragma("GCC unroll 8")

// _mm512_dpbusd_epi32, which GCC 12 surrounds with so many copies that the product takes twice as
// long.
inline void add_products(__m512i& sum, __m512i a, __m512i b) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
}

// Four registers' lanes added up, beside each other.
inline __m128i add_lanes(const __m512i (&sums)[kColumnsAtOnce]) {
  const __m512i a = _mm512_add_epi32(_mm512_unpacklo_epi32(sums[0], sums[1]),
                                     _mm512_unpackhi_epi32(sums[0], sums[1]));
  const __m512i b = _mm512_add_epi32(_mm512_unpacklo_epi32(sums[2], sums[3]),
                                     _mm512_unpackhi_epi32(sums[2], sums[3]));
  const __m512i c = _mm512_add_epi32(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
  const __m256i d = _mm256_add_epi32(_mm512_castsi512_si256(c), _mm512_extracti64x4_epi64(c, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(d), _mm256_extracti128_si256(d, 1));
}

inline __m128 add_lanes(const __m512 (&sums)[kColumnsAtOnce]) {
  const __m512 a =
      _mm512_add_ps(_mm512_unpacklo_ps(sums[0], sums[1]), _mm512_unpackhi_ps(sums[0], sums[1]));
  const __m512 b =
      _mm512_add_ps(_mm512_unpacklo_ps(sums[2], sums[3]), _mm512_unpackhi_ps(sums[2], sums[3]));
  const __m512d ad = _mm512_castps_pd(a), bd = _mm512_castps_pd(b);
  const __m512 c = _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(ad, bd)),
                                 _mm512_castpd_ps(_mm512_unpackhi_pd(ad, bd)));
  const __m512i ci = _mm512_castps_si512(c);
  const __m256 d = _mm256_add_ps(_mm512_castps512_ps256(c),
                                 _mm256_castsi256_ps(_mm512_extracti64x4_epi64(ci, 1)));
  return _mm_add_ps(_mm256_castps256_ps128(d), _mm256_extractf128_ps(d, 1));
}

// Each block computes kRows rows of the result: of four columns here,
template <std::int64_t kRows>
inline void block(const WeightProduct& p, std::int64_t i, std::int64_t j) {
  __m512i sums[kRows][kColumnsAtOnce];
  DRAGOMAN_UNROLL for (auto& row : sums) {
    DRAGOMAN_UNROLL for (auto& sum : row) sum = _mm512_setzero_si512();
  }
  const std::uint8_t* a = p.a + i * p.k;
  const std::int8_t* b = p.b + j * p.k;
  for (std::int64_t l = 0; l < p.k; l += kBytes) {
    __m512i columns[kColumnsAtOnce];
    DRAGOMAN_UNROLL for (std::int64_t u = 0; u < kColumnsAtOnce; ++u) {
      columns[u] = _mm512_loadu_si512(b + u * p.k + l);
      _mm_prefetch(b + u * p.k + l + kBytesAhead, _MM_HINT_T1);
    }
    DRAGOMAN_UNROLL for (std::int64_t r = 0; r < kRows; ++r) {
      const __m512i row = _mm512_loadu_si512(a + r * p.k + l);
      DRAGOMAN_UNROLL for (std::int64_t u = 0; u < kColumnsAtOnce; ++u) {
        add_products(sums[r][u], row, columns[u]);
      }
    }
  }
  const __m128i bias = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p.bias + j));
  DRAGOMAN_UNROLL for (std::int64_t r = 0; r < kRows; ++r) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p.c + (i + r) * p.n + j),
                     _mm_add_epi32(add_lanes(sums[r]), bias));
  }
}

template <std::int64_t kRows>
inline void block(const DotProducts& p, std::int64_t i, std::int64_t j) {
  __m512 sums[kRows][kColumnsAtOnce];
  DRAGOMAN_UNROLL for (auto& row : sums) {
    DRAGOMAN_UNROLL for (auto& sum : row) sum = _mm512_setzero_ps();
  }
  const float* a = p.a + i * p.k;
  const float* b = p.b + j * p.k;
  for (std::int64_t l = 0; l < p.k; l += kFloats) {
    __m512 columns[kColumnsAtOnce];
    DRAGOMAN_UNROLL for (std::int64_t u = 0; u < kColumnsAtOnce; ++u) {
      columns[u] = _mm512_loadu_ps(b + u * p.k + l);
    }
    DRAGOMAN_UNROLL for (std::int64_t r = 0; r < kRows; ++r) {
      const __m512 row = _mm512_loadu_ps(a + r * p.k + l);
      DRAGOMAN_UNROLL for (std::int64_t u = 0; u < kColumnsAtOnce; ++u) {
        sums[r][u] = _mm512_fmadd_ps(row, columns[u], sums[r][u]);
      }
    }
  }
  DRAGOMAN_UNROLL for (std::int64_t r = 0; r < kRows; ++r) {
    _mm_storeu_ps(p.c + (i + r) * p.n + j, _mm_mul_ps(add_lanes(sums[r]), _mm_set1_ps(p.scale)));
  }
}

// and of four registers' columns here.
template <std::int64_t kRows>
inline void block(const WeightedSums& p, std::int64_t i, std::int64_t l) {
  __m512 sums[kRows][kColumnsAtOnce];
  DRAGOMAN_UNROLL for (auto& row : sums) {
    DRAGOMAN_UNROLL for (auto& sum : row) sum = _mm512_setzero_ps();
  }
  const float* a = p.a + i * p.k;
  const float* b = p.b + l;
  for (std::int64_t j = 0; j < p.k; ++j) {
    __m512 columns[kColumnsAtOnce];
    DRAGOMAN_UNROLL for (std::int64_t u = 0; u < kColumnsAtOnce; ++u) {
      columns[u] = _mm512_loadu_ps(b + j * p.n + u * kFloats);
    }
    DRAGOMAN_UNROLL for (std::int64_t r = 0; r < kRows; ++r) {
      const __m512 weight = _mm512_set1_ps(a[r * p.k + j]);
      DRAGOMAN_UNROLL for (std::int64_t u = 0; u < kColumnsAtOnce; ++u) {
        sums[r][u] = _mm512_fmadd_ps(weight, columns[u], sums[r][u]);
      }
    }
  }
  DRAGOMAN_UNROLL for (std::int64_t r = 0; r < kRows; ++r) {
    DRAGOMAN_UNROLL for (std::int64_t u = 0; u < kColumnsAtOnce; ++u) {
      _mm512_storeu_ps(p.c + (i + r) * p.n + l + u * kFloats, sums[r][u]);
    }
  }
}

#undef DRAGOMAN_UNROLL

// All rows of the columns from `column` on.
template <class Product>
void all_rows(const Product& p, std::int64_t column) {
  std::int64_t i = 0;
  for (; i + kRowsAtOnce <= p.m; i += kRowsAtOnce) block<kRowsAtOnce>(p, i, column);
  switch (p.m - i) {
    case 4:
      return block<4>(p, i, column);
    case 3:
      return block<3>(p, i, column);
    case 2:
      return block<2>(p, i, column);
    case 1:
      return block<1>(p, i, column);
    default:
      return;
  }
}

// The last four columns may overlap those before them: the same sums, written twice.
template <class Product>
void by_four_columns(const Product& p) {
  for (std::int64_t j = 0; j < p.n; j += kColumnsAtOnce) {
    all_rows(p, j + kColumnsAtOnce <= p.n ? j : p.n - kColumnsAtOnce);
  }
}

}  // namespace

void compute(const WeightProduct& product) { by_four_columns(product); }

void compute(const DotProducts& product) { by_four_columns(product); }

void compute(const WeightedSums& product) {
  for (std::int64_t l = 0; l < product.n; l += kColumnsAtOnce * kFloats) all_rows(product, l);
}

}  // namespace dragoman::engines::ctranslate2

#else

namespace dragoman::engines::ctranslate2 {

// Never called: takes() says no.
void compute(const WeightProduct& /*product*/) {}
void compute(const DotProducts& /*product*/) {}
void compute(const WeightedSums& /*product*/) {}

}  // namespace dragoman::engines::ctranslate2

#endif
