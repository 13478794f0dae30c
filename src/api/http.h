#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/cancel.h"

/// HTTP as the handlers see it: plain requests and responses, and no library's types.
namespace dragoman::api {

struct Header {
  std::string name;
  std::string value;
};

/// One request. The door (guard.h) sees it before its body is there; the handler gets it whole.
struct Request {
  std::string
      id;  ///< A fresh UUID, also the X-Request-Id of the answer. Never taken from the client.
  std::string method;    ///< "GET"
  std::string path;      ///< "/v1/models/dragoman": percent-decoded, without the query.
  std::string query;     ///< "limit=10&after=x", as sent.
  std::string trace_id;  ///< W3C Trace Context of the client, checked (api/trace.h); mostly empty.
  std::string_view route;  ///< The pattern that the path met, which outlives the request; set by
                           ///< the door. Empty: none.
  std::string path_parameter;  ///< What stands for "{id}" in the route's pattern; set by the door.
  std::vector<Header> headers;
  std::string body;
  std::string peer;       ///< "127.0.0.1", for the log.
  bool upgrades = false;  ///< Whether it asks for a WebSocket (RFC 6455).
  /// The name of the key that was presented; set by the door. Empty where none is needed.
  std::string client;
  /// Cancelled when the client goes away (kClientGone) or the server stops (kShutdown).
  base::CancelToken cancel;

  /// The first header of that name, in any case; null where there is none.
  [[nodiscard]] const std::string* header(std::string_view name) const;
  /// What a client that upgrades would speak (Sec-WebSocket-Protocol), in its order.
  [[nodiscard]] std::vector<std::string_view> protocols() const;
  /// The first value of that name in the query, as sent; nothing where there is none.
  [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;
};

/// A body that is made while it is sent. One thread calls next(); destroying it stops and joins
/// whatever makes the chunks.
class ChunkSource {
 public:
  virtual ~ChunkSource() = default;
  /// Waits for the next chunk (never empty); nothing at the end. Must return soon after the request
  /// is cancelled. What it throws closes the connection before the end of the body, which clients
  /// take for a failure.
  virtual std::optional<std::string> next() = 0;
};

/// Text messages both ways, on a connection that has become a WebSocket. What a client sends before
/// it is asked for is held up to a bound, then left on the wire. A client that answers no ping, or
/// takes a message more slowly than HttpLimits::write_timeout, is cut off.
class MessageSocket {
 public:
  /// The longest message that is taken; a longer one closes the connection (1009).
  static constexpr std::size_t kMaxMessageBytes = 1U << 20U;

  virtual ~MessageSocket() = default;
  /// Waits for the next message; nothing once the connection is over, the request is cancelled, or
  /// at `until`. One thread.
  virtual std::optional<std::string> receive(base::SteadyTime until) = 0;
  /// Waits until it is sent; false once the connection is over. From any thread, one at a time.
  virtual bool send(std::string text) = 0;
  /// Closes with a status of RFC 6455 and a reason of at most 123 bytes, the first time. Safe from
  /// any thread.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
};

/// Converses until it returns, on the handler's thread; then the connection is closed (1000).
using Converse = std::function<void(MessageSocket&)>;

struct Response {
  int status = 200;
  std::vector<Header> headers = {};  ///< Content-Length, Transfer-Encoding, Date and X-Request-Id
                                     ///< are the server's to add.
  std::string body = {};
  std::unique_ptr<ChunkSource> chunks = {};  ///< Instead of `body`, where set.
  std::optional<std::uint64_t> chunk_bytes =
      {};  ///< What all chunks together are long, where that is known; they must keep to it.
  Converse converse = {};  ///< In place of a body, to a request that upgrades; `status` is 101.
  std::string_view error_code = {};  ///< A literal: why it was refused, for the records.
};

/// Answers a request that has passed the door. Runs on a thread of its own and may block; must heed
/// Request::cancel. What it throws becomes a 500.
using Handler = std::function<Response(Request&)>;

/// For a body that is taken as it comes, in place of Request::body. Made for one request.
struct BodyStream {
  std::function<void(std::string_view piece)> receive;  ///< On the I/O thread: soon done.
  Handler answer;                                       ///< Once the body is whole.
  /// Not 0: the body goes to the disk as it comes, and may be so long in place of
  /// HttpLimits::max_body_bytes, and take as much more time.
  std::uint64_t max_bytes_on_disk = 0;
};

/// Begins a body that needs to know its request's head, or refuses it. On the I/O thread: soon
/// done.
using BeginBody = std::function<std::variant<BodyStream, Response>(const Request&)>;

/// What the door decided from a request's head.
struct Verdict {
  std::variant<Handler, BodyStream, Response>
      outcome;                  ///< Whom to call once the body is there, or the refusal.
  std::vector<Header> headers;  ///< To be added to whatever is answered (CORS).
};

/// Looks at a request's head. `body_bytes` is what Content-Length announces; nothing where there is
/// none. Called on the I/O thread: must be quick and must not block.
using Door = std::function<Verdict(Request&, std::optional<std::uint64_t> body_bytes)>;

/// What one connection may cost. Every wait on a client ends.
struct HttpLimits {
  std::size_t max_header_bytes = 16U << 10U;
  std::uint64_t max_body_bytes = 64ULL << 20U;
  std::uint64_t max_held_body_bytes =
      1ULL << 30U;  ///< Of all requests being read or answered; beyond it 429.
  std::size_t max_connections =
      256;  ///< Further ones wait in the kernel's backlog; idle ones make room.
  std::chrono::milliseconds header_timeout{
      10'000};  ///< From a request's first byte to the end of its head.
  std::chrono::milliseconds body_timeout{300'000};  ///< For the whole body.
  std::chrono::milliseconds idle_timeout{75'000};   ///< Between requests.
  std::chrono::milliseconds write_timeout{60'000};  ///< For a client to take 64 KiB.
};

}  // namespace dragoman::api
