#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include "api/http.h"
#include "api/http_server_message.h"
#include "base/cancel.h"

/// Private to the HTTP server: a connection that has become a WebSocket.
namespace dragoman::api::internal {

/// The handler's thread asks and waits, the I/O thread moves bytes. It holds `owner` as long as
/// anything is under way on the socket.
class WebSocket final : public MessageSocket, public std::enable_shared_from_this<WebSocket> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  WebSocket(Socket& socket, boost::asio::io_context& io, const HttpLimits& limits,
            base::CancelToken cancel, std::shared_ptr<void> owner);

  /// Answers the upgrade, with these headers as well; false where that fails.
  [[nodiscard]] bool accept(UpgradeRequest request, std::vector<Header> headers);
  std::optional<std::string> receive(base::SteadyTime until) override;
  bool send(std::string text) override;
  void close(std::uint16_t code, std::string_view reason) override;
  /// Closes, and waits until nothing is under way on the socket.
  void finish();

 private:
  using ErrorCode = boost::system::error_code;
  using Stream = boost::beast::websocket::stream<Socket&>;

  // On the I/O thread.
  void read();
  void on_read(const ErrorCode& error);
  void cut_off();

  Stream stream_;
  boost::asio::io_context& io_;
  const std::chrono::milliseconds write_timeout_;
  const base::CancelToken cancel_;
  const std::shared_ptr<void> owner_;
  boost::beast::flat_buffer buffer_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<std::string> inbox_;
  std::size_t inbox_bytes_ = 0;
  bool reading_ = false;
  bool over_ = false;     // no more is read or sent
  bool closing_ = false;  // by us
  bool closed_ = false;   // and that is done
};

}  // namespace dragoman::api::internal
