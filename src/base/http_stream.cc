#include "base/http_stream.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <new>
#include <optional>
#include <utility>

#include <curl/curl.h>

#include "base/caught.h"
#include "base/download_hop.h"

namespace dragoman::base {

namespace {

using Clock = std::chrono::steady_clock;
using Easy = std::unique_ptr<CURL, FreeWith<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, FreeWith<curl_multi_cleanup>>;
using List = std::unique_ptr<curl_slist, FreeWith<curl_slist_free_all>>;

constexpr std::size_t kMostHeadBytes = 64U << 10U;
constexpr long kReceiveBytes = 16L << 10U;
constexpr std::chrono::milliseconds kLongestPoll{1000};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

Error fault_of(CURLcode code, const char* complaint) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorKind::kUrlTimeout, "The server was too slow.", complaint};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return {ErrorKind::kUrlFailed, "The server could not be reached.", complaint};
    default:
      return {ErrorKind::kUrlFailed, "The server's answer broke off.", complaint};
  }
}

class Stream final : public HttpStream {
 public:
  Stream(HttpCall call, UrlHandle url, CancelToken cancel)
      : call_(std::move(call)),
        url_(std::move(url)),
        cancel_(std::move(cancel)),
        easy_(curl_easy_init()),
        multi_(curl_multi_init()),
        wake_(cancel_.on_cancel([this] { curl_multi_wakeup(multi_.get()); })) {
    if (!easy_ || !multi_) throw std::bad_alloc();
    configure();
    curl_multi_add_handle(multi_.get(), easy_.get());
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() override { curl_multi_remove_handle(multi_.get(), easy_.get()); }

  Status wait_for_head() {
    return pump_until([this] { return head_ended_; }, call_.head_timeout);
  }
  long status() const override { return status_; }
  const std::vector<HttpField>& fields() const override { return fields_; }
  Result<std::string> next() override {
    if (pending_.empty()) {
      auto status = pump_until([this] { return !pending_.empty(); }, call_.silence_timeout);
      if (!status) return status.error();
    }
    return std::exchange(pending_, {});
  }

 private:
  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(easy_.get(), option, value);
  }
  void configure();
  void add_field(const std::string& line);
  template <class Ready>
  Status pump_until(Ready ready, std::chrono::milliseconds patience);
  [[nodiscard]] std::optional<CURLcode> outcome();
  void take_head(std::string_view line);
  static std::size_t on_head(char* data, std::size_t size, std::size_t count, void* opaque);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* opaque);

  const HttpCall call_;
  const UrlHandle url_;  // before easy_, which reads it to its end
  const CancelToken cancel_;
  const Easy easy_;
  const Multi multi_;
  List list_;
  std::array<char, CURL_ERROR_SIZE> complaint_{};
  long status_ = 0;
  std::vector<HttpField> fields_;
  std::size_t head_bytes_ = 0;
  bool head_ended_ = false;
  bool too_large_ = false;
  std::string pending_;
  std::optional<CURLcode> code_;
  const CancelCallback wake_;  // last: it goes before what it wakes
};

void Stream::add_field(const std::string& line) {
  auto* const longer = curl_slist_append(list_.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list_.release());
  list_.reset(longer);
}

void Stream::configure() {
  for (const auto& [name, value] : call_.fields) add_field(name + ": " + value);
  add_field("Expect:");  // or a large body waits for leave
  set(CURLOPT_CURLU, url_.get());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_BUFFERSIZE, kReceiveBytes);
  set(CURLOPT_CONNECTTIMEOUT_MS, long{call_.connect_timeout.count()});
  if (call_.body) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDS, call_.body->data());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call_.body->size()));
  }
  set(CURLOPT_CUSTOMREQUEST, call_.method.c_str());
  if (call_.method == "HEAD") set(CURLOPT_NOBODY, 1L);
  set(CURLOPT_HTTPHEADER, list_.get());
  set(CURLOPT_HEADERFUNCTION, &Stream::on_head);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Stream::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_ERRORBUFFER, complaint_.data());
}

// How the transfer ended, once it has.
std::optional<CURLcode> Stream::outcome() {
  int queued = 0;
  const auto* message = curl_multi_info_read(multi_.get(), &queued);
  if (message != nullptr) code_ = message->data.result;
  return code_;
}

// What is there already counts, also where the transfer then failed.
template <class Ready>
Status Stream::pump_until(Ready ready, std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  for (int running = 1;;) {
    if (auto status = cancel_.check(); !status) return status;
    if (!code_) curl_multi_perform(multi_.get(), &running);
    if (ready()) return {};
    if (too_large_) return Error{ErrorKind::kMediaTooLarge, "The server's head has no end.", ""};
    if (const auto code = outcome()) {
      if (*code == CURLE_OK && head_ended_) return {};
      return fault_of(*code, complaint_.data());
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return Error{ErrorKind::kUrlTimeout, "The server was too slow.", ""};
    curl_multi_poll(multi_.get(), nullptr, 0,
                    static_cast<int>(std::min(left, kLongestPoll).count()), nullptr);
  }
}

void Stream::take_head(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    fields_.clear();
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status_);
  } else if (trimmed(line).empty()) {
    head_ended_ = status_ >= 200;
  } else if (const auto colon = line.find(':'); colon != line.npos && !head_ended_) {
    fields_.push_back(
        {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
  }
}

std::size_t Stream::on_head(char* data, std::size_t size, std::size_t count, void* opaque) {
  auto& stream = *static_cast<Stream*>(opaque);
  stream.head_bytes_ += size * count;
  stream.too_large_ = stream.too_large_ || stream.head_bytes_ > kMostHeadBytes;
  if (stream.too_large_) return 0;
  try {
    stream.take_head({data, size * count});
  } catch (...) {  // not through the library's C
    return 0;
  }
  return size * count;
}

std::size_t Stream::on_body(char* data, std::size_t size, std::size_t count, void* opaque) {
  try {
    static_cast<Stream*>(opaque)->pending_.append(data, size * count);
  } catch (...) {  // not through the library's C
    return CURL_WRITEFUNC_ERROR;
  }
  return size * count;
}

}  // namespace

Result<std::unique_ptr<HttpStream>> HttpStream::open(HttpCall call, CancelToken cancel) {
  try {
    start_curl();
    auto url = parse_url(call.url, {.allow_private = true});
    if (!url) return url.error();
    auto stream = std::make_unique<Stream>(std::move(call), *std::move(url), std::move(cancel));
    if (auto status = stream->wait_for_head(); !status) return status.error();
    return std::unique_ptr<HttpStream>(std::move(stream));
  } catch (...) {
    return caught("The request to the server failed.");
  }
}

}  // namespace dragoman::base
