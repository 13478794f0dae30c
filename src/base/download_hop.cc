#include "base/download_hop.h"

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>

#include "base/address.h"
#include "base/bytes.h"
#include "base/caught.h"

namespace dragoman::base {

namespace {

using Multi = std::unique_ptr<CURLM, FreeWith<curl_multi_cleanup>>;

constexpr long kStallBytesPerSecond = 100;
constexpr std::size_t kMostSkippedBytes = 1U << 20U;
constexpr std::size_t kMostHeadBytes = 256U << 10U;  // of all heads and trailers of one request
constexpr int kMostRefused = 4;                      // addresses of one name

std::string url_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

Error invalid(const char* why) { return {ErrorKind::kUrlInvalid, why, ""}; }

// What maps other letters to these (IDNA) may map them to an address.
bool is_ascii_host(std::string_view host) {
  if (host.starts_with('[')) return parse_ip(host).has_value();
  return host.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") ==
         std::string_view::npos;
}

// `port` is empty where the URL names none.
bool is_usual_port(std::string_view port) {
  return port.empty() || port == "80" || port == "443" || port.size() > 4 ||
         (port.size() == 4 && port >= "1024");
}

int poll_ms(const CancelToken& cancel) {
  constexpr std::chrono::milliseconds kLongest{1000};
  const auto deadline = cancel.deadline();
  if (!deadline) return static_cast<int>(kLongest.count());
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Hop::Clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), kLongest).count());
}

}  // namespace

Error refused_host() {
  return {ErrorKind::kUrlRefused,
          "The URL leads to an address that is not on the public internet, or that the operator "
          "has not allowed. Send the file itself, or have the operator allow the host.",
          ""};
}

Result<UrlHandle> parse_url(const std::string& text, const HostRules& rules) {
  UrlHandle url(curl_url());
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
  if (!is_ascii_host(host)) {
    return invalid(
        "The host of the URL has other signs than letters, digits, '.', '-' and '_'. "
        "Write an international name in its ASCII form (xn--...).");
  }
  if (!rules.may_name(host)) return refused_host();
  if (!rules.allow_private && !is_usual_port(url_part(url.get(), CURLUPART_PORT))) {
    return Error{ErrorKind::kUrlRefused,
                 "The port of the URL belongs to another protocol. Use 80, 443, or one above 1023.",
                 ""};
  }
  return url;
}

void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::bad_alloc();
}

CURLcode run_transfer(CURL* easy, const CancelToken& cancel, const std::function<bool()>& go_on) {
  const Multi multi(curl_multi_init());
  if (!multi) throw std::bad_alloc();
  curl_multi_add_handle(multi.get(), easy);
  int running = 1;
  {
    const auto wake = cancel.on_cancel([&] { curl_multi_wakeup(multi.get()); });
    while (running != 0 && !cancel.cancelled() && go_on()) {
      if (curl_multi_perform(multi.get(), &running) != CURLM_OK) break;
      if (running != 0) curl_multi_poll(multi.get(), nullptr, 0, poll_ms(cancel), nullptr);
    }
  }
  int queued = 0;
  const auto* message = curl_multi_info_read(multi.get(), &queued);
  const auto code = message != nullptr ? message->data.result : CURLE_ABORTED_BY_CALLBACK;
  curl_multi_remove_handle(multi.get(), easy);
  return code;
}

Hop::Hop(UrlHandle url, const DownloadLimits& limits, Clock::time_point deadline,
         std::uint64_t range_from, HopSink& sink)
    : limits_(limits),
      sink_(sink),
      url_(std::move(url)),
      host_(url_part(url_.get(), CURLUPART_HOST)),
      easy_(curl_easy_init()) {
  if (!easy_) throw std::bad_alloc();
  configure(deadline, range_from);
}

HopOutcome Hop::run(const CancelToken& cancel) {
  HopOutcome outcome;
  outcome.code = run_transfer(easy_.get(), cancel, [&] { return refused_ <= kMostRefused; });
  outcome.answer = answer();
  outcome.refused =
      refused_ > kMostRefused || (refused_ > 0 && outcome.code == CURLE_COULDNT_CONNECT);
  outcome.taken = taken_;
  outcome.complaint = complaint_.data();
  char* next = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &next);
  if (next != nullptr) outcome.location = next;
  curl_off_t wait = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &wait);
  if (wait > 0) outcome.retry_after = std::chrono::seconds(wait);
  return outcome;
}

void Hop::configure(Clock::time_point deadline, std::uint64_t range_from) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
  set(CURLOPT_CURLU, url_.get());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));  // one body needs no more
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
  if (range_from > 0) {
    const auto range = fmt::format("{}-", range_from);
    set(CURLOPT_RANGE, range.c_str());
  }
  set(CURLOPT_OPENSOCKETFUNCTION, &Hop::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Hop::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Hop::on_head);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_ERRORBUFFER, complaint_.data());
}

/// The pin: libcurl connects to just this address, whatever the name resolves to elsewhere.
curl_socket_t Hop::open_socket(void* opaque, curlsocktype, curl_sockaddr* target) {
  auto& hop = *static_cast<Hop*>(opaque);
  const auto address = ip_of(target->addr);
  if (!address || !hop.limits_.hosts.may_connect(hop.host_, *address)) {
    ++hop.refused_;
    return CURL_SOCKET_BAD;
  }
  return ::socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
}

std::size_t Hop::on_body(char* data, std::size_t size, std::size_t count, void* opaque) {
  auto& hop = *static_cast<Hop*>(opaque);
  try {
    return hop.take(as_bytes({data, size * count})) ? size * count : CURL_WRITEFUNC_ERROR;
  } catch (...) {  // not through the library's C
    hop.taken_ = caught("The download failed.");
    return CURL_WRITEFUNC_ERROR;
  }
}

std::size_t Hop::on_head(char*, std::size_t size, std::size_t count, void* opaque) {
  auto& hop = *static_cast<Hop*>(opaque);
  hop.head_bytes_ += size * count;
  return hop.head_bytes_ <= kMostHeadBytes ? size * count : 0;
}

bool Hop::take(std::span<const std::uint8_t> bytes) {
  if (!answer_) answer_ = answer();
  if (answer_->status != 200 && answer_->status != 206) {
    // The end of a short redirect page is awaited: only then does libcurl tell where it leads.
    skipped_ += bytes.size();
    return skipped_ <= kMostSkippedBytes;
  }
  taken_ = sink_.take(*answer_, bytes);
  return taken_.ok();
}

HopAnswer Hop::answer() const {
  HopAnswer answer;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  curl_off_t length = -1;
  curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (length >= 0) answer.length = static_cast<std::uint64_t>(length);
  curl_header* header = nullptr;
  if (curl_easy_header(easy_.get(), "Content-Range", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
    answer.content_range = header->value;
  }
  return answer;
}

}  // namespace dragoman::base
