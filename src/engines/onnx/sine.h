#pragma once

#include <cstdint>

// The sine of many numbers, which Kokoro's activation function (snake) takes of every sample of
// every channel: ONNX Runtime computes one at a time.
// For CPUs that own_kernels_run_here() finds.
namespace dragoman::engines::onnx {

/// y[i] = sin(x[i]) for i < count, within 3.5 units in the last place (with the polynomial of
/// SLEEF's sinf, sleef.org) up to 39000, and within 1e-6 beyond. x and y may be the same. Safe from
/// any thread.
void sine(const float* x, float* y, std::int64_t count);

}  // namespace dragoman::engines::onnx
