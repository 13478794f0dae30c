#include "base/download.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/caught.h"
#include "base/download_hop.h"

namespace dragoman::base {

namespace {

using Clock = Hop::Clock;

Error too_large(std::uint64_t limit) {
  return {ErrorKind::kMediaTooLarge,
          fmt::format("The file is larger than the limit of {} bytes.", limit), ""};
}

Error transfer_error(CURLcode code, const DownloadLimits& limits, const char* detail) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorKind::kUrlTimeout, "The server of the URL was too slow.", detail};
    case CURLE_FILESIZE_EXCEEDED:
      return too_large(limits.max_bytes);
    case CURLE_COULDNT_RESOLVE_HOST:
      return {ErrorKind::kUrlFailed, "The host of the URL could not be found.", detail};
    case CURLE_COULDNT_CONNECT:
      return {ErrorKind::kUrlFailed, "The server of the URL could not be reached.", detail};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {ErrorKind::kUrlFailed, "The server of the URL has no valid certificate.", detail};
    default:
      return {ErrorKind::kUrlFailed, "The transfer from the URL broke off.", detail};
  }
}

Error answer_error(long status) {
  if (status == 401 || status == 403) {
    return {
        ErrorKind::kUrlForbidden,
        fmt::format("The server of the URL answered {}. Use a URL that needs no sign-in.", status),
        ""};
  }
  return {ErrorKind::kUrlFailed, fmt::format("The server of the URL answered {}.", status), ""};
}

/// Into the spool, up to the limit.
class SpoolSink final : public HopSink {
 public:
  SpoolSink(Spool& spool, std::uint64_t max_bytes) : spool_(spool), max_bytes_(max_bytes) {}

  Status take(const HopAnswer& answer, std::span<const std::uint8_t> bytes) override {
    if (answer.status != 200) return answer_error(answer.status);
    if (taken_ == 0 && answer.length) spool_.expect(*answer.length);
    if (bytes.size() > max_bytes_ - taken_) return too_large(max_bytes_);
    taken_ += bytes.size();
    return spool_.append(bytes);
  }

 private:
  Spool& spool_;
  const std::uint64_t max_bytes_;
  std::uint64_t taken_ = 0;
};

// Gives where to go next; empty when the body is all here.
Result<std::string> judge(const HopOutcome& outcome, const DownloadLimits& limits,
                          const CancelToken& cancel) {
  if (auto status = cancel.check(); !status) return status.error();
  if (outcome.refused) return refused_host();
  if (!outcome.taken) return outcome.taken.error();
  const long status = outcome.answer.status;
  // The body of another answer is cut off on purpose, so the answer counts before the transfer's
  // fate.
  if (status >= 300 && status < 400 && !outcome.location.empty()) return outcome.location;
  if (status != 0 && status != 200) return answer_error(status);
  if (outcome.code != CURLE_OK) {
    return transfer_error(outcome.code, limits, outcome.complaint.c_str());
  }
  return std::string();
}

Status fetch(std::string text, const DownloadLimits& limits, Spool& spool,
             const CancelToken& cancel) {
  const auto deadline = Clock::now() + limits.timeout;
  SpoolSink sink(spool, limits.max_bytes);
  for (int hops = 0; hops <= limits.max_redirects; ++hops) {
    auto url = parse_url(text, limits.hosts);
    if (!url && hops > 0 && url.error().kind == ErrorKind::kUrlInvalid) {
      return Error{ErrorKind::kUrlRefused, "The URL redirects to something that is not http(s).",
                   ""};
    }
    if (!url) return url.error();
    const auto next =
        judge(Hop(std::move(*url), limits, deadline, 0, sink).run(cancel), limits, cancel);
    if (!next) return next.error();
    if (next->empty()) return {};
    text = *next;
  }
  return Error{ErrorKind::kUrlFailed,
               fmt::format("The URL redirects more than {} times.", limits.max_redirects), ""};
}

// No exception may leave a thread.
Status fetch_safely(const std::string& url, const DownloadLimits& limits, Spool& spool,
                    const CancelToken& cancel) {
  try {
    return fetch(url, limits, spool, cancel);
  } catch (...) {
    return caught("The download failed.");
  }
}

}  // namespace

Status check_url(const std::string& url, const HostRules& rules) {
  const auto parsed = parse_url(url, rules);
  return parsed ? Status() : Status(parsed.error());
}

Result<std::unique_ptr<Download>> Download::start(std::string url, const DownloadLimits& limits,
                                                  const CancelToken& cancel) {
  start_curl();
  if (auto status = check_url(url, limits.hosts); !status) return status.error();
  auto file = SpoolFile::create();
  if (!file) return file.error();
  std::unique_ptr<Download> download(new Download(std::move(*file), cancel));
  download->thread_ = std::thread([self = download.get(), url = std::move(url), limits] {
    self->spool_.finish(fetch_safely(url, limits, self->spool_, self->stop_.token()));
  });
  return download;
}

Download::~Download() {
  stop_.cancel(CancelReason::kFailedElsewhere);
  if (thread_.joinable()) thread_.join();
}

}  // namespace dragoman::base
