#include "base/download_transfer.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/download_hop.h"

namespace dragoman::base {

namespace {

TransferFault fault(ErrorKind kind, std::string clause, bool passing = false) {
  TransferFault out;
  out.kind = kind;
  out.clause = std::move(clause);
  out.passing = passing;
  return out;
}

TransferFault fault_of(const Error& error) {
  auto out = fault(error.kind, error.message);
  out.detail = error.detail;
  return out;
}

bool is_passing(long status) {
  return status == 408 || status == 425 || status == 429 || status == 500 || status == 502 ||
         status == 503 || status == 504;
}

TransferFault answer_fault(const HopOutcome& outcome) {
  const long status = outcome.answer.status;
  const bool forbidden = status == 401 || status == 403;
  auto out = fault(forbidden ? ErrorKind::kUrlForbidden : ErrorKind::kUrlFailed,
                   forbidden ? fmt::format("the server answered {}: it wants a sign-in", status)
                             : fmt::format("the server answered {}", status),
                   is_passing(status));
  out.retry_after = outcome.retry_after;
  out.no_such_range = status == 416;
  return out;
}

TransferFault curl_fault(const HopOutcome& outcome) {
  auto out = [&] {
    switch (outcome.code) {
      case CURLE_OPERATION_TIMEDOUT:
        return fault(ErrorKind::kUrlTimeout, "the server was too slow", true);
      case CURLE_FILESIZE_EXCEEDED:
        return fault(ErrorKind::kMediaTooLarge, "the server sends more than there should be");
      case CURLE_COULDNT_RESOLVE_HOST:
        return fault(ErrorKind::kUrlFailed, "the server could not be found");
      case CURLE_COULDNT_CONNECT:
        return fault(ErrorKind::kUrlFailed, "the server could not be reached", true);
      case CURLE_PEER_FAILED_VERIFICATION:
        return fault(ErrorKind::kUrlFailed, "the server has no valid certificate");
      default:
        return fault(ErrorKind::kUrlFailed, "the transfer broke off", true);
    }
  }();
  out.detail = outcome.complaint;
  return out;
}

/// Checks where the body begins, and passes it on.
class RangeSink final : public HopSink {
 public:
  RangeSink(std::uint64_t from, std::uint64_t max_bytes, TransferSink& sink)
      : from_(from), left_(max_bytes), sink_(sink) {}

  Status take(const HopAnswer& answer, std::span<const std::uint8_t> bytes) override {
    if (!begun_) {
      if (auto status = begin(answer); !status) return status;
      begun_ = true;
    }
    if (bytes.size() > left_) {
      return Error{ErrorKind::kMediaTooLarge, "the server sends more than there should be", ""};
    }
    left_ -= bytes.size();
    return sink_.append(bytes);
  }

 private:
  Status begin(const HopAnswer& answer) {
    if (answer.status == 200) return sink_.begin(0, answer.length);
    const auto range = parse_content_range(answer.content_range);
    if (!range || from_ == 0 || range->first != from_) {
      return Error{ErrorKind::kUrlFailed, "the server sends another part than was asked for",
                   answer.content_range};
    }
    return sink_.begin(from_, range->total);
  }

  const std::uint64_t from_;
  std::uint64_t left_;
  TransferSink& sink_;
  bool begun_ = false;
};

// Nothing where the request is done; the text is where to go next.
std::optional<TransferFault> judge(const HopOutcome& outcome, const CancelToken& cancel,
                                   std::string& next) {
  if (auto status = cancel.check(); !status) return fault_of(status.error());
  if (outcome.refused) {
    return fault(ErrorKind::kUrlRefused, "its address is not on the public internet");
  }
  if (!outcome.taken) return fault_of(outcome.taken.error());
  const long status = outcome.answer.status;
  if (status >= 300 && status < 400 && !outcome.location.empty()) {
    next = outcome.location;
    return std::nullopt;
  }
  if (status != 0 && status != 200 && status != 206) return answer_fault(outcome);
  if (outcome.code != CURLE_OK) return curl_fault(outcome);
  return std::nullopt;
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

}  // namespace

std::optional<ContentRange> parse_content_range(std::string_view text) {
  if (!take(text, "bytes ")) return std::nullopt;
  ContentRange range;
  const auto first = take_number(text);
  if (!first || !take(text, "-")) return std::nullopt;
  const auto last = take_number(text);
  if (!last || !take(text, "/") || *last < *first) return std::nullopt;
  range.first = *first;
  range.last = *last;
  if (text == "*") return range;
  range.total = take_number(text);
  if (!range.total || !text.empty() || *range.total <= *last) return std::nullopt;
  return range;
}

std::optional<TransferFault> transfer(const TransferRequest& request, TransferSink& sink,
                                      const CancelToken& cancel) {
  start_curl();
  const auto& limits = request.limits;
  const auto deadline = Hop::Clock::now() + limits.timeout;
  RangeSink range_sink(request.from, limits.max_bytes, sink);
  auto url = request.url;
  for (int hops = 0; hops <= limits.max_redirects; ++hops) {
    auto parsed = parse_url(url, limits.hosts);
    if (!parsed && parsed.error().kind == ErrorKind::kUrlRefused) {
      return fault(ErrorKind::kUrlRefused, "its address is not on the public internet");
    }
    if (!parsed) return fault(parsed.error().kind, "its address is no http(s) URL");
    Hop hop(std::move(*parsed), limits, deadline, request.from, range_sink);
    std::string next;
    if (auto fault = judge(hop.run(cancel), cancel, next)) return fault;
    if (next.empty()) return std::nullopt;
    url = std::move(next);
  }
  return fault(ErrorKind::kUrlFailed,
               fmt::format("the server redirects more than {} times", limits.max_redirects));
}

}  // namespace dragoman::base
