#pragma once

#include <onnxruntime_cxx_api.h>

namespace dragoman::engines::onnx {

/// Whether this CPU has what our fast kernels are compiled for: AVX-512 with VNNI.
[[nodiscard]] bool own_kernels_run_here();

/// Lets a session run its Round nodes by kokoro_frames.h and, where they run, its ConvInteger nodes
/// with byte_convolution.h and its Sin nodes with sine.h. They must be what Kokoro has
/// (one-dimensional convolutions in one group, float32), or the session does not open or run.
/// Throws Ort::Exception.
void use_own_kernels(Ort::SessionOptions& options);

}  // namespace dragoman::engines::onnx
