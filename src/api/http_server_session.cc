#include "api/http_server_session.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "api/ids.h"
#include "api/trace.h"
#include "base/caught.h"
#include "base/log.h"

namespace dragoman::api::internal {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t kReadBytes = 4096;
constexpr std::size_t kMaxPipelinedBytes = 64U << 10U;
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::chrono::milliseconds kFirstRequestTime{200};

// A client that vanished without a word is noticed as soon as one that reads too slowly.
void set_options(asio::ip::tcp::socket& socket, std::chrono::milliseconds write_timeout) {
  boost::system::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  const auto timeout_ms = static_cast<unsigned>(write_timeout.count());
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms,
               sizeof timeout_ms);
}

std::string address_of(const asio::ip::tcp::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? "" : endpoint.address().to_string();
}

}  // namespace

Session::Session(Socket socket, SessionHost& host)
    : socket_(std::move(socket)), host_(host), timer_(host.io) {}

void Session::start() {
  safely([](Session& self) {
    set_options(self.socket_, self.host_.limits.write_timeout);
    self.request_.peer = address_of(self.socket_);
    self.wait_for_request();
  })();
}

void Session::drain() {
  if (idle_since_ && !served_) return arm_timer(kFirstRequestTime);
  make_room();
}

void Session::make_room() {
  if (idle_since_) close();
}

void Session::close_unless_answering() {
  if (!worker_.joinable()) close();
}

void Session::abort() {
  ErrorCode ignored;
  socket_.close(ignored);
}

void Session::wait_for_request() {
  if (host_.draining && served_) return close();
  if (buffer_.size() > 0) return read_head();
  idle_since_ = Clock::now();
  arm_timer(host_.limits.idle_timeout);
  socket_.async_read_some(buffer_.prepare(kReadBytes),
                          safely([](Session& self, const ErrorCode& error, std::size_t count) {
                            self.idle_since_.reset();
                            if (error) return self.close();
                            self.buffer_.commit(count);
                            self.read_head();
                          }));
  host_.on_idle();
}

void Session::read_head() {
  served_ = true;
  begun_ = Clock::now();
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(host_.limits.max_header_bytes));
  parser_->body_limit(boost::none);  // the door's to judge, in its turn
  auto peer = std::move(request_.peer);
  request_ = Request();
  request_.peer = std::move(peer);
  request_.id = new_uuid();
  extra_headers_ = {{"X-Request-Id", request_.id}};
  framing_ = Framing{.keep_alive = false};
  body_pending_ = true;  // as long as nothing else is known
  arm_timer(host_.limits.header_timeout);
  http::async_read_header(
      socket_, buffer_, *parser_,
      safely([](Session& self, const ErrorCode& error, std::size_t) { self.on_head(error); }));
}

void Session::on_head(const ErrorCode& error) {
  if (closed_) return;
  disarm_timer();
  if (error) return on_unreadable(error);
  const auto& head = parser_->get();
  auto request = to_request(head);
  request.id = std::move(request_.id);
  request.peer = std::move(request_.peer);
  request_ = std::move(request);
  request_.upgrades = boost::beast::websocket::is_upgrade(head);
  take_trace();

  std::optional<std::uint64_t> announced;
  if (const auto length = parser_->content_length()) announced = *length;
  body_pending_ = parser_->chunked() || announced.value_or(0) > 0;
  framing_ = {.version = head.version(),
              .keep_alive = parser_->keep_alive() && !host_.draining,
              .is_head = request_.method == "HEAD"};
  if (auto fault = protocol_fault(head)) return refuse(to_response(*fault, request_.id));

  auto verdict = host_.door(request_, announced);
  std::ranges::move(verdict.headers, std::back_inserter(extra_headers_));
  if (auto* refusal = std::get_if<Response>(&verdict.outcome)) return refuse(std::move(*refusal));
  receive_ = nullptr;
  received_bytes_ = 0;
  max_bytes_on_disk_ = 0;
  if (auto* stream = std::get_if<BodyStream>(&verdict.outcome)) {
    receive_ = std::move(stream->receive);
    handler_ = std::move(stream->answer);
    max_bytes_on_disk_ = stream->max_bytes_on_disk;
  } else {
    handler_ = std::get<Handler>(std::move(verdict.outcome));
  }
  if (!hold_body(announced))
    return refuse(to_response(error_reply(ErrorId::kManyRequests), request_.id));
  parser_->body_limit(max_body_bytes());
  if (body_pending_ && expects_continue(head)) return send_continue();
  read_body();
}

void Session::on_unreadable(const ErrorCode& error) {
  if (timed_out_) return refuse(to_response(error_reply(ErrorId::kRequestTimeout), request_.id));
  if (error == http::error::header_limit) {
    return refuse(to_response(
        error_reply(ErrorId::kHeaderTooLarge, {std::to_string(host_.limits.max_header_bytes)}),
        request_.id));
  }
  if (error == http::error::body_limit) {
    return refuse(to_response(
        error_reply(ErrorId::kBodyTooLarge, {std::to_string(max_body_bytes())}), request_.id));
  }
  const bool is_malformed =
      error.category() == http::make_error_code(http::error::bad_method).category();
  if (!is_malformed || error == http::error::end_of_stream ||
      error == http::error::partial_message) {
    return close();
  }
  refuse(to_response(error_reply(ErrorId::kNotHttp, {"This is not HTTP: " + error.message() + "."}),
                     request_.id));
}

