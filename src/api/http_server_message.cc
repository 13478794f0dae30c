#include "api/http_server_message.h"

#include <algorithm>
#include <ctime>
#include <iterator>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "api/ascii.h"

namespace dragoman::api::internal {

namespace http = boost::beast::http;

namespace {

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percent_decode(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      result.push_back(text[i]);
    } else {
      result.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return result;
}

// "/path?query" of itself and of "http://host/path?query" (RFC 9112, section 3.2).
std::string_view local_part(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (starts_with_ignoring_case(target, kScheme)) {
    const auto slash = target.find('/', kScheme.size());
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return target.substr(0, target.find('#'));
}

}  // namespace

Request to_request(const RequestHead& head) {
  Request request;
  request.method = view(head.method_string());
  const auto target = local_part(view(head.target()));
  const auto question = std::min(target.find('?'), target.size());
  request.path = percent_decode(target.substr(0, question));
  request.query = target.substr(std::min(question + 1, target.size()));
  for (const auto& field : head) {
    request.headers.push_back(
        {std::string(view(field.name_string())), std::string(view(field.value()))});
  }
  return request;
}

std::optional<ErrorReply> protocol_fault(const RequestHead& head) {
  const auto hosts = head.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && head.version() >= 11)) {
    return error_reply(ErrorId::kNotHttp,
                       {"An HTTP/1.1 request must have exactly one Host header."});
  }
  const auto coding = head.find(http::field::transfer_encoding);
  if (coding != head.end() && !equal_ignoring_case(trim(view(coding->value())), "chunked")) {
    return error_reply(ErrorId::kNotHttp,
                       {"The only transfer coding that this server takes is chunked."});
  }
  if (head.count(http::field::expect) > 0 && !expects_continue(head))
    return error_reply(ErrorId::kExpectation);
  return std::nullopt;
}

bool expects_continue(const RequestHead& head) {
  return equal_ignoring_case(view(head[http::field::expect]), "100-continue");
}

std::string format_head(const Response& response, const std::vector<Header>& extra,
                        const Framing& framing) {
  std::string head;
  auto out = std::back_inserter(head);
  const auto status = static_cast<unsigned>(response.status);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", status,
                 view(http::obsolete_reason(http::int_to_status(status))));
  fmt::format_to(out, "Server: dragoman\r\nDate: {:%a, %d %b %Y %H:%M:%S} GMT\r\n",
                 fmt::gmtime(std::time(nullptr)));
  for (const auto* headers : {&response.headers, &extra}) {
    for (const auto& [name, value] : *headers) fmt::format_to(out, "{}: {}\r\n", name, value);
  }
  const auto length = response.chunks ? response.chunk_bytes : response.body.size();
  if (length && status != 204) fmt::format_to(out, "Content-Length: {}\r\n", *length);
  if (framing.chunked) head += "Transfer-Encoding: chunked\r\n";
  head += framing.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

std::string format_chunk(std::string_view chunk, const Framing& framing) {
  if (!framing.chunked) return std::string(chunk);
  return fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
}

std::string format_last_chunk(const Framing& framing) { return framing.chunked ? "0\r\n\r\n" : ""; }

}  // namespace dragoman::api::internal
