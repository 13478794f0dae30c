#pragma once

#include <cstdint>

// Products with few rows, as every step of a decoder has them: a handful of hypotheses times a
// whole weight matrix, or times all that is remembered of the input. oneDNN repacks the large
// matrix at every call, which costs more than such a product; here it is read once, as it lies in
// memory. All matrices are dense rows; all functions are safe from any thread.
//
// CTranslate2 calls oneDNN's C functions dnnl_gemm_u8s8s32 and dnnl_sgemm for all its products. The
// linker's --wrap, set on this folder's target, leads those calls to functions in
// few_rows_product.cc, which serve them from here where they can and hand the others on.
namespace dragoman::engines::ctranslate2 {

/// Weights: c[i][j] = bias[j] + sum over l < k of a[i][l] * b[j][l], for i < m, j < n; 32 bits, the
/// same as oneDNN's to the bit.
struct WeightProduct {
  std::int64_t m, n, k;
  const std::uint8_t* a;
  const std::int8_t* b;
  const std::int32_t* bias;
  std::int32_t* c;
};

/// Attention's first product: c[i][j] = scale * sum over l < k of a[i][l] * b[j][l]. Each sum is
/// formed in the same order whatever m and n are.
struct DotProducts {
  std::int64_t m, n, k;
  float scale;
  const float* a;
  const float* b;
  float* c;
};

/// Attention's second product: c[i][l] = sum over j < k of a[i][j] * b[j][l], for l < n. The sums
/// run upwards over j, so that weights of 0 at the end change nothing.
struct WeightedSums {
  std::int64_t m, n, k;
  const float* a;
  const float* b;
  float* c;
};

/// Whether this CPU (AVX-512 with VNNI) and this shape are served: few rows (above, repacking pays
/// for itself), and row lengths that are multiples of what the registers hold.
[[nodiscard]] bool takes(const WeightProduct& product);
[[nodiscard]] bool takes(const DotProducts& product);
[[nodiscard]] bool takes(const WeightedSums& product);

/// Only for what `takes` says yes to.
void compute(const WeightProduct& product);
void compute(const DotProducts& product);
void compute(const WeightedSums& product);

}  // namespace dragoman::engines::ctranslate2
