#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/cancel.h"
#include "base/download.h"
#include "base/result.h"

namespace dragoman::base {

/// One http(s) resource, or its rest, fetched on the calling thread under download.h's guard. For
/// what is kept and resumed; what is read while it comes is a Download.
struct TransferRequest {
  std::string url;
  std::uint64_t from =
      0;  ///< The first byte that is wanted; the server may start at 0 all the same.
  DownloadLimits limits;  ///< max_bytes counts the body that comes.
};

/// Where the bytes go.
class TransferSink {
 public:
  virtual ~TransferSink() = default;
  /// Once, before the first byte: which byte that is (request.from, or 0 where the server sends all
  /// of it), and of how many in all, as far as the server says. An error ends the transfer.
  virtual Status begin(std::uint64_t first, std::optional<std::uint64_t> total) = 0;
  virtual Status append(std::span<const std::uint8_t> bytes) = 0;
};

/// Why a transfer did not succeed.
struct TransferFault {
  ErrorKind kind = ErrorKind::kUrlFailed;
  std::string clause;          ///< For the user, to follow a colon: "the server answered 404".
  std::string detail;          ///< For the log.
  bool passing = false;        ///< Whether the same request may succeed later.
  bool no_such_range = false;  ///< The server holds no byte at `from`.
  std::optional<std::chrono::seconds> retry_after;  ///< As the server asks.
};

/// Nothing where all of it came. What came before a fault has been given to the sink. Blocks; safe
/// from any thread. Kinds: kUrlInvalid, kUrlRefused, kUrlForbidden (401, 403), kUrlFailed,
/// kUrlTimeout, kMediaTooLarge, those of the sink, and the token's.
[[nodiscard]] std::optional<TransferFault> transfer(const TransferRequest& request,
                                                    TransferSink& sink, const CancelToken& cancel);

/// "bytes 5-9/10" (RFC 9110, 14.4).
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::optional<std::uint64_t> total;  ///< Nothing for "*".
};

/// Nothing where the text is none, or contradicts itself.
[[nodiscard]] std::optional<ContentRange> parse_content_range(std::string_view text);

}  // namespace dragoman::base