// Work of ours is a span of the client's trace: it learns the span's id.
void Session::take_trace() {
  const auto parent = trace_parent(request_);
  if (!parent) return;
  request_.trace_id = parent->trace_id;
  extra_headers_.push_back({"traceresponse", traceresponse(*parent)});
}

base::LogContext Session::log_context() const { return {request_.id, request_.trace_id}; }

void Session::answer() {
  if (closed_) return;
  if (!receive_) {
    request_.body = std::move(parser_->get().body());
    received_bytes_ = request_.body.size();
  }
  if (max_bytes_on_disk_ == 0) release_body(received_bytes_);
  receive_ = nullptr;
  upgrade_.reset();
  if (request_.upgrades) upgrade_ = parser_->release();
  parser_.reset();
  cancel_ = std::make_unique<base::CancelSource>(host_.shutdown.token());
  request_.cancel = cancel_->token();
  answered_ = false;
  try {
    worker_ = std::thread([this, handler = std::move(handler_)] { work(handler); });
  } catch (...) {  // no thread to be had
    const auto fault = base::caught("A request could not be answered");
    return refuse(to_response(from_error(fault, {}), request_.id));
  }
  if (!upgrade_) watch_peer();  // a client that upgrades is silent until it is answered
}

// The client must not send anything now that we need; what it does send is kept for the next
// request. Its end means that nobody waits.
void Session::watch_peer() {
  if (buffer_.size() >= kMaxPipelinedBytes) return;
  socket_.async_read_some(buffer_.prepare(kReadBytes),
                          safely([](Session& self, const ErrorCode& error, std::size_t count) {
                            self.watching_ = false;
                            self.buffer_.commit(count);
                            if (self.answered_) return self.next_or_close(self.sent_);
                            if (!error) return self.watch_peer();
                            self.peer_gone_ = true;
                            self.too_slow_ |= error == asio::error::timed_out;  // says the kernel
                            self.cancel_->cancel(base::CancelReason::kClientGone);
                          }));
  watching_ = true;  // behind what may throw
}

void Session::refuse(Response response) {
  framing_.keep_alive = framing_.keep_alive && !body_pending_;
  status_ = response.status;
  error_code_ = response.error_code;
  auto bytes = format_head(response, extra_headers_, framing_);
  if (!framing_.is_head) bytes += response.body;
  write(std::move(bytes), [this](bool sent) { next_or_close(sent); });
}

void Session::on_answered(bool sent) {
  worker_.join();
  answered_ = true;
  sent_ = sent;
  if (!watching_) return next_or_close(sent);
  ErrorCode ignored;
  socket_.cancel(ignored);  // ends the watching read, which goes on from there
}

void Session::next_or_close(bool sent) {
  const base::LogScope scope(log_context());
  if (!sent && too_slow_) {
    base::log(base::LogLevel::kWarning, "A client that reads too slowly was dropped",
              {{"peer", request_.peer}});
  }
  const auto time = Clock::now() - begun_;
  host_.metrics.answered(request_, status_, error_code_, std::chrono::duration<double>(time));
  base::log(base::LogLevel::kInfo, "Request",
            {{"peer", request_.peer},
             {"client", request_.client},
             {"method", request_.method},
             {"path", request_.path},
             {"status", status_},
             {"code", error_code_},
             {"sent", sent},
             {"ms", std::chrono::duration_cast<std::chrono::milliseconds>(time).count()}});
  release_body(0);
  cancel_.reset();
  if (!sent || peer_gone_) return close();
  if (!framing_.keep_alive) return linger();
  wait_for_request();
}

// Closing with unread bytes would reset the connection, and the client might lose the answer: so we
// let it hang up first, for a while.
void Session::linger() {
  ErrorCode ignored;
  if (!lingering_) {
    lingering_ = true;
    socket_.shutdown(Socket::shutdown_send, ignored);
    arm_timer(kLingerTime);
  }
  buffer_.clear();
  socket_.async_read_some(buffer_.prepare(kReadBytes),
                          safely([](Session& self, const ErrorCode& error, std::size_t) {
                            if (error) return self.close();
                            self.linger();
                          }));
}

// Memory was short, say: what has not come so far is lost, and a worker sees its sends fail.
void Session::break_off() {
  const auto fault = base::caught("A connection failed");
  base::log(base::LogLevel::kError, "A connection failed",
            {{"request_id", request_.id}, {"message", fault.message}, {"detail", fault.detail}});
  abort();
  if (!worker_.joinable()) return close();
  cancel_->cancel(base::CancelReason::kClientGone);
}

void Session::close() {
  if (std::exchange(closed_, true)) return;
  idle_since_.reset();
  disarm_timer();
  release_body(0);
  abort();
  drop_body();
  host_.on_closed(*this);
}

void Session::arm_timer(std::chrono::milliseconds timeout) {
  timed_out_ = false;
  const auto generation = ++timer_generation_;
  timer_.expires_after(timeout);
  timer_.async_wait([self = shared_from_this(), generation](const ErrorCode& error) {
    if (error || generation != self->timer_generation_) return;
    self->timed_out_ = true;
    ErrorCode ignored;
    self->socket_.cancel(ignored);
  });
}

void Session::disarm_timer() {
  ++timer_generation_;
  timer_.cancel();
}

}  // namespace dragoman::api::internal
