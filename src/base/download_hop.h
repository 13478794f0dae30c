#pragma once

// The lower part of download.cc, download_transfer.cc, http_exchange.cc and http_stream.cc; nobody
// else includes it.

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <curl/curl.h>

#include "base/cancel.h"
#include "base/download.h"
#include "base/result.h"

namespace dragoman::base {

template <auto free>
struct FreeWith {
  template <class T>
  void operator()(T* handle) const {
    free(handle);
  }
};
using UrlHandle = std::unique_ptr<CURLU, FreeWith<curl_url_cleanup>>;

/// Errors: kUrlInvalid, kUrlRefused.
[[nodiscard]] Result<UrlHandle> parse_url(const std::string& text, const HostRules& rules);

/// kUrlRefused.
[[nodiscard]] Error refused_host();

/// Makes libcurl ready, once a process.
void start_curl();

/// Runs a transfer to its end on the calling thread. It ends early where the token is cancelled, at
/// its deadline, or where `go_on` says no.
[[nodiscard]] CURLcode run_transfer(CURL* easy, const CancelToken& cancel,
                                    const std::function<bool()>& go_on);

/// What an answer's head says.
struct HopAnswer {
  long status = 0;
  std::optional<std::uint64_t> length;  ///< Of the body to come.
  std::string content_range;            ///< Empty where there is none.
};

/// Takes the body of an answer 200 or 206, part by part. An error stops the request.
class HopSink {
 public:
  virtual ~HopSink() = default;
  virtual Status take(const HopAnswer& answer, std::span<const std::uint8_t> bytes) = 0;
};

/// What became of one request.
struct HopOutcome {
  CURLcode code = CURLE_OK;
  HopAnswer answer;
  std::string location;  ///< Where a redirect leads.
  std::optional<std::chrono::seconds> retry_after;
  bool refused = false;  ///< The address may not be asked.
  Status taken;          ///< What the sink said.
  std::string complaint;
};

/// One request to one host, without redirects, under the guard that download.h describes.
class Hop {
 public:
  using Clock = std::chrono::steady_clock;

  /// `range_from` above 0 asks for the bytes from there on. What is referred to must outlive it.
  Hop(UrlHandle url, const DownloadLimits& limits, Clock::time_point deadline,
      std::uint64_t range_from, HopSink& sink);

  [[nodiscard]] HopOutcome run(const CancelToken& cancel);

 private:
  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(easy_.get(), option, value);
  }
  void configure(Clock::time_point deadline, std::uint64_t range_from);
  bool take(std::span<const std::uint8_t> bytes);
  [[nodiscard]] HopAnswer answer() const;
  static curl_socket_t open_socket(void* opaque, curlsocktype, curl_sockaddr* target);
  static std::size_t on_head(char* data, std::size_t size, std::size_t count, void* opaque);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* opaque);

  const DownloadLimits& limits_;
  HopSink& sink_;
  const UrlHandle url_;  // before easy_, which reads it to its end
  const std::string host_;
  const std::unique_ptr<CURL, FreeWith<curl_easy_cleanup>> easy_;
  std::array<char, CURL_ERROR_SIZE> complaint_{};
  std::optional<HopAnswer> answer_;
  int refused_ = 0;  // addresses
  std::size_t head_bytes_ = 0;
  Status taken_;
  std::size_t skipped_ = 0;
};

}  // namespace dragoman::base
