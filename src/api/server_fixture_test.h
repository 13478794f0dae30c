#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/server.h"
#include "api/testing/raw_client.h"
#include "base/log.h"

namespace dragoman::api {

inline constexpr std::string_view kJob =
    R"({"model":"dragoman","stream":true,"messages":[{"role":"user","content":[{"type":
       "input_audio","input_audio":{"data":"aGkh","format":"wav"}}]}],
       "translation_options":{"target_lang":"pt"}})";

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    base::set_log_level(base::LogLevel::kOff);
    config_.port = 0;
    services_.validate = [](const core::Job&) { return base::Status(); };
    services_.translate = [](const core::Job&, core::EventSink& sink,
                             const base::CancelToken& cancel) {
      for (const core::Event& event : std::initializer_list<core::Event>{
               core::Started{}, core::TextDelta{"Oi."}, core::Finished{}}) {
        if (auto status = sink.emit(event, cancel); !status) return status;
      }
      return base::Status();
    };
  }

  void start(bool open = true) {
    server_ = std::make_unique<Server>(config_);
    ASSERT_TRUE(server_->start());
    if (open) server_->open(services_);
  }

  [[nodiscard]] std::string request(std::string_view method, std::string_view path,
                                    std::string_view body = "", std::string_view more = "") const {
    return fmt::format(
        "{} {} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: application/json\r\n"
        "Content-Length: {}\r\n{}\r\n{}",
        method, path, server_->port(), body.size(), more, body);
  }

  [[nodiscard]] testing::RawResponse ask(std::string_view method, std::string_view path,
                                         std::string_view body = "",
                                         std::string_view more = "") const {
    testing::RawClient client(server_->port());
    client.send(request(method, path, body, more));
    return client.read_response(method == "HEAD");
  }

  ServerConfig config_;
  Services services_;
  std::unique_ptr<Server> server_;
};

}  // namespace dragoman::api
