#include "engines/onnx/own_kernels.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <span>
#include <stdexcept>
#include <vector>

#include "base/cpu.h"
#include "engines/onnx/byte_convolution.h"
#include "engines/onnx/kokoro_frames.h"
#include "engines/onnx/session.h"
#include "engines/onnx/sine.h"

namespace dragoman::engines::onnx {

namespace {

// Memory of a call, from the session's arena.
template <class T>
class Scratch {
 public:
  Scratch(const Ort::KernelContext& context, std::int64_t count)
      : allocator_(context.GetAllocator(*static_cast<const OrtMemoryInfo*>(cpu_memory()))),
        data_(allocator_->Alloc(allocator_, static_cast<std::size_t>(count) * sizeof(T))) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    allocator_->Free(allocator_, data_);
    Ort::GetApi().ReleaseAllocator(allocator_);
  }
  T* data() { return static_cast<T*>(data_); }

 private:
  OrtAllocator* allocator_;
  void* data_;
};

// The runtime is C at this edge.
template <class F>
OrtStatusPtr without_exceptions(F f) noexcept {
  try {
    f();
    return nullptr;
  } catch (const std::exception& exception) {
    return Ort::Status(exception.what(), ORT_FAIL).release();
  }
}

template <class F>
void parallel_for(const Ort::KernelContext& context, std::int64_t count, F f) {
  context.ParallelFor(
      [](void* function, std::size_t i) {
        (*static_cast<F*>(function))(static_cast<std::int64_t>(i));
      },
      static_cast<std::size_t>(count), 0, &f);
}

std::int64_t pieces(std::int64_t whole, std::int64_t piece) { return (whole + piece - 1) / piece; }

// Runs all of a convolution on the session's threads.
void run(const Ort::KernelContext& context, const ByteConvolution& convolution) {
  constexpr std::int64_t kRowsAtOnce = 64;
  constexpr std::int64_t kFewestTasks = 8;
  const auto rows = packed_rows(convolution);
  Scratch<std::int8_t> bytes(context, rows * packed_row_bytes(convolution));
  Scratch<std::int32_t> sums(context, rows);
  const PackedWeights packed{bytes.data(), sums.data()};
  parallel_for(context, pieces(rows, kRowsAtOnce), [&](std::int64_t i) {
    pack_weights(convolution, i * kRowsAtOnce, std::min((i + 1) * kRowsAtOnce, rows), packed);
  });

  // A short recording has few tiles: then the channels are shared out as well.
  const auto tiles = pieces(convolution.out_length, kConvolutionTile);
  const auto shares = std::clamp<std::int64_t>(kFewestTasks / tiles, 1, rows / kConvolutionBlock);
  const auto share = pieces(rows / kConvolutionBlock, shares) * kConvolutionBlock;
  parallel_for(context, tiles * shares, [&](std::int64_t i) {
    const auto first = i % shares * share;
    const auto last = std::min(first + share, convolution.out_channels);
    std::vector<std::uint8_t> tile(static_cast<std::size_t>(tile_bytes(convolution)));
    convolve(convolution, packed, i / shares * kConvolutionTile, first, last, tile.data());
  });
}

class ConvIntegerKernel {
 public:
  explicit ConvIntegerKernel(const Ort::ConstKernelInfo& info)
      : stride_(one_of(info, "strides")), dilation_(one_of(info, "dilations")) {
    pads_ = info.GetAttributes<std::int64_t>("pads");
    if (pads_.size() != 2 || info.GetAttribute<std::int64_t>("group") != 1) unknown_form();
  }

  OrtStatusPtr ComputeV2(OrtKernelContext* context) noexcept {
    return without_exceptions([&] { compute(Ort::KernelContext(context)); });
  }

 private:
  [[noreturn]] static void unknown_form() {
    throw std::runtime_error("a ConvInteger node is not of a form that we run");
  }

  static std::int64_t one_of(const Ort::ConstKernelInfo& info, const char* attribute) {
    const auto values = info.GetAttributes<std::int64_t>(attribute);
    if (values.size() != 1 || values.front() < 1) unknown_form();
    return values.front();
  }

  static std::uint8_t zero_point(const Ort::KernelContext& context, std::size_t input) {
    const auto value = context.GetInput(input);
    if (value.GetTensorTypeAndShapeInfo().GetElementCount() != 1) unknown_form();
    return *value.GetTensorData<std::uint8_t>();
  }

  void compute(const Ort::KernelContext& context) const {
    const auto input = context.GetInput(0);
    const auto weights = context.GetInput(1);
    const auto in = input.GetTensorTypeAndShapeInfo().GetShape();
    const auto shape = weights.GetTensorTypeAndShapeInfo().GetShape();
    if (in.size() != 3 || shape.size() != 3 || in[0] != 1 || in[1] != shape[1]) unknown_form();
    const auto span = (shape[2] - 1) * dilation_ + 1;
    const auto padded = in[2] + pads_[0] + pads_[1];
    if (shape[2] < 1 || padded < span) unknown_form();

    ByteConvolution convolution{};
    convolution.in_channels = in[1];
    convolution.in_length = in[2];
    convolution.out_channels = shape[0];
    convolution.out_length = (padded - span) / stride_ + 1;
    convolution.kernel = shape[2];
    convolution.dilation = dilation_;
    convolution.pad = pads_[0];
    convolution.input = input.GetTensorData<std::uint8_t>();
    convolution.weights = weights.GetTensorData<std::uint8_t>();
    convolution.input_zero = zero_point(context, 2);
    convolution.weight_zero = zero_point(context, 3);
    auto output = context.GetOutput(0, {1, convolution.out_channels, convolution.out_length});
    convolution.output = output.GetTensorMutableData<std::int32_t>();
    if (stride_ == 1) {
      run(context, convolution);
    } else {
      run_strided(context, convolution);
    }
  }

