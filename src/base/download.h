#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>

#include "base/cancel.h"
#include "base/host_list.h"
#include "base/result.h"
#include "base/spool.h"

namespace dragoman::base {

/// What a transfer may cost and where it may go.
struct DownloadLimits {
  std::uint64_t max_bytes = 512ULL << 20U;
  std::chrono::milliseconds timeout{120'000};         ///< For all of it, redirects included.
  std::chrono::milliseconds connect_timeout{10'000};  ///< For one connection.
  std::chrono::seconds stall_timeout{30};             ///< Of hardly any bytes.
  int max_redirects = 5;
  HostRules hosts = {};  ///< Which may be asked; by themselves all that are public.
};

/// Checks a URL by its text: http(s), well-formed, no user name in it, a host in ASCII letters that
/// the rules let pass, and no port below 1024 but 80 and 443, where other protocols listen (unless
/// rules.allow_private is set). Does not resolve names. Errors: kUrlInvalid, kUrlRefused.
[[nodiscard]] Status check_url(const std::string& url, const HostRules& rules);

/// An http(s) resource on its way in. A thread of its own fetches into a Spool, so that reading
/// begins before the transfer ends.
///
/// The guard: every hop's URL is checked, redirects are followed by hand, and the socket is opened
/// only to an address that has just been checked (so a name that resolves anew cannot slip past).
/// No proxy, .netrc, cookies or stored credentials are used, certificates are verified, and a body
/// that is packed (Content-Encoding) stays packed. download_attacks_test.cc is the table of what
/// was tried against it.
///
/// Reading calls are safe from any thread. Errors: kUrlInvalid, kUrlRefused (an address that is not
/// public), kUrlForbidden (401, 403), kUrlFailed, kUrlTimeout, kMediaTooLarge, kIo, and the
/// token's.
class Download {
 public:
  /// Begins; only what check_url() finds is told at once.
  [[nodiscard]] static Result<std::unique_ptr<Download>> start(std::string url,
                                                               const DownloadLimits& limits,
                                                               const CancelToken& cancel);
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;
  /// Stops what is under way.
  ~Download();

  /// The bytes; see Spool for each of its reading calls.
  [[nodiscard]] const Spool& body() const { return spool_; }

 private:
  Download(SpoolFile file, const CancelToken& cancel) : spool_(std::move(file)), stop_(cancel) {}

  Spool spool_;
  CancelSource stop_;
  std::thread thread_;
};

}  // namespace dragoman::base
