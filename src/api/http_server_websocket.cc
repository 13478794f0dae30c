#include "api/http_server_websocket.h"

#include <algorithm>
#include <future>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include "api/http_server_session.h"

namespace dragoman::api::internal {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

namespace {

constexpr std::size_t kMaxInboxBytes = MessageSocket::kMaxMessageBytes;
constexpr std::size_t kMaxReasonBytes = 123;
constexpr std::chrono::seconds kCloseTime{2};  // for the client to say that it closes too

}  // namespace

WebSocket::WebSocket(Socket& socket, asio::io_context& io, const HttpLimits& limits,
                     base::CancelToken cancel, std::shared_ptr<void> owner)
    : stream_(socket),
      io_(io),
      write_timeout_(limits.write_timeout),
      cancel_(std::move(cancel)),
      owner_(std::move(owner)) {
  stream_.read_message_max(kMaxMessageBytes);
  stream_.set_option(websocket::stream_base::timeout{.handshake_timeout = kCloseTime,
                                                     .idle_timeout = limits.idle_timeout,
                                                     .keep_alive_pings = true});
}

bool WebSocket::accept(UpgradeRequest request, std::vector<Header> headers) {
  auto done = std::make_shared<std::promise<bool>>();
  auto accepted = done->get_future();
  post_surely(io_, [self = shared_from_this(), done,
                    request = std::make_shared<UpgradeRequest>(std::move(request)),
                    headers = std::move(headers)] {
    self->stream_.set_option(
        websocket::stream_base::decorator([headers](websocket::response_type& response) {
          for (const auto& [name, value] : headers) response.set(name, value);
        }));
    self->stream_.async_accept(*request, [self, done, request](const ErrorCode& error) {
      done->set_value(!error);
      if (!error) self->read();
    });
  });
  const bool well = accepted.get();
  std::lock_guard lock(mutex_);
  over_ = over_ || !well;
  closing_ = closed_ = !well;
  return well;
}

void WebSocket::read() {
  {
    std::lock_guard lock(mutex_);
    if (reading_ || over_ || inbox_bytes_ >= kMaxInboxBytes) return;
    reading_ = true;
  }
  stream_.async_read(buffer_, [self = shared_from_this()](const ErrorCode& error, std::size_t) {
    self->on_read(error);
  });
}

void WebSocket::on_read(const ErrorCode& error) {
  {
    std::lock_guard lock(mutex_);
    reading_ = false;
    over_ = over_ || error.failed();
    if (!error) {
      const auto data = buffer_.cdata();
      inbox_.emplace_back(static_cast<const char*>(data.data()), data.size());
      inbox_bytes_ += data.size();
    }
  }
  buffer_.consume(buffer_.size());
  changed_.notify_all();
  if (!error) read();
}

std::optional<std::string> WebSocket::receive(base::SteadyTime until) {
  const auto wake = cancel_.on_cancel([this] {
    std::lock_guard lock(mutex_);
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  if (const auto deadline = cancel_.deadline()) until = std::min(until, *deadline);
  changed_.wait_until(lock, until, [&] { return over_ || !inbox_.empty() || cancel_.cancelled(); });
  if (inbox_.empty() || cancel_.cancelled()) return std::nullopt;
  auto text = std::move(inbox_.front());
  inbox_.pop_front();
  inbox_bytes_ -= text.size();
  lock.unlock();
  post_surely(io_, [self = shared_from_this()] { self->read(); });
  return text;
}

bool WebSocket::send(std::string text) {
  {
    std::lock_guard lock(mutex_);
    if (over_ || closing_) return false;
  }
  auto done = std::make_shared<std::promise<bool>>();
  auto sent = done->get_future();
  post_surely(io_, [self = shared_from_this(), done,
                    text = std::make_shared<std::string>(std::move(text))] {
    self->stream_.text(true);
    self->stream_.async_write(
        asio::buffer(*text),
        [self, done, text](const ErrorCode& error, std::size_t) { done->set_value(!error); });
  });
  if (sent.wait_for(write_timeout_) == std::future_status::timeout) {
    post_surely(io_, [self = shared_from_this()] { self->cut_off(); });
  }
  return sent.get();
}

void WebSocket::cut_off() {
  ErrorCode ignored;
  stream_.next_layer().close(ignored);
}

void WebSocket::close(std::uint16_t code, std::string_view reason) {
  {
    std::lock_guard lock(mutex_);
    if (std::exchange(closing_, true)) return;
  }
  websocket::close_reason why(code);
  const auto said = reason.substr(0, kMaxReasonBytes);
  why.reason.assign(said.data(), said.size());
  post_surely(io_, [self = shared_from_this(), why] {
    self->stream_.async_close(why, [self](const ErrorCode&) {
      {
        std::lock_guard lock(self->mutex_);
        self->closed_ = self->over_ = true;
      }
      self->changed_.notify_all();
    });
  });
}

void WebSocket::finish() {
  close(websocket::close_code::normal, "");
  std::unique_lock lock(mutex_);
  const auto is_quiet = [&] { return closed_ && !reading_; };
  if (changed_.wait_for(lock, 2 * kCloseTime, is_quiet)) return;
  lock.unlock();
  post_surely(io_, [self = shared_from_this()] { self->cut_off(); });
  lock.lock();
  changed_.wait(lock, is_quiet);
}

// On the worker thread.
bool Session::converse(const Converse& converse) {
  const auto socket = std::make_shared<WebSocket>(socket_, host_.io, host_.limits, request_.cancel,
                                                  shared_from_this());
  const bool accepted = socket->accept(*std::move(upgrade_), extra_headers_);
  if (accepted) {
    try {
      converse(*socket);
    } catch (...) {
      socket->finish();
      throw;
    }
    socket->finish();
  }
  framing_.keep_alive = false;
  return accepted;
}

}  // namespace dragoman::api::internal