  // Each tap becomes a channel of its own (im2col); no large convolution of the model has strides.
  void run_strided(const Ort::KernelContext& context, const ByteConvolution& strided) const {
    auto plain = strided;
    plain.in_channels = strided.in_channels * strided.kernel;
    plain.in_length = strided.out_length;
    plain.kernel = 1;
    plain.pad = 0;
    Scratch<std::uint8_t> taps(context, plain.in_channels * plain.in_length);
    auto* tap = taps.data();
    plain.input = tap;
    for (std::int64_t row = 0; row < plain.in_channels; ++row) {
      const auto* samples = strided.input + row / strided.kernel * strided.in_length;
      const auto offset = row % strided.kernel * strided.dilation - strided.pad;
      for (std::int64_t i = 0; i < plain.in_length; ++i) {
        const auto at = i * stride_ + offset;
        *tap++ = at >= 0 && at < strided.in_length ? samples[at] : strided.input_zero;
      }
    }
    run(context, plain);
  }

  std::int64_t stride_;
  std::int64_t dilation_;
  std::vector<std::int64_t> pads_;
};

class SinKernel {
 public:
  explicit SinKernel(const Ort::ConstKernelInfo&) {}

  OrtStatusPtr ComputeV2(OrtKernelContext* context) noexcept {
    return without_exceptions([&] { compute(Ort::KernelContext(context)); });
  }

 private:
  static void compute(const Ort::KernelContext& context) {
    constexpr std::int64_t kAtOnce = 1 << 16;
    const auto input = context.GetInput(0);
    const auto shape = input.GetTensorTypeAndShapeInfo();
    const auto count = static_cast<std::int64_t>(shape.GetElementCount());
    const auto* x = input.GetTensorData<float>();
    auto* y = context.GetOutput(0, shape.GetShape()).GetTensorMutableData<float>();
    parallel_for(context, pieces(count, kAtOnce), [&](std::int64_t i) {
      const auto at = i * kAtOnce;
      sine(x + at, y + at, std::min(kAtOnce, count - at));
    });
  }
};

// Lets the caller say how long tokens last (kokoro_frames.h): it is the one place where Kokoro
// rounds, and on the thread that runs the graph.
class RoundKernel {
 public:
  explicit RoundKernel(const Ort::ConstKernelInfo&) {}

  OrtStatusPtr ComputeV2(OrtKernelContext* context) noexcept {
    return without_exceptions([&] { compute(Ort::KernelContext(context)); });
  }

 private:
  static void compute(const Ort::KernelContext& context) {
    const auto input = context.GetInput(0);
    const auto shape = input.GetTensorTypeAndShapeInfo();
    const std::span x(input.GetTensorData<float>(), shape.GetElementCount());
    auto* y = context.GetOutput(0, shape.GetShape()).GetTensorMutableData<float>();
    const auto* rule = FrameRuleScope::current();
    if (rule == nullptr) {
      std::ranges::transform(x, y, [](float each) { return std::nearbyint(each); });
      return;
    }
    const auto frames = (*rule)(x);
    if (frames.empty()) throw std::runtime_error("the run was not wanted");
    if (frames.size() != x.size()) throw std::runtime_error("a rule for frames lost a token");
    std::ranges::copy(frames, y);
  }
};

// Takes the place of the runtime's own kernel by carrying its name in ONNX's own domain.
template <class Own, class Kernel>
struct Operator : Ort::CustomOpBase<Own, Kernel, true> {
  static const char* GetExecutionProviderType() { return "CPUExecutionProvider"; }
  static std::size_t GetOutputTypeCount() { return 1; }
  static OrtStatusPtr CreateKernelV2(const OrtApi&, const OrtKernelInfo* info,
                                     void** kernel) noexcept {
    return without_exceptions([&] { *kernel = new Kernel(Ort::ConstKernelInfo(info)); });
  }
};

struct ConvInteger : Operator<ConvInteger, ConvIntegerKernel> {
  static const char* GetName() { return "ConvInteger"; }
  static std::size_t GetInputTypeCount() { return 4; }
  static ONNXTensorElementDataType GetInputType(std::size_t) {
    return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8;
  }
  static ONNXTensorElementDataType GetOutputType(std::size_t) {
    return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
  }
};

struct Sin : Operator<Sin, SinKernel> {
  static const char* GetName() { return "Sin"; }
  static std::size_t GetInputTypeCount() { return 1; }
  static ONNXTensorElementDataType GetInputType(std::size_t) {
    return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  }
  static ONNXTensorElementDataType GetOutputType(std::size_t) {
    return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  }
};

struct Round : Operator<Round, RoundKernel> {
  static const char* GetName() { return "Round"; }
  static std::size_t GetInputTypeCount() { return 1; }
  static ONNXTensorElementDataType GetInputType(std::size_t) {
    return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  }
  static ONNXTensorElementDataType GetOutputType(std::size_t) {
    return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  }
};

}  // namespace

bool own_kernels_run_here() {
  static const bool run = base::has_avx512_vnni();
  return run;
}

void use_own_kernels(Ort::SessionOptions& options) {
  // Sessions refer to all of it for as long as they live.
  static const ConvInteger convolution;
  static const Sin sin;
  static const Round round;
  static const auto domain = [] {
    Ort::CustomOpDomain onnx_domain("");
    onnx_domain.Add(&round);
    if (own_kernels_run_here()) {
      onnx_domain.Add(&convolution);
      onnx_domain.Add(&sin);
    }
    return onnx_domain;
  }();
  options.Add(domain);
}

}  // namespace dragoman::engines::onnx
