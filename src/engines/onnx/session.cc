#include "engines/onnx/session.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "engines/onnx/model_frame.h"
#include "engines/onnx/own_kernels.h"

namespace dragoman::engines::onnx {

namespace {

// What goes wrong comes back as an exception; printing it as well would bypass our log.
Ort::Env& environment() {
  static Ort::Env env(ORT_LOGGING_LEVEL_FATAL, "dragoman");
  return env;
}

Ort::SessionOptions session_options(const GraphSpec& spec, unsigned threads) {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(static_cast<int>(threads));
  options.SetInterOpNumThreads(1);
  options.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
  options.AddConfigEntry("session.intra_op.allow_spinning", "0");
  options.AddConfigEntry("session.set_denormal_as_zero", "1");
  // Plans of memory serve inputs of one length, which texts never have.
  options.DisableMemPattern();
  if (spec.own_kernels) use_own_kernels(options);
  return options;
}

using NamedType = std::pair<std::string, Ort::TypeInfo>;

std::vector<NamedType> inputs_of(const Ort::Session& session) {
  Ort::AllocatorWithDefaultOptions allocator;
  std::vector<NamedType> inputs;
  for (std::size_t i = 0; i < session.GetInputCount(); ++i) {
    inputs.emplace_back(session.GetInputNameAllocated(i, allocator).get(),
                        session.GetInputTypeInfo(i));
  }
  return inputs;
}

std::vector<NamedType> outputs_of(const Ort::Session& session) {
  Ort::AllocatorWithDefaultOptions allocator;
  std::vector<NamedType> outputs;
  for (std::size_t i = 0; i < session.GetOutputCount(); ++i) {
    outputs.emplace_back(session.GetOutputNameAllocated(i, allocator).get(),
                         session.GetOutputTypeInfo(i));
  }
  return outputs;
}

bool fits(const TensorSpec& spec, const Ort::TypeInfo& type) {
  if (type.GetONNXType() != ONNX_TYPE_TENSOR) return false;
  const auto tensor = type.GetTensorTypeAndShapeInfo();
  return tensor.GetElementType() == spec.type &&
         (spec.dimensions == 0 || tensor.GetDimensionsCount() == spec.dimensions);
}

base::Status check_tensors(std::string_view what, std::string_view side,
                           const std::vector<TensorSpec>& wanted,
                           const std::vector<NamedType>& found) {
  for (const auto& spec : wanted) {
    const auto it = std::ranges::find(found, spec.name, &NamedType::first);
    if (it == found.end() || !fits(spec, it->second)) {
      return invalid_model(
          what, fmt::format("its graph has no {} \"{}\" of the form that we use", side, spec.name));
    }
  }
  return {};
}

}  // namespace

base::Error invalid_model(std::string_view what, std::string_view reason, std::string detail) {
  return {base::ErrorKind::kModelInvalid,
          fmt::format("The {} cannot be used: {}. Install the model again.", what, reason),
          std::move(detail)};
}

std::optional<base::Error> shortage(const std::exception& exception) {
  constexpr std::array<std::string_view, 3> kSigns{"bad_alloc", "Failed to allocate memory",
                                                   "pthread_create"};
  const std::string_view text = exception.what();
  const auto is_in = [&](std::string_view sign) {
    return text.find(sign) != std::string_view::npos;
  };
  if (std::ranges::none_of(kSigns, is_in)) return std::nullopt;
  return base::Error{base::ErrorKind::kUnavailable,
                     "Memory is short. Send the request again later.", std::string(text)};
}

base::Result<Ort::Session> open_session(const std::string& path, const GraphSpec& spec,
                                        unsigned threads) {
  if (auto checked = check_model_frame(path, spec.what); !checked) return checked.error();
  try {
    Ort::Session session(environment(), path.c_str(), session_options(spec, threads));
    // An input beyond those we feed could not be run.
    if (session.GetInputCount() != spec.inputs.size()) {
      return invalid_model(spec.what, "its graph has other inputs than we know");
    }
    auto checked = check_tensors(spec.what, "input", spec.inputs, inputs_of(session));
    if (checked) checked = check_tensors(spec.what, "output", spec.outputs, outputs_of(session));
    if (!checked) return checked.error();
    return session;
  } catch (const std::exception& exception) {
    if (auto passing = shortage(exception)) return *std::move(passing);
    return invalid_model(spec.what, "ONNX Runtime does not load it", exception.what());
  }
}

const Ort::MemoryInfo& cpu_memory() {
  static const auto memory = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  return memory;
}

}  // namespace dragoman::engines::onnx
