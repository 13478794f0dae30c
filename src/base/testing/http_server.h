#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace dragoman::base::testing {

/// The server's end of one connection, for the handler to write on.
class Connection {
 public:
  explicit Connection(int fd) : fd_(fd) {}
  /// Writes all of it, as it is. False when the client is gone.
  bool send(std::string_view bytes);
  /// A whole answer with its length.
  bool reply(int status, std::string_view body, std::string_view more_headers = "");
  /// This end's address, such as "127.0.0.1".
  [[nodiscard]] std::string local_address() const;
  /// Waits until the client closes, or the server stops.
  void wait_for_close();

 private:
  int fd_;
};

/// A little HTTP server on a free port of 127.0.0.1, or of all this machine's addresses, that
/// answers every request through one handler, each connection on a thread of its own and closed
/// afterwards. For tests of what fetches.
class HttpServer {
 public:
  using Handler = std::function<void(const std::string& path, Connection& connection)>;

  enum class On { kLoopback, kAllAddresses };

  explicit HttpServer(Handler handler, On on = On::kLoopback);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Cuts all connections.
  ~HttpServer();

  [[nodiscard]] std::string url(std::string_view path) const;
  [[nodiscard]] int port() const { return port_; }
  /// Requests seen so far.
  [[nodiscard]] std::size_t requests() const;
  /// The request lines and headers seen so far, one text each.
  [[nodiscard]] std::vector<std::string> heads() const;
  /// And what came with each; empty where nothing did.
  [[nodiscard]] std::vector<std::string> bodies() const;

 private:
  void accept_loop();
  void serve(int fd);

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;  // guards what follows
  bool stopping_ = false;
  std::vector<int> open_;
  std::vector<std::string> heads_;
  std::vector<std::string> bodies_;
  std::vector<std::thread> connections_;
  std::thread acceptor_;  // not guarded
};

}  // namespace dragoman::base::testing
