#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http.hpp>

#include "api/error_reply.h"
#include "api/http.h"

/// Private to the HTTP server: between the library's messages, ours, and bytes. Pure functions.
namespace dragoman::api::internal {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;
using RequestHead = boost::beast::http::request_header<>;

/// Our view of a head: method, path and headers. `id`, `peer` and `cancel` are the caller's to set.
[[nodiscard]] Request to_request(const RequestHead& head);

/// What HTTP itself forbids, whatever the routes: no single Host in HTTP/1.1, a transfer coding
/// other than chunked, an expectation other than 100-continue.
[[nodiscard]] std::optional<ErrorReply> protocol_fault(const RequestHead& head);

[[nodiscard]] bool expects_continue(const RequestHead& head);

/// What decides how an answer is framed.
struct Framing {
  unsigned version = 11;
  bool keep_alive = true;
  bool is_head = false;  ///< The answer to HEAD: headers alone.
  bool chunked = false;  ///< A body of unknown length goes out in pieces with lengths of their own.
};

/// Status line and headers, with the blank line; adds Date, Connection and the framing headers.
/// `extra` comes behind the response's own.
[[nodiscard]] std::string format_head(const Response& response, const std::vector<Header>& extra,
                                      const Framing& framing);

/// One piece of a body made while it is sent, and the end of such a body.
[[nodiscard]] std::string format_chunk(std::string_view chunk, const Framing& framing);
[[nodiscard]] std::string format_last_chunk(const Framing& framing);

}  // namespace dragoman::api::internal
