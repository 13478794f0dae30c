#include "app/output_fan.h"

#include <utility>

namespace dragoman::app {

OutputFan::OutputFan(std::vector<Output> outputs, const output::Facts& facts,
                     output::ByteSink& standard, std::function<void(const core::Event&)> observe)
    : target_(facts.target), outputs_(std::move(outputs)), observe_(std::move(observe)) {
  for (const auto& output : outputs_) {
    output::ByteSink* sink = output.file ? output.file.get() : &standard;
    writers_.push_back(output::make_writer(output.format, *sink, facts));
  }
}

base::Status OutputFan::emit(core::Event event, const base::CancelToken& /*cancel*/) {
  note(event);
  observe_(event);
  if (std::holds_alternative<core::Progress>(event)) return {};
  for (const auto& writer : writers_) {
    if (auto status = writer->write(event); !status) return status;
  }
  return {};
}

base::Status OutputFan::finish() {
  base::Status first;
  if (std::exchange(finished_, true)) return first;
  for (const auto& writer : writers_) {
    if (auto status = writer->finish(); !status && first) first = status;
  }
  return first;
}

base::Status OutputFan::commit() {
  for (const auto& output : outputs_) {
    if (!output.file) continue;
    if (auto status = output.file->commit(); !status) return status;
  }
  return {};
}

std::vector<std::string> OutputFan::keep() {
  std::vector<std::string> names;
  for (const auto& output : outputs_) {
    if (output.file) names.push_back(output.file->keep());
  }
  return names;
}

void OutputFan::note(const core::Event& event) {
  if (const auto* done = std::get_if<core::SegmentDone>(&event)) {
    const auto& segment = done->segment;
    const bool left = target_ && segment.passed_through && segment.source != *target_;
    if (left) left_alone_.insert(segment.source);
  }
  anything_came_ = anything_came_ || std::holds_alternative<core::TextDelta>(event) ||
                   std::holds_alternative<core::AudioDelta>(event);
}

}  // namespace dragoman::app
