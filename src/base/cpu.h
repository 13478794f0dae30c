#pragma once

// What this machine's processor can run, asked at run time: nothing of ours is built for the
// machine that builds it. On processors that are no x86-64, none of it.
namespace dragoman::base {

/// Levels of vector instructions, each with those before it.
enum class VectorLevel { kBaseline, kAvx2, kAvx512 };

/// The highest that CPU and system run: kAvx2 with FMA and BMI2; kAvx512 with F, CD, VL, DQ, BW,
/// VBMI and VNNI.
[[nodiscard]] VectorLevel vector_level();

/// Whether AVX-512 F, BW, VL and VNNI run here: what our own kernels are compiled for. (The
/// level above asks for more.)
[[nodiscard]] bool has_avx512_vnni();

}  // namespace dragoman::base
