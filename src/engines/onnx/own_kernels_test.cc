#include "engines/onnx/own_kernels.h"

#include <cmath>
#include <iostream>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engines/onnx/byte_convolution.h"
#include "engines/onnx/sine.h"

namespace dragoman::engines::onnx {
namespace {

class OwnKernels : public testing::Test {
 protected:
  void SetUp() override {
    if (own_kernels_run_here()) return;
    std::cerr << "*** SKIPPED: this CPU has no AVX-512 with VNNI ***\n";
    GTEST_SKIP();
  }
};

struct Shape {
  std::int64_t in_channels, in_length, out_channels, kernel, dilation, pad;
};

// The operator's definition, term by term.
std::int32_t by_definition(const ByteConvolution& c, std::int64_t o, std::int64_t t) {
  std::int32_t sum = 0;
  for (std::int64_t channel = 0; channel < c.in_channels; ++channel) {
    for (std::int64_t k = 0; k < c.kernel; ++k) {
      const auto at = t + k * c.dilation - c.pad;
      if (at < 0 || at >= c.in_length) continue;
      const auto weight = c.weights[(o * c.in_channels + channel) * c.kernel + k];
      sum += (c.input[channel * c.in_length + at] - c.input_zero) * (weight - c.weight_zero);
    }
  }
  return sum;
}

std::vector<std::uint8_t> random_bytes(std::int64_t count, std::mt19937& random) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count));
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

void expect_as_defined(const Shape& shape) {
  std::mt19937 random(7);
  const auto input = random_bytes(shape.in_channels * shape.in_length, random);
  const auto weights = random_bytes(shape.out_channels * shape.in_channels * shape.kernel, random);
  const auto length = shape.in_length + 2 * shape.pad - (shape.kernel - 1) * shape.dilation;
  constexpr std::int32_t kUntouched = 123456789;
  std::vector<std::int32_t> output(static_cast<std::size_t>(shape.out_channels * length + 1),
                                   kUntouched);
  const ByteConvolution c{
      shape.in_channels, shape.in_length, shape.out_channels, length, shape.kernel, shape.dilation,
      shape.pad,         input.data(),    weights.data(),     67,     131,          output.data()};
  const auto rows = packed_rows(c);
  std::vector<std::int8_t> bytes(static_cast<std::size_t>(rows * packed_row_bytes(c)));
  std::vector<std::int32_t> sums(static_cast<std::size_t>(rows));
  const PackedWeights packed{bytes.data(), sums.data()};
  pack_weights(c, 0, rows, packed);
  std::vector<std::uint8_t> tile(static_cast<std::size_t>(tile_bytes(c)));
  for (std::int64_t begin = 0; begin < length; begin += kConvolutionTile) {
    convolve(c, packed, begin, 0, shape.out_channels, tile.data());
  }
  for (std::int64_t o = 0; o < shape.out_channels; ++o) {
    for (std::int64_t t = 0; t < length; ++t) {
      ASSERT_EQ(output[static_cast<std::size_t>(o * length + t)], by_definition(c, o, t))
          << "channel " << o << " at " << t;
    }
  }
  EXPECT_EQ(output.back(), kUntouched);
}

TEST_F(OwnKernels, ConvolveAsDefined) {
  for (const auto& shape :
       {Shape{128, 200, 16, 11, 5, 25}, Shape{128, 193, 8, 7, 1, 3}, Shape{22, 333, 9, 1, 1, 0},
        Shape{5, 50, 3, 3, 1, 1}, Shape{4, 1, 1, 1, 1, 0}, Shape{1, 500, 1, 3, 1, 1},
        Shape{264, 20, 1, 17, 1, 8}, Shape{3, 10, 2, 33, 1, 20}, Shape{7, 385, 17, 5, 3, 0}}) {
    SCOPED_TRACE(testing::Message() << shape.in_channels << " channels of " << shape.in_length);
    expect_as_defined(shape);
  }
}

TEST_F(OwnKernels, TheSineIsNear) {
  std::vector<float> x;
  for (float value = -40000; value < 40000; value += 0.37F) x.push_back(value);
  for (float value = 1e-6F; value < 10; value *= 1.01F) x.push_back(value);
  for (const float far : {1e5F, -3e5F, 1e7F, -1e9F}) x.push_back(far);
  std::vector<float> y(x.size());
  sine(x.data(), y.data(), static_cast<std::int64_t>(x.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto truth = std::sin(static_cast<double>(x[i]));
    ASSERT_NEAR(y[i], truth, std::max(4e-7 * std::abs(truth), 1e-7)) << x[i];
  }
}

TEST_F(OwnKernels, TheSineOfEveryLength) {
  for (std::int64_t count = 0; count < 40; ++count) {
    std::vector<float> values(41, 1.0F);
    sine(values.data(), values.data(), count);
    for (std::int64_t i = 0; i < 41; ++i) {
      ASSERT_FLOAT_EQ(values[static_cast<std::size_t>(i)], i < count ? std::sin(1.0F) : 1.0F);
    }
  }
}

TEST_F(OwnKernels, TheSineOfNoNumberIsNone) {
  float values[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                    0.0F, 1e30F};
  sine(values, values, 4);
  EXPECT_TRUE(std::isnan(values[0]));
  EXPECT_TRUE(std::isnan(values[1]));
  EXPECT_EQ(values[2], 0.0F);
}

}  // namespace
}  // namespace dragoman::engines::onnx
