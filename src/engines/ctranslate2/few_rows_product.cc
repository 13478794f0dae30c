#include "engines/ctranslate2/few_rows_product.h"

#include "base/cpu.h"

namespace dragoman::engines::ctranslate2 {
namespace {

bool run_here() {
  static const bool run = base::has_avx512_vnni();
  return run;
}

}  // namespace

bool takes(const WeightProduct& p) {
  return p.m >= 1 && p.m <= 40 && p.n >= 4 && p.k >= 64 && p.k % 64 == 0 && run_here();
}

bool takes(const DotProducts& p) {
  return p.m >= 1 && p.m <= 8 && p.n >= 4 && p.k >= 16 && p.k % 16 == 0 && run_here();
}

bool takes(const WeightedSums& p) {
  return p.m >= 1 && p.m <= 8 && p.k >= 1 && p.n >= 64 && p.n % 64 == 0 && run_here();
}

}  // namespace dragoman::engines::ctranslate2

// oneDNN's interface. All is row-major; trans is 'N' or 'T'; offset 'R' says that c gets a row
// added.
extern "C" {

int __real_dnnl_gemm_u8s8s32(char trans_a, char trans_b, char offset, std::int64_t m,
                             std::int64_t n, std::int64_t k, float alpha, const std::uint8_t* a,
                             std::int64_t lda, std::uint8_t a_zero, const std::int8_t* b,
                             std::int64_t ldb, std::int8_t b_zero, float beta, std::int32_t* c,
                             std::int64_t ldc, const std::int32_t* c_offset);

int __wrap_dnnl_gemm_u8s8s32(char trans_a, char trans_b, char offset, std::int64_t m,
                             std::int64_t n, std::int64_t k, float alpha, const std::uint8_t* a,
                             std::int64_t lda, std::uint8_t a_zero, const std::int8_t* b,
                             std::int64_t ldb, std::int8_t b_zero, float beta, std::int32_t* c,
                             std::int64_t ldc, const std::int32_t* c_offset) {
  using namespace dragoman::engines::ctranslate2;
  const WeightProduct product{m, n, k, a, b, c_offset, c};
  const bool plain = trans_a == 'N' && trans_b == 'T' && offset == 'R' && alpha == 1.0F &&
                     beta == 0.0F && a_zero == 0 && b_zero == 0;
  if (plain && lda == k && ldb == k && ldc == n && takes(product)) {
    compute(product);
    return 0;
  }
  return __real_dnnl_gemm_u8s8s32(trans_a, trans_b, offset, m, n, k, alpha, a, lda, a_zero, b, ldb,
                                  b_zero, beta, c, ldc, c_offset);
}

int __real_dnnl_sgemm(char trans_a, char trans_b, std::int64_t m, std::int64_t n, std::int64_t k,
                      float alpha, const float* a, std::int64_t lda, const float* b,
                      std::int64_t ldb, float beta, float* c, std::int64_t ldc);

int __wrap_dnnl_sgemm(char trans_a, char trans_b, std::int64_t m, std::int64_t n, std::int64_t k,
                      float alpha, const float* a, std::int64_t lda, const float* b,
                      std::int64_t ldb, float beta, float* c, std::int64_t ldc) {
  using namespace dragoman::engines::ctranslate2;
  const bool dense = trans_a == 'N' && lda == k && ldc == n && beta == 0.0F;
  const DotProducts dots{m, n, k, alpha, a, b, c};
  if (dense && trans_b == 'T' && ldb == k && takes(dots)) {
    compute(dots);
    return 0;
  }
  const WeightedSums sums{m, n, k, a, b, c};
  if (dense && trans_b == 'N' && ldb == n && alpha == 1.0F && takes(sums)) {
    compute(sums);
    return 0;
  }
  return __real_dnnl_sgemm(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
}
