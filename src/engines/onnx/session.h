#pragma once

#include <onnxruntime_cxx_api.h>

#include <cstdint>
#include <exception>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"

namespace dragoman::engines::onnx {

/// One input or output that a graph must have.
struct TensorSpec {
  std::string name;
  ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  std::size_t dimensions = 0;  ///< 0: any number.
};

/// What we know of a graph before it is opened.
struct GraphSpec {
  std::string_view what;  ///< For messages: "voice activity model".
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
  bool own_kernels = false;  ///< Whether own_kernels.h is to run what it can.
};

/// kModelInvalid for the model that `what` names. `reason` is a clause ("its graph has no input
/// x").
[[nodiscard]] base::Error invalid_model(std::string_view what, std::string_view reason,
                                        std::string detail = "");

/// Opens a graph: the file's frame is checked first (model_frame.h), then ONNX Runtime loads it,
/// then its inputs and outputs are compared with the spec. Calls run on the caller and `threads` -
/// 1 others, which wait without spinning; denormal numbers count as zero (a decaying filter would
/// otherwise compute for long with numbers nobody hears). The session is safe to run from any
/// thread. Errors: kModelMissing, kModelInvalid.
[[nodiscard]] base::Result<Ort::Session> open_session(const std::string& path,
                                                      const GraphSpec& spec, unsigned threads);

/// Describes memory of ours to the runtime.
[[nodiscard]] const Ort::MemoryInfo& cpu_memory();

/// A tensor over memory of the caller, who keeps it alive. It is read, or written when it is an
/// output. Throws Ort::Exception.
template <class T>
[[nodiscard]] Ort::Value tensor_over(std::span<T> values,
                                     std::initializer_list<std::int64_t> shape) {
  return Ort::Value::CreateTensor<T>(cpu_memory(), values.data(), values.size(), shape.begin(),
                                     shape.size());
}

/// What the runtime could not get, if it was memory or a thread: kUnavailable, since that passes.
/// The runtime wraps such faults into texts of its own.
[[nodiscard]] std::optional<base::Error> shortage(const std::exception& exception);

/// The edge of this folder: runs `f`, which returns a Result, and makes what it throws a kInternal,
/// or a shortage().
template <class F>
[[nodiscard]] auto guarded(std::string_view what, F&& f) -> std::invoke_result_t<F> {
  try {
    return std::forward<F>(f)();
  } catch (const std::exception& exception) {
    if (auto passing = shortage(exception)) return *std::move(passing);
    return base::Error{base::ErrorKind::kInternal, "A model failed to run.",
                       std::string(what) + ": " + exception.what()};
  }
}

}  // namespace dragoman::engines::onnx
