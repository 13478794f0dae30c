#include "engines/onnx/silero_vad.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "engines/onnx/session.h"

namespace dragoman::engines::onnx {

namespace {

constexpr std::string_view kWhat = "voice activity model";
constexpr std::size_t kContext = 64;  // samples of the window before
constexpr std::size_t kFrame = kContext + kVadWindow;
constexpr std::size_t kState = 128;  // units of the LSTM

const GraphSpec& graph() {
  static const GraphSpec spec{kWhat,
                              {{"input", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 2},
                               {"h", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 3},
                               {"c", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 3}},
                              {{"speech_probs", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 1},
                               {"hn", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 3},
                               {"cn", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 3}}};
  return spec;
}

class SileroStream final : public VadStream {
 public:
  // Throws Ort::Exception.
  explicit SileroStream(Ort::Session& session) : session_(session) {
    for (std::size_t turn = 0; turn < steps_.size(); ++turn) {
      auto& binding = steps_[turn].emplace(session);
      auto& from = states_[turn];
      auto& to = states_[1 - turn];
      binding.BindInput("input", tensor_over<float>(frame_, {1, kFrame}));
      binding.BindInput("h", tensor_over<float>(from.hidden, {1, 1, kState}));
      binding.BindInput("c", tensor_over<float>(from.cell, {1, 1, kState}));
      binding.BindOutput("speech_probs", tensor_over<float>(probability_, {1}));
      binding.BindOutput("hn", tensor_over<float>(to.hidden, {1, 1, kState}));
      binding.BindOutput("cn", tensor_over<float>(to.cell, {1, 1, kState}));
    }
  }

  base::Result<float> push(std::span<const float, kVadWindow> window) override {
    return guarded(kWhat, [&]() -> base::Result<float> {
      std::ranges::copy_n(frame_.end() - kContext, kContext, frame_.begin());
      std::ranges::copy(window, frame_.begin() + kContext);
      session_.Run(run_options_, *steps_[turn_]);
      turn_ = 1 - turn_;
      // Samples that are no numbers would stay in the state for ever.
      if (!std::isfinite(probability_[0])) {
        return base::Error{base::ErrorKind::kInternal,
                           "The audio holds samples that are no numbers.", std::string(kWhat)};
      }
      return probability_[0];
    });
  }

 private:
  struct State {
    std::array<float, kState> hidden{};
    std::array<float, kState> cell{};
  };

  Ort::Session& session_;
  Ort::RunOptions run_options_;
  std::array<float, kFrame> frame_{};
  std::array<float, 1> probability_{};
  // A run reads one state and writes the other; the two bindings take turns.
  std::array<State, 2> states_{};
  std::array<std::optional<Ort::IoBinding>, 2> steps_;
  std::size_t turn_ = 0;
};

class SileroVad final : public Vad {
 public:
  explicit SileroVad(Ort::Session session) : session_(std::move(session)) {}

  base::Result<std::unique_ptr<VadStream>> open_stream() const override {
    return guarded(kWhat, [&]() -> base::Result<std::unique_ptr<VadStream>> {
      return std::unique_ptr<VadStream>(std::make_unique<SileroStream>(session_));
    });
  }

 private:
  mutable Ort::Session session_;  // its Run is not const, but safe from any thread
};

}  // namespace

base::Result<std::unique_ptr<Vad>> open_silero_vad(const core::ModelFiles& files) {
  if (files.files.size() != 1) return invalid_model(kWhat, "it should be one file");
  auto session = open_session(files.dir + "/" + files.files.front(), graph(), 1);
  if (!session) return session.error();
  return std::unique_ptr<Vad>(std::make_unique<SileroVad>(*std::move(session)));
}

}  // namespace dragoman::engines::onnx
