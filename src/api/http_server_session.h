#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "api/http.h"
#include "api/http_metrics.h"
#include "api/http_server_message.h"
#include "base/cancel.h"
#include "base/log.h"

/// Private to the HTTP server: one connection.
namespace dragoman::api::internal {

class Session;

/// Where memory is short it soon is no more: whoever waits for this would wait for ever.
template <class F>
void post_surely(boost::asio::io_context& io, F f) {
  constexpr std::chrono::milliseconds kPause{10};
  for (;;) {
    try {
      boost::asio::post(io, f);
      return;
    } catch (const std::bad_alloc&) {
      std::this_thread::sleep_for(kPause);
    }
  }
}

/// What the sessions share. I/O thread only, but for `io` and `disk` (posting) and `shutdown`.
struct SessionHost {
  SessionHost(HttpLimits the_limits, HttpMetrics the_metrics)
      : limits(the_limits), metrics(the_metrics) {}

  const HttpLimits limits;
  const HttpMetrics metrics;
  boost::asio::io_context io{1};
  /// Where bodies go to the disk, a piece at a time: one that hangs holds up uploads alone. After
  /// `io`, so that it is joined first.
  boost::asio::thread_pool disk{1};
  base::CancelSource shutdown;
  Door door;
  bool draining = false;  ///< No request after a connection's present one, or its first.
  std::uint64_t held_body_bytes =
      0;  ///< Announced by the requests whose bodies are being read or handled.
  std::function<void()> on_idle;  ///< A session waits for its next request.
  std::function<void(Session&)>
      on_closed;  ///< A session is over, its worker joined: to be forgotten.
};

/// One connection: reads a request, asks the door, runs the handler on a worker thread, sends what
/// it answers, begins again. Lives on the I/O thread; work() and send() alone are the worker's, and
/// hand_over_piece() the disk's where the body goes there: nothing else of the request is touched
/// meanwhile.
/// Whoever holds sessions lets go of one only in on_closed.
class Session : public std::enable_shared_from_this<Session> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Clock = std::chrono::steady_clock;

  Session(Socket socket, SessionHost& host);

  void start();
  /// Closes at once when no answer is under way or arriving, else after it; a new connection is
  /// given a moment for the request that may be on its way.
  void drain();
  /// Closes at once when no answer is under way or arriving.
  void make_room();
  /// Closes unless an answer is under way.
  void close_unless_answering();
  /// Cuts the connection. A worker sees its sends fail.
  void abort();

  /// Since when it waits for a request; nothing while it is busy.
  [[nodiscard]] std::optional<Clock::time_point> idle_since() const { return idle_since_; }

 private:
  using ErrorCode = boost::system::error_code;

  void wait_for_request();
  void read_head();
  void on_head(const ErrorCode& error);
  void on_unreadable(const ErrorCode& error);
  [[nodiscard]] std::uint64_t max_body_bytes() const;
  [[nodiscard]] std::chrono::milliseconds body_timeout() const;
  bool hold_body(std::optional<std::uint64_t> announced);
  void release_body(std::uint64_t kept_bytes);
  void take_trace();
  [[nodiscard]] base::LogContext log_context() const;
  void send_continue();
  void read_body();
  void read_body_as_it_comes();
  void go_on_with_body(bool taken);
  bool hand_over_piece();
  void drop_body();
  void answer();
  void refuse(Response response);
  void on_answered(bool sent);
  void next_or_close(bool sent);
  void break_off();
  void watch_peer();
  void linger();
  void close();

  void work(const Handler& handler);
  bool respond(const Handler& handler);
  bool converse(const Converse& converse);
  bool send_chunks(ChunkSource& chunks);
  bool send(std::string bytes);
  void write(std::string bytes, std::function<void(bool sent)> done);
  void keep_pace(std::size_t bytes, Clock::duration took);
  void write_slice(std::size_t begin, std::function<void(bool sent)> done);

  // A callback for the I/O thread: holds the session, calls `f` with it, and what that throws ends
  // this connection alone.
  template <class F>
  [[nodiscard]] auto safely(F f) {
    return [self = shared_from_this(), f = std::move(f)](auto&&... results) mutable {
      try {
        f(*self, std::forward<decltype(results)>(results)...);
      } catch (...) {
        self->break_off();
      }
    };
  }

  void arm_timer(std::chrono::milliseconds timeout);
  void disarm_timer();

  Socket socket_;
  SessionHost& host_;
  boost::asio::steady_timer timer_;
  std::uint64_t timer_generation_ = 0;
  bool timed_out_ = false;

  boost::beast::flat_buffer buffer_;  // what has come and is not yet parsed
  std::optional<RequestParser> parser_;
  std::string outgoing_;
  std::uint64_t paced_bytes_ = 0;  // sent since the pace was last found well,
  Clock::duration slow_for_{0};    // and how long the client took for them

  // The request in hand.
  Request request_;
  Handler handler_;
  std::function<void(std::string_view)> receive_;  // null: the body is kept for the handler
  std::uint64_t received_bytes_ = 0;               // of the body
  std::uint64_t max_bytes_on_disk_ = 0;            // 0: it is held in memory
  std::vector<Header> extra_headers_;
  Framing framing_;
  std::optional<UpgradeRequest> upgrade_;  // to a WebSocket
  std::unique_ptr<base::CancelSource> cancel_;
  std::uint64_t held_body_bytes_ = 0;
  bool body_pending_ = false;  // announced and not read
  int status_ = 0;
  std::string_view error_code_;
  Clock::time_point begun_;

  std::thread worker_;
  bool watching_ = false;  // a read waits beside the worker, to see the client go
  bool served_ = false;    // has had a request
  bool answered_ = false;  // the worker is done
  bool sent_ = false;      // and all of it went out
  bool peer_gone_ = false;
  bool too_slow_ = false;  // to read
  bool lingering_ = false;
  bool closed_ = false;
  std::optional<Clock::time_point> idle_since_;
};

}  // namespace dragoman::api::internal
