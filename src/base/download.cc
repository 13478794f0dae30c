#include "base/download.h"

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include "base/address.h"
#include "base/bytes.h"

namespace dragoman::base {

namespace {

template <auto free>
struct FreeWith {
  template <class T>
  void operator()(T* handle) const {
    free(handle);
  }
};
using Url = std::unique_ptr<CURLU, FreeWith<curl_url_cleanup>>;
using Easy = std::unique_ptr<CURL, FreeWith<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, FreeWith<curl_multi_cleanup>>;

using Clock = std::chrono::steady_clock;

Error refused() {
  return {ErrorKind::kUrlRefused,
          "The URL leads to an address that is not on the public internet. "
          "Send the file itself, or have the operator allow private addresses.",
          ""};
}

Error too_large(std::uint64_t limit) {
  return {ErrorKind::kMediaTooLarge,
          fmt::format("The file is larger than the limit of {} bytes.", limit), ""};
}

std::string url_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

Result<Url> parse_url(const std::string& text, bool allow_private_addresses) {
  const auto invalid = [](const char* why) { return Error{ErrorKind::kUrlInvalid, why, ""}; };
  Url url(curl_url());
  if (!url) throw std::bad_alloc();
  const auto code =
      curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_URLENCODE | CURLU_DISALLOW_USER);
  if (code == CURLUE_USER_NOT_ALLOWED) {
    return invalid("The URL holds a user name. Use a URL that works without one.");
  }
  if (code != CURLUE_OK || text.find('\0') != std::string::npos) {
    return invalid("The URL is malformed. It must begin with http:// or https://.");
  }
  const auto scheme = url_part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") {
    return invalid("The URL must begin with http:// or https://.");
  }
  const auto host = url_part(url.get(), CURLUPART_HOST);
  if (host.empty()) return invalid("The URL names no host.");
  if (!allow_private_addresses && is_refused_host(host)) return refused();
  return url;
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

/// One request to one host, without redirects.
class Hop {
 public:
  Hop(Url url, const DownloadLimits& limits, Clock::time_point deadline, Spool& spool)
      : limits_(limits), spool_(spool), url_(std::move(url)), easy_(curl_easy_init()) {
    if (!easy_) throw std::bad_alloc();
    configure(deadline);
  }

  /// Gives where to go next; empty when the body is all here.
  Result<std::string> run(const CancelToken& cancel) {
    const auto code = perform(cancel);
    if (auto status = cancel.check(); !status) return status.error();
    if (refused_ && code == CURLE_COULDNT_CONNECT) return refused();
    if (!stored_.ok()) return stored_.error();
    const long status = response_code();
    // The body of another answer is cut off on purpose, so the answer counts before the transfer's
    // fate.
    if (status >= 300 && status < 400) return redirect(status);
    if (status != 0 && status != 200) return answer_error(status);
    if (code != CURLE_OK) return transfer_error(code, limits_, complaint_.data());
    return std::string();
  }

