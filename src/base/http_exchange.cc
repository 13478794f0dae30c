#include "base/http_exchange.h"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include <curl/curl.h>

#include "base/caught.h"
#include "base/download_hop.h"

namespace dragoman::base {

namespace {

constexpr std::size_t kMostHeadBytes = 64U << 10U;
constexpr std::size_t kMostKeyBytes = 4096;

using Easy = std::unique_ptr<CURL, FreeWith<curl_easy_cleanup>>;

class Headers {
 public:
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl_slist_free_all(list_); }
  void add(const std::string& line) {
    auto* const longer = curl_slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  [[nodiscard]] curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// What comes back, and whether it is too much.
struct Incoming {
  std::string body;
  std::size_t limit = 0;
  std::size_t head_bytes = 0;
  bool too_large = false;
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* opaque) {
  auto& incoming = *static_cast<Incoming*>(opaque);
  const auto bytes = size * count;
  if (bytes > incoming.limit - incoming.body.size()) {
    incoming.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  try {
    incoming.body.append(data, bytes);
  } catch (...) {  // not through the library's C
    return CURL_WRITEFUNC_ERROR;
  }
  return bytes;
}

std::size_t on_head(char*, std::size_t size, std::size_t count, void* opaque) {
  auto& incoming = *static_cast<Incoming*>(opaque);
  incoming.head_bytes += size * count;
  incoming.too_large = incoming.too_large || incoming.head_bytes > kMostHeadBytes;
  return incoming.too_large ? 0 : size * count;
}

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  curl_easy_setopt(easy, option, value);
}

void configure(CURL* easy, const HttpExchange& request, CURLU* url, const Headers& headers) {
  set(easy, CURLOPT_CURLU, url);
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_USERAGENT, "dragoman");
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_QUICK_EXIT, 1L);
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<long>(request.timeout.count(), 1)));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, long{request.connect_timeout.count()});
  if (request.body) {
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDS, request.body->data());
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
  }
  set(easy, CURLOPT_HTTPHEADER, headers.get());
  set(easy, CURLOPT_WRITEFUNCTION, &on_body);
  set(easy, CURLOPT_HEADERFUNCTION, &on_head);
}

Error fault_of(CURLcode code, const Incoming& incoming, const char* complaint) {
  if (incoming.too_large) {
    return {ErrorKind::kMediaTooLarge, "The service answered more than it may.", ""};
  }
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorKind::kUrlTimeout, "The service was too slow.", complaint};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return {ErrorKind::kUrlFailed, "The service could not be reached.", complaint};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {ErrorKind::kUrlFailed, "The service has no valid certificate.", complaint};
    default:
      return {ErrorKind::kUrlFailed, "The service's answer broke off.", complaint};
  }
}

Result<HttpReply> exchange(const HttpExchange& request, const CancelToken& cancel) {
  start_curl();
  if (!request.bearer.empty() && !is_bearer(request.bearer)) {
    return Error{ErrorKind::kInvalidArgument, "The service's key holds signs that no key has.", ""};
  }
  const auto url = parse_url(request.url, {.allow_private = true});
  if (!url) return url.error();
  const Easy easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  Headers headers;
  if (request.body) headers.add("Content-Type: " + request.content_type);
  headers.add("Expect:");  // or a large body waits for leave
  if (!request.bearer.empty()) headers.add("Authorization: Bearer " + request.bearer);
  Incoming incoming;
  incoming.limit = request.max_answer_bytes;
  std::array<char, CURL_ERROR_SIZE> complaint{};
  configure(easy.get(), request, url->get(), headers);
  set(easy.get(), CURLOPT_WRITEDATA, &incoming);
  set(easy.get(), CURLOPT_HEADERDATA, &incoming);
  set(easy.get(), CURLOPT_ERRORBUFFER, complaint.data());
  const auto code = run_transfer(easy.get(), cancel, [] { return true; });
  if (auto status = cancel.check(); !status) return status.error();
  if (code != CURLE_OK) return fault_of(code, incoming, complaint.data());
  HttpReply reply;
  reply.body = std::move(incoming.body);
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  curl_off_t wait = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RETRY_AFTER, &wait);
  if (wait > 0) reply.retry_after = std::chrono::seconds(wait);
  return reply;
}

}  // namespace

bool is_bearer(const std::string& key) {
  return !key.empty() && key.size() <= kMostKeyBytes &&
         std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7F; });
}

Result<HttpReply> http_exchange(const HttpExchange& request, const CancelToken& cancel) {
  try {
    return exchange(request, cancel);
  } catch (...) {
    return caught("The request to the service failed.");
  }
}

}  // namespace dragoman::base
