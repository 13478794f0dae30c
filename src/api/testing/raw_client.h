#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dragoman::api::testing {

/// One answer, taken apart.
struct RawResponse {
  int status = 0;  ///< 0: the connection ended before a whole answer.
  std::string head;
  std::string body;  ///< Chunks are joined.
  bool body_complete = false;

  /// The header's value, in lower-case name; empty where there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// A TCP client that sends exactly the bytes it is told. Its reads give up after ten seconds, so
/// that a server that hangs fails the test. One thread.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  void send(std::string_view bytes) const;
  /// Reads until `text` has come (and gives all up to its end), or the end: then what there was.
  std::string read_until(std::string_view text);
  /// Reads one answer; what lies behind it stays for the next call. `is_head`: it has no body.
  RawResponse read_response(bool is_head = false);
  /// Whether the server closes, with nothing more to read.
  bool closed_by_server();

  void half_close() const;  ///< Sends no more.
  void close();
  void reset();  ///< Closes with RST.

 private:
  bool read_more();
  std::string take(std::size_t count);
  void read_chunks(RawResponse& response);

  int fd_ = -1;
  std::string buffer_;
};

}  // namespace dragoman::api::testing
