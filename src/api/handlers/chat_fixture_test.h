#pragma once

#include <functional>
#include <future>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "api/handlers/chat.h"
#include "base/log.h"

namespace dragoman::api {

inline constexpr std::string_view kBody =
    R"({"model":"dragoman","stream":true,"stream_options":{"include_usage":true},
        "messages":[{"role":"user","content":[{"type":"input_audio",
          "input_audio":{"data":"data:;base64,aGk=","format":"wav"}}]}],
        "modalities":["text","audio"],"audio":{"voice":"Cherry","format":"wav"},
        "translation_options":{"target_lang":"pt"}})";

inline base::Status emit_all(core::EventSink& sink, const base::CancelToken& cancel,
                             std::initializer_list<core::Event> events) {
  for (const auto& event : events) {
    if (auto status = sink.emit(event, cancel); !status) return status;
  }
  return {};
}

inline void wait_for_cancel(const base::CancelToken& cancel) {
  std::promise<void> cancelled;
  const auto wake = cancel.on_cancel([&] { cancelled.set_value(); });
  cancelled.get_future().wait();
}

class ChatTest : public ::testing::Test {
 protected:
  ChatTest() {
    base::set_log_level(base::LogLevel::kOff);
    services_.validate = [](const core::Job&) { return base::Status(); };
    services_.translate = [](const core::Job&, core::EventSink& sink,
                             const base::CancelToken& cancel) {
      return emit_all(
          sink, cancel,
          {core::Started{}, core::TextDelta{"Oi."}, core::AudioDelta{{1, 2, 3}}, core::Finished{}});
    };
  }

  void make_handler() {
    admission_ = std::make_shared<Admission>(limits_);
    rules_.place.admission = admission_;
    begin_ = chat_completions(chat_limits_, rules_);
  }

  Response post(std::string_view body = kBody, const base::CancelToken& cancel = {}) {
    if (!begin_) make_handler();
    Request request;
    request.id = "REQ";
    request.cancel = cancel;
    const auto stream = begin_();
    stream.receive(body);
    return stream.answer(request);
  }

  static std::vector<std::string> events_of(Response& response) {
    std::vector<std::string> events;
    while (response.chunks) {
      auto chunk = response.chunks->next();
      if (!chunk) break;
      events.push_back(*std::move(chunk));
    }
    return events;
  }

  Services services_;
  wire::ChatRequestLimits chat_limits_;
  JobRules rules_{.what = "Translation failed",
                  .services = [this]() -> std::shared_ptr<const Services> {
                    return open_ ? std::make_shared<const Services>(services_) : nullptr;
                  },
                  .place = {}};
  AdmissionLimits limits_;
  std::shared_ptr<Admission> admission_;
  bool open_ = true;
  std::function<BodyStream()> begin_;
};

}  // namespace dragoman::api
