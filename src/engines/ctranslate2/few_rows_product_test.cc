#include "engines/ctranslate2/few_rows_product.h"

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
// As CTranslate2 calls them, through the linker's --wrap.
int dnnl_gemm_u8s8s32(char trans_a, char trans_b, char offset, std::int64_t m, std::int64_t n,
                      std::int64_t k, float alpha, const std::uint8_t* a, std::int64_t lda,
                      std::uint8_t a_zero, const std::int8_t* b, std::int64_t ldb,
                      std::int8_t b_zero, float beta, std::int32_t* c, std::int64_t ldc,
                      const std::int32_t* c_offset);
int dnnl_sgemm(char trans_a, char trans_b, std::int64_t m, std::int64_t n, std::int64_t k,
               float alpha, const float* a, std::int64_t lda, const float* b, std::int64_t ldb,
               float beta, float* c, std::int64_t ldc);
}

namespace dragoman::engines::ctranslate2 {
namespace {

struct Shape {
  std::int64_t m, n, k;
};

std::string name(const testing::TestParamInfo<Shape>& shape) {
  const auto& [m, n, k] = shape.param;
  return std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k);
}

std::size_t cells(std::int64_t rows, std::int64_t columns) {
  return static_cast<std::size_t>(rows * columns);
}

template <class T>
std::vector<T> random_integers(std::size_t count, int low, int high) {
  std::mt19937 generator(7);
  std::uniform_int_distribution<int> any(low, high);
  std::vector<T> values(count);
  for (auto& value : values) value = static_cast<T>(any(generator));
  return values;
}

std::vector<float> random_floats(std::size_t count) {
  std::mt19937 generator(11);
  std::uniform_real_distribution<float> any(-1, 1);
  std::vector<float> values(count);
  for (float& value : values) value = any(generator);
  return values;
}

// Shapes on both sides of what is served, so that the way to oneDNN is tried as well. What the CPU
// cannot serve goes there too: the results are the same.
class FewRows : public testing::TestWithParam<Shape> {};

TEST_P(FewRows, WeightProductsAreExact) {
  const auto [m, n, k] = GetParam();
  const auto a = random_integers<std::uint8_t>(cells(m, k), 0, 255);
  const auto b = random_integers<std::int8_t>(cells(n, k), -127, 127);
  const auto bias = random_integers<std::int32_t>(cells(n, 1), -100000, 100000);
  std::vector<std::int32_t> c(cells(m, n), 77);
  ASSERT_EQ(dnnl_gemm_u8s8s32('N', 'T', 'R', m, n, k, 1, a.data(), k, 0, b.data(), k, 0, 0,
                              c.data(), n, bias.data()),
            0);
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      std::int32_t sum = bias[cells(j, 1)];
      for (std::int64_t l = 0; l < k; ++l)
        sum += a[cells(i, k) + cells(l, 1)] * b[cells(j, k) + cells(l, 1)];
      ASSERT_EQ(c[cells(i, n) + cells(j, 1)], sum) << i << ", " << j;
    }
  }
}

TEST_P(FewRows, DotProductsAreRight) {
  const auto [m, n, k] = GetParam();
  const auto a = random_floats(cells(m, k));
  const auto b = random_floats(cells(n, k));
  std::vector<float> c(cells(m, n), 77);
  ASSERT_EQ(dnnl_sgemm('N', 'T', m, n, k, 0.125F, a.data(), k, b.data(), k, 0, c.data(), n), 0);
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::int64_t l = 0; l < k; ++l) {
        sum += static_cast<double>(a[cells(i, k) + cells(l, 1)]) *
               static_cast<double>(b[cells(j, k) + cells(l, 1)]);
      }
      ASSERT_NEAR(static_cast<double>(c[cells(i, n) + cells(j, 1)]), 0.125 * sum, 1e-4)
          << i << ", " << j;
    }
  }
}

TEST_P(FewRows, WeightedSumsAreRight) {
  const auto [m, n, k] = GetParam();
  const auto a = random_floats(cells(m, k));
  const auto b = random_floats(cells(k, n));
  std::vector<float> c(cells(m, n), 77);
  ASSERT_EQ(dnnl_sgemm('N', 'N', m, n, k, 1, a.data(), k, b.data(), n, 0, c.data(), n), 0);
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t l = 0; l < n; ++l) {
      double sum = 0;
      for (std::int64_t j = 0; j < k; ++j) {
        sum += static_cast<double>(a[cells(i, k) + cells(j, 1)]) *
               static_cast<double>(b[cells(j, n) + cells(l, 1)]);
      }
      ASSERT_NEAR(static_cast<double>(c[cells(i, n) + cells(l, 1)]), sum, 1e-4) << i << ", " << l;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, FewRows,
                         testing::Values(Shape{1, 4, 64}, Shape{1, 64, 64}, Shape{2, 67, 128},
                                         Shape{3, 5, 64}, Shape{4, 128, 64}, Shape{5, 64, 192},
                                         Shape{6, 101, 64}, Shape{8, 64, 16}, Shape{11, 70, 64},
                                         Shape{40, 33, 64}, Shape{41, 64, 64}, Shape{5, 3, 64},
                                         Shape{5, 65, 63}, Shape{7, 64, 1}),
                         name);

// What lets an utterance be searched beside longer ones without hearing them.
TEST(FewRowsProduct, MoreColumnsAndWeightsOfNothingChangeNoBit) {
  constexpr std::int64_t kRows = 5, kShort = 30, kLong = 55, kWidth = 64;
  const auto a = random_floats(cells(kRows, kWidth));
  const auto b = random_floats(cells(kLong, kWidth));
  const DotProducts few{kRows, kShort, kWidth, 0.5F, a.data(), b.data(), nullptr};
  if (!takes(few)) GTEST_SKIP() << "this CPU leaves such products to oneDNN";
  std::vector<float> short_c(cells(kRows, kShort)), long_c(cells(kRows, kLong));
  compute(DotProducts{kRows, kShort, kWidth, 0.5F, a.data(), b.data(), short_c.data()});
  compute(DotProducts{kRows, kLong, kWidth, 0.5F, a.data(), b.data(), long_c.data()});
  std::vector<float> padded(cells(kRows, kLong));
  for (std::size_t i = 0; i < static_cast<std::size_t>(kRows); ++i) {
    for (std::size_t j = 0; j < static_cast<std::size_t>(kShort); ++j) {
      ASSERT_EQ(short_c[i * kShort + j], long_c[i * kLong + j]);
      padded[i * kLong + j] = short_c[i * kShort + j];
    }
  }
  std::vector<float> sums(cells(kRows, kWidth)), padded_sums(cells(kRows, kWidth));
  compute(WeightedSums{kRows, kWidth, kShort, short_c.data(), b.data(), sums.data()});
  compute(WeightedSums{kRows, kWidth, kLong, padded.data(), b.data(), padded_sums.data()});
  EXPECT_EQ(sums, padded_sums);
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
