#include "engines/onnx/lazy_session.h"

#include <utility>

namespace dragoman::engines::onnx {

LazySession::LazySession(std::string path, GraphSpec spec, unsigned threads)
    : path_(std::move(path)),
      spec_(std::move(spec)),
      look_(base::look_at_file(path_)),
      threads_(threads) {}

base::Status LazySession::load() {
  std::lock_guard lock(mutex_);
  const bool passed =
      session_ && !*session_ && session_->error().kind == base::ErrorKind::kUnavailable;
  if (!session_ || passed) {
    session_ = is_as_before() ? open_session(path_, spec_, threads_) : changed();
  }
  if (!*session_) return session_->error();
  return {};
}

bool LazySession::is_as_before() const {
  const auto now = base::look_at_file(path_);
  return !look_ || !now || *now == *look_;  // a file that is not there is open_session()'s to tell
}

base::Error LazySession::changed() const {
  return invalid_model(spec_.what, "its file has changed since it was verified; start again");
}

std::vector<float> LazySession::run_graph(std::span<const Ort::Value> inputs,
                                          const base::CancelToken& cancel) {
  std::vector<const char*> names;
  for (const auto& input : spec_.inputs) names.push_back(input.name.c_str());
  const auto* output_name = spec_.outputs.front().name.c_str();
  Ort::RunOptions options;
  const auto terminate = cancel.on_cancel([&] { options.SetTerminate(); });
  const auto outputs =
      session_->value().Run(options, names.data(), inputs.data(), inputs.size(), &output_name, 1);
  const auto& output = outputs.front();
  const auto* numbers = output.GetTensorData<float>();
  return {numbers, numbers + output.GetTensorTypeAndShapeInfo().GetElementCount()};
}

std::string LazySession::metadata(const std::string& key) {
  try {
    Ort::AllocatorWithDefaultOptions allocator;
    const auto text = session_->value().GetModelMetadata().LookupCustomMetadataMapAllocated(
        key.c_str(), allocator);
    return text ? std::string(text.get()) : std::string();
  } catch (const Ort::Exception&) {
    return {};
  }
}

base::Result<std::vector<float>> LazySession::run(std::span<const Ort::Value> inputs,
                                                  const base::CancelToken& cancel) {
  auto numbers = guarded(spec_.what, [&]() -> base::Result<std::vector<float>> {
    try {
      return run_graph(inputs, cancel);
    } catch (const Ort::Exception& exception) {
      if (auto passing = shortage(exception)) return *std::move(passing);
      return invalid_model(spec_.what, "its graph does not run", exception.what());
    }
  });
  // A run that was stopped ends with an exception.
  if (auto status = cancel.check(); !status) return status.error();
  return numbers;
}

}  // namespace dragoman::engines::onnx
