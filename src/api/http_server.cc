#include "api/http_server.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http_server_session.h"
#include "base/caught.h"
#include "base/log.h"

namespace dragoman::api {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using internal::Session;

namespace {

constexpr std::chrono::milliseconds kAcceptRetry{100};  // while the process is out of descriptors
constexpr std::chrono::milliseconds kFaultPause{10};    // where memory is short, it comes back
constexpr std::chrono::seconds kLastWordsTime{2};       // for the event that says the server stops

base::Error cannot_listen(const std::string& address, std::uint16_t port, const error_code& error) {
  return {base::ErrorKind::kIo,
          "Cannot listen on " + address + " port " + std::to_string(port) + ": " + error.message() +
              ".",
          ""};
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpLimits limits, HttpMetrics metrics)
      : host_(limits, metrics), acceptor_(host_.io), retry_(host_.io) {
    host_.on_idle = [this] { accept_next(); };
    host_.on_closed = [this](Session& session) { forget(session); };
  }

  base::Status listen(const std::string& address, std::uint16_t port) {
    error_code error;
    const auto ip = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
    if (error) {
      return base::Error{base::ErrorKind::kInvalidArgument,
                         "'" + address + "' is no IP address to listen on.", ""};
    }
    const tcp::endpoint endpoint(ip, port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return cannot_listen(address, port, error);
    bound_ = acceptor_.local_endpoint(error);
    return {};
  }

  [[nodiscard]] const tcp::endpoint& bound() const { return bound_; }

  void serve(Door door) {
    host_.door = std::move(door);
    thread_ = std::thread([this] { run(); });
  }

  void stop(std::chrono::milliseconds grace) {
    std::lock_guard stopping(stop_mutex_);
    if (!thread_.joinable()) return;
    asio::post(host_.io, [this] { drain(); });
    if (!wait_until_quiet(grace)) {
      host_.shutdown.cancel(base::CancelReason::kShutdown);
      asio::post(host_.io, [this] { stop_accepting(); });
      for_all(&Session::close_unless_answering);
      if (!wait_until_quiet(kLastWordsTime)) for_all(&Session::abort);
    }
    wait_until_quiet(std::nullopt);
    host_.disk.join();  // the last piece of a body whose client is gone
    work_.reset();
    thread_.join();
  }

 private:
  // On the I/O thread from here, unless said otherwise.

  void run() {
    for (;;) {
      try {
        accept_next();  // where a fault has cut the loop
        host_.io.run();
        return;
      } catch (...) {
        const auto fault = base::caught("A connection failed");
        base::log(base::LogLevel::kError, "A connection failed",
                  {{"message", fault.message}, {"detail", fault.detail}});
        std::this_thread::sleep_for(kFaultPause);
      }
    }
  }

  // Full, we accept one more only where an idle connection can make room for it.
  void accept_next() {
    if (accepting_ || closed_) return;
    if (sessions_.size() >= host_.limits.max_connections && longest_idle() == nullptr) return;
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      accepting_ = false;
      if (closed_) return;
      if (error) return retry_later(error);
      refused_ = false;
      add(std::move(socket));
      accept_next();
    });
    accepting_ = true;
  }

  // An idle connection gives its descriptor to the next.
  void retry_later(const error_code& error) {
    if (!std::exchange(refused_, true)) {
      base::log(base::LogLevel::kWarning, "A connection cannot be accepted",
                {{"detail", error.message()}});
    }
    if (auto* idle = longest_idle()) idle->make_room();
    if (accepting_) return;  // with that descriptor
    retry_.expires_after(kAcceptRetry);
    retry_.async_wait([this](const error_code& cancelled) {
      if (!cancelled) accept_next();
    });
  }

  void add(tcp::socket socket) {
    if (sessions_.size() >= host_.limits.max_connections) {
      if (auto* idle = longest_idle()) idle->make_room();
    }
    auto session = std::make_shared<Session>(std::move(socket), host_);
    sessions_.emplace(session.get(), session);
    host_.metrics.connections.set(static_cast<double>(sessions_.size()));
    session->start();
  }

  Session* longest_idle() const {
    Session* longest = nullptr;
    for (const auto& [session, owner] : sessions_) {
      if (!session->idle_since()) continue;
      if (longest == nullptr || *session->idle_since() < *longest->idle_since()) longest = session;
    }
    return longest;
  }

  void forget(Session& session) {
    sessions_.erase(&session);
    host_.metrics.connections.set(static_cast<double>(sessions_.size()));
    accept_next();
    if (host_.draining) check_quiet();
  }

  // As long as anything is being answered, whoever asks how we are is answered too.
  void drain() {
    host_.draining = true;
    visit_all(&Session::drain);
    check_quiet();
  }

  void check_quiet() {
    const auto is_busy = [](const auto& entry) { return !entry.first->idle_since(); };
    if (!closed_ && std::ranges::any_of(sessions_, is_busy)) return;
    stop_accepting();
    report_quiet();
  }

  void stop_accepting() {
    if (std::exchange(closed_, true)) return;
    error_code ignored;
    acceptor_.close(ignored);
    retry_.cancel();
    visit_all(&Session::drain);
  }

  // A visit may close and so forget a session: hence over a copy.
  void visit_all(void (Session::*visit)()) {
    const auto sessions = sessions_;
    for (const auto& [session, owner] : sessions) (session->*visit)();
  }

  void report_quiet() {
    if (!sessions_.empty()) return;
    std::lock_guard lock(quiet_mutex_);
    quiet_ = true;
    quiet_changed_.notify_all();
  }

  // On the stopping thread.
  void for_all(void (Session::*visit)()) {
    asio::post(host_.io, [this, visit] { visit_all(visit); });
  }

  // On the stopping thread.
  bool wait_until_quiet(std::optional<std::chrono::milliseconds> timeout) {
    std::unique_lock lock(quiet_mutex_);
    const auto is_quiet = [this] { return quiet_; };
    if (timeout) return quiet_changed_.wait_for(lock, *timeout, is_quiet);
    quiet_changed_.wait(lock, is_quiet);
    return true;
  }

  internal::SessionHost host_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{host_.io.get_executor()};
  tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  tcp::endpoint bound_;
  bool accepting_ = false;
  bool refused_ = false;  // the last one, by the system
  bool closed_ = false;   // accepts no more
  std::unordered_map<Session*, std::shared_ptr<Session>> sessions_;

  std::mutex stop_mutex_;   // one stop at a time
  std::mutex quiet_mutex_;  // guards what follows
  std::condition_variable quiet_changed_;
  bool quiet_ = false;  // draining, and no session is left

  std::thread thread_;
};

HttpServer::HttpServer(HttpLimits limits, HttpMetrics metrics)
    : impl_(std::make_unique<Impl>(limits, metrics)) {}
HttpServer::~HttpServer() { stop(std::chrono::milliseconds(0)); }

base::Status HttpServer::listen(const std::string& address, std::uint16_t port) {
  return impl_->listen(address, port);
}

std::uint16_t HttpServer::port() const { return impl_->bound().port(); }

std::string HttpServer::host() const {
  const auto address = impl_->bound().address();
  return address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
}

bool HttpServer::on_loopback() const { return impl_->bound().address().is_loopback(); }

void HttpServer::serve(Door door) { impl_->serve(std::move(door)); }
void HttpServer::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace dragoman::api
