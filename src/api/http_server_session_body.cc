#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/beast/http.hpp>

#include "api/error_reply.h"
#include "api/http_server_session.h"
#include "base/caught.h"
#include "base/log.h"

/// How a session takes the body of a request: into memory, or to whoever wants it as it comes.
namespace dragoman::api::internal {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t kDiskPieceBytes = 64U << 10U;

}  // namespace

std::uint64_t Session::max_body_bytes() const {
  return max_bytes_on_disk_ > 0 ? max_bytes_on_disk_ : host_.limits.max_body_bytes;
}

// As much time for each stretch as an ordinary body has.
std::chrono::milliseconds Session::body_timeout() const {
  const auto stretches = max_body_bytes() / std::max<std::uint64_t>(host_.limits.max_body_bytes, 1);
  return host_.limits.body_timeout * static_cast<std::int64_t>(1 + stretches);
}

// A body whose length is not announced may grow to the limit.
bool Session::hold_body(std::optional<std::uint64_t> announced) {
  if (max_bytes_on_disk_ > 0) return true;
  const auto bytes = parser_->chunked() ? host_.limits.max_body_bytes : announced.value_or(0);
  if (host_.held_body_bytes + bytes > host_.limits.max_held_body_bytes) return false;
  held_body_bytes_ = bytes;
  host_.held_body_bytes += bytes;
  host_.metrics.held_body_bytes.set(static_cast<double>(host_.held_body_bytes));
  return true;
}

void Session::release_body(std::uint64_t kept_bytes) {
  host_.held_body_bytes -= held_body_bytes_ - kept_bytes;
  held_body_bytes_ = kept_bytes;
  host_.metrics.held_body_bytes.set(static_cast<double>(host_.held_body_bytes));
}

void Session::send_continue() {
  write("HTTP/1.1 100 Continue\r\n\r\n", [this](bool sent) {
    if (!sent) return close();
    read_body();
  });
}

void Session::read_body() {
  arm_timer(max_bytes_on_disk_ > 0 ? body_timeout() : host_.limits.body_timeout);
  if (max_bytes_on_disk_ > 0) buffer_.reserve(kDiskPieceBytes);
  if (receive_) return read_body_as_it_comes();
  http::async_read(socket_, buffer_, *parser_,
                   safely([](Session& self, const ErrorCode& error, std::size_t) {
                     self.disarm_timer();
                     self.framing_.keep_alive = self.framing_.keep_alive && !error;
                     if (error) return self.on_unreadable(error);
                     self.body_pending_ = false;
                     self.answer();
                   }));
}

// The parser's own string is emptied after every piece.
bool Session::hand_over_piece() {
  auto& piece = parser_->get().body();
  try {
    receive_(piece);
  } catch (...) {
    const auto fault = base::caught("A body cannot be read");
    base::log(base::LogLevel::kError, "A body cannot be read",
              {{"request_id", request_.id}, {"detail", fault.detail}});
    return false;
  }
  received_bytes_ += piece.size();
  piece.clear();
  return true;
}

void Session::read_body_as_it_comes() {
  if (max_bytes_on_disk_ == 0) return go_on_with_body(hand_over_piece());
  asio::post(host_.disk, [self = shared_from_this()] {
    bool taken = false;
    try {
      taken = self->hand_over_piece();
    } catch (...) {  // no memory to log that there is none
    }
    auto& io = self->host_.io;
    post_surely(io, self->safely([taken](Session& session) { session.go_on_with_body(taken); }));
  });
}

void Session::go_on_with_body(bool taken) {
  if (closed_) return;
  if (!taken) {
    disarm_timer();
    return refuse(to_response(error_reply(ErrorId::kInternal), request_.id));
  }
  if (!parser_->is_done()) {
    if (timed_out_) return on_unreadable({});
    http::async_read_some(socket_, buffer_, *parser_,
                          safely([](Session& self, const ErrorCode& error, std::size_t) {
                            // Its time may have run out while this call was waiting its turn.
                            if (!error && !self.timed_out_) return self.read_body_as_it_comes();
                            self.disarm_timer();
                            self.framing_.keep_alive = false;
                            self.on_unreadable(error);
                          }));
    return;
  }
  disarm_timer();
  body_pending_ = false;
  answer();
}

// To give up what has come may take a while where it lies on the disk: and it is not before the
// piece that is on its way there.
void Session::drop_body() {
  if (!receive_ || max_bytes_on_disk_ == 0) return;
  try {
    asio::post(host_.disk, [self = shared_from_this()] {
      self->receive_ = nullptr;
      self->handler_ = nullptr;
    });
  } catch (...) {  // no memory: it goes with the session
  }
}

}  // namespace dragoman::api::internal