 private:
  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  void configure(Clock::time_point deadline) {
    using std::chrono::milliseconds;
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
    set(CURLOPT_CURLU, url_.get());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_USERAGENT, "dragoman");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // a name server may take its time after cancel
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<milliseconds::rep>(left.count(), 1)));
    set(CURLOPT_CONNECTTIMEOUT_MS, long{limits_.connect_timeout.count()});
    set(CURLOPT_LOW_SPEED_LIMIT, kStallBytesPerSecond);
    set(CURLOPT_LOW_SPEED_TIME, long{limits_.stall_timeout.count()});
    set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits_.max_bytes));
    set(CURLOPT_OPENSOCKETFUNCTION, &Hop::open_socket);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Hop::on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_ERRORBUFFER, complaint_.data());
  }

  CURLcode perform(const CancelToken& cancel) {
    const Multi multi(curl_multi_init());
    if (!multi) throw std::bad_alloc();
    curl_multi_add_handle(multi.get(), easy_.get());
    int running = 1;
    {
      const auto wake = cancel.on_cancel([&] { curl_multi_wakeup(multi.get()); });
      while (running != 0 && !cancel.cancelled()) {
        if (curl_multi_perform(multi.get(), &running) != CURLM_OK) break;
        if (running != 0) curl_multi_poll(multi.get(), nullptr, 0, poll_ms(cancel), nullptr);
      }
    }
    int queued = 0;
    const auto* message = curl_multi_info_read(multi.get(), &queued);
    const auto code = message != nullptr ? message->data.result : CURLE_ABORTED_BY_CALLBACK;
    curl_multi_remove_handle(multi.get(), easy_.get());
    return code;
  }

  static int poll_ms(const CancelToken& cancel) {
    constexpr std::chrono::milliseconds kLongest{1000};
    const auto deadline = cancel.deadline();
    if (!deadline) return static_cast<int>(kLongest.count());
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
    return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), kLongest).count());
  }

  /// The pin: libcurl connects to just this address, whatever the name resolves to elsewhere.
  static curl_socket_t open_socket(void* opaque, curlsocktype, curl_sockaddr* target) {
    auto& hop = *static_cast<Hop*>(opaque);
    const auto address = ip_of(target->addr);
    if (!address || (!hop.limits_.allow_private_addresses && !is_public(*address))) {
      hop.refused_ = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
  }

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* opaque) {
    auto& hop = *static_cast<Hop*>(opaque);
    return hop.take(as_bytes({data, size * count})) ? size * count : CURL_WRITEFUNC_ERROR;
  }

  bool take(std::span<const std::uint8_t> bytes) {
    if (response_code() != 200) return skip(bytes.size());
    curl_off_t length = -1;
    curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (taken_ == 0 && length >= 0) spool_.expect(static_cast<std::uint64_t>(length));
    if (bytes.size() > limits_.max_bytes - taken_) {
      stored_ = too_large(limits_.max_bytes);
      return false;
    }
    taken_ += bytes.size();
    stored_ = spool_.append(bytes);
    return stored_.ok();
  }

  // The end of a short redirect page is awaited: only then does libcurl tell where it leads.
  bool skip(std::size_t bytes) {
    skipped_ += bytes;
    return skipped_ <= kMostSkippedBytes;
  }

  [[nodiscard]] long response_code() const {
    long code = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
  }

  Result<std::string> redirect(long status) const {
    char* next = nullptr;
    curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &next);
    if (next == nullptr) return answer_error(status);
    return std::string(next);
  }

  static Error answer_error(long status) {
    if (status == 401 || status == 403) {
      return {ErrorKind::kUrlForbidden,
              fmt::format("The server of the URL answered {}. Use a URL that needs no sign-in.",
                          status),
              ""};
    }
    return {ErrorKind::kUrlFailed, fmt::format("The server of the URL answered {}.", status), ""};
  }

  static constexpr long kStallBytesPerSecond = 100;
  static constexpr std::size_t kMostSkippedBytes = 1U << 20U;

  const DownloadLimits& limits_;
  Spool& spool_;
  const Url url_;  // before easy_, which reads it to its end
  const Easy easy_;
  std::array<char, CURL_ERROR_SIZE> complaint_{};
  bool refused_ = false;
  Status stored_;
  std::uint64_t taken_ = 0;
  std::size_t skipped_ = 0;
};

Status fetch(std::string text, const DownloadLimits& limits, Spool& spool,
             const CancelToken& cancel) {
  const auto deadline = Clock::now() + limits.timeout;
  for (int hops = 0; hops <= limits.max_redirects; ++hops) {
    auto url = parse_url(text, limits.allow_private_addresses);
    if (!url && hops > 0 && url.error().kind == ErrorKind::kUrlInvalid) {
      return Error{ErrorKind::kUrlRefused, "The URL redirects to something that is not http(s).",
                   ""};
    }
    if (!url) return url.error();
    auto next = Hop(std::move(*url), limits, deadline, spool).run(cancel);
    if (!next) return next.error();
    if (next->empty()) return {};
    text = std::move(*next);
  }
  return Error{ErrorKind::kUrlFailed,
               fmt::format("The URL redirects more than {} times.", limits.max_redirects), ""};
}

// No exception may leave a thread.
Status fetch_safely(const std::string& url, const DownloadLimits& limits, Spool& spool,
                    const CancelToken& cancel) {
  try {
    return fetch(url, limits, spool, cancel);
  } catch (const std::exception& failure) {
    return Error{ErrorKind::kInternal, "The download failed.", failure.what()};
  }
}

void start_library() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::bad_alloc();
}

}  // namespace

Status check_url(const std::string& url, bool allow_private_addresses) {
  const auto parsed = parse_url(url, allow_private_addresses);
  return parsed ? Status() : Status(parsed.error());
}

Result<std::unique_ptr<Download>> Download::start(std::string url, const DownloadLimits& limits,
                                                  const CancelToken& cancel) {
  start_library();
  if (auto status = check_url(url, limits.allow_private_addresses); !status) return status.error();
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
