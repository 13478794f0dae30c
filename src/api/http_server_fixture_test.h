#pragma once

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/error_reply.h"
#include "api/http_server.h"
#include "base/log.h"

namespace dragoman::api {

/// Gives its chunks one by one; then, where told so, waits to be cancelled.
class BreaksOff final : public ChunkSource {
 public:
  std::optional<std::string> next() override {
    if (std::exchange(begun_, true)) throw std::runtime_error("broken");
    return "one";
  }

 private:
  bool begun_ = false;
};

class ScriptedChunks final : public ChunkSource {
 public:
  ScriptedChunks(std::vector<std::string> chunks, base::CancelToken wait_for,
                 std::promise<base::CancelReason>* seen)
      : chunks_(std::move(chunks)), wait_for_(std::move(wait_for)), seen_(seen) {}

  std::optional<std::string> next() override {
    if (at_ < chunks_.size()) return chunks_[at_++];
    if (seen_ == nullptr) return std::nullopt;
    std::promise<void> cancelled;
    const auto wake = wait_for_.on_cancel([&] { cancelled.set_value(); });
    cancelled.get_future().wait();
    std::exchange(seen_, nullptr)->set_value(wait_for_.reason());
    return std::nullopt;
  }

 private:
  std::vector<std::string> chunks_;
  base::CancelToken wait_for_;
  std::promise<base::CancelReason>* seen_;
  std::size_t at_ = 0;
};

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() { base::set_log_level(base::LogLevel::kOff); }

  // Routes by path, so that each test says what it needs in one line.
  void start(HttpLimits limits = {}) {
    server_ = std::make_unique<HttpServer>(limits);
    ASSERT_TRUE(server_->listen("127.0.0.1", 0));
    server_->serve([this, limits](Request& request,
                                  std::optional<std::uint64_t> body_bytes) -> Verdict {
      ++heads_;
      if (body_bytes.value_or(0) > limits.max_body_bytes) {
        return {to_response(
                    error_reply(ErrorId::kBodyTooLarge, {std::to_string(limits.max_body_bytes)}),
                    request.id),
                {}};
      }
      if (request.path == "/refused")
        return {to_response(error_reply(ErrorId::kKey), request.id), {}};
      if (request.path == "/as-it-comes") return {as_it_comes(), {}};
      if (request.path == "/to-disk") return {to_disk(), {}};
      if (request.path == "/no-door") throw std::runtime_error("broken");
      return {Handler([this](Request& handled) { return handle(handled); }), {{"X-Extra", "1"}}};
    });
  }

  // Answers with the pieces' total once it may; a "!" in the body is more than it can take.
  BodyStream as_it_comes() {
    auto bytes = std::make_shared<std::size_t>(0);
    return {.receive =
                [bytes](std::string_view piece) {
                  if (piece.find('!') != std::string_view::npos) throw std::bad_alloc();
                  *bytes += piece.size();
                },
            .answer = [this, bytes](Request&) -> Response {
              if (hold_) hold_->get_future().wait();
              return {.body = std::to_string(*bytes)};
            }};
  }

  // As above, by way of a disk that hangs until it is told.
  BodyStream to_disk() {
    auto stream = as_it_comes();
    stream.receive = [this, left = std::shared_ptr<void>(nullptr, [this](void*) { ++left_; }),
                      receive = std::move(stream.receive)](std::string_view piece) {
      if (!piece.empty()) {
        ++on_disk_;
        disk_.wait();
      }
      receive(piece);
    };
    stream.max_bytes_on_disk = 1U << 20U;
    return stream;
  }

  Response handle(Request& request) {
    if (request.path == "/echo") return {.body = request.method + " " + request.body};
    if (request.path == "/stream") return stream({"one", "two"}, request, nullptr);
    if (request.path == "/counted") {
      auto response = stream({"one", "two"}, request, nullptr);
      response.chunk_bytes = 6;
      return response;
    }
    if (request.path == "/endless") return stream({"one"}, request, &reason_);
    if (request.path == "/silent") return stream({}, request, &reason_);
    if (request.path == "/wait") {
      stream({}, request, &reason_).chunks->next();  // before anything is answered
      return {.body = "too late"};
    }
    if (request.path == "/break-off") {
      return {.chunks = std::make_unique<BreaksOff>()};
    }
    if (request.path == "/throw") throw std::runtime_error("broken");
    if (request.path == "/throw-number") throw 42;
    if (request.path == "/throw-memory") throw std::bad_alloc();
    if (request.path == "/large") return {.body = std::string(8U << 20U, 'x')};
    return {.body = "path " + request.path};
  }

  static Response stream(std::vector<std::string> chunks, const Request& request,
                         std::promise<base::CancelReason>* seen) {
    return {.chunks = std::make_unique<ScriptedChunks>(std::move(chunks), request.cancel, seen)};
  }

  base::CancelReason cancelled_for() { return reason_.get_future().get(); }

  static std::string get(std::string_view path, std::string_view more = "") {
    return fmt::format("GET {} HTTP/1.1\r\nHost: h\r\n{}\r\n", path, more);
  }
  static std::string post(std::string_view path, std::string_view body,
                          std::string_view more = "") {
    return fmt::format("POST {} HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n{}\r\n{}", path,
                       body.size(), more, body);
  }

  std::promise<base::CancelReason> reason_;
  std::atomic<int> heads_{0};
  std::atomic<int> on_disk_{0};             // pieces that "/to-disk" has in hand,
  std::latch disk_{1};                      // may go on there,
  std::atomic<int> left_{0};                // and bodies that are done with or given up
  std::optional<std::promise<void>> hold_;  // "/as-it-comes" waits for it
  std::unique_ptr<HttpServer> server_;
};

}  // namespace dragoman::api
