#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/event.h"

namespace dragoman::pipeline {

/// Keeps every event; may cancel or fail when it sees one.
class Recorder : public core::EventSink {
 public:
  base::Status emit(core::Event event, const base::CancelToken& cancel) override {
    if (auto status = cancel.check(); !status) return status;
    events.push_back(std::move(event));
    return on_event ? on_event(events.back()) : base::Status();
  }

  void spent(const core::Usage& usage) override { used.push_back(usage); }

  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& event : events) {
      if (const auto* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }

  [[nodiscard]] std::string text() const {
    std::string text;
    for (const auto& delta : all<core::TextDelta>()) text += delta.text;
    return text;
  }

  std::vector<core::Event> events;
  std::vector<core::Usage> used;
  std::function<base::Status(const core::Event&)> on_event;
};

}  // namespace dragoman::pipeline
