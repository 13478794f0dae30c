#include "api/testing/raw_client.h"

#include <unistd.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "api/ascii.h"

namespace dragoman::api::testing {

std::string RawResponse::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const auto end = rest.find("\r\n");
    const auto line = rest.substr(0, end);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name)) {
      return std::string(trim(line.substr(colon + 1)));
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 2);
  }
  return {};
}

RawClient::RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd_);
    throw std::runtime_error("cannot connect");
  }
}

RawClient::~RawClient() { close(); }

void RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server may rightly have hung up: what it says is read next
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string RawClient::read_until(std::string_view text) {
  for (;;) {
    const auto found = buffer_.find(text);
    if (found != std::string::npos) return take(found + text.size());
    if (!read_more()) return take(buffer_.size());
  }
}

RawResponse RawClient::read_response(bool is_head) {
  RawResponse response;
  response.head = read_until("\r\n\r\n");
  if (!response.head.ends_with("\r\n\r\n") || !response.head.starts_with("HTTP/1.1 ")) {
    return response;
  }
  response.status = std::atoi(response.head.substr(9, 3).c_str());
  if (is_head || response.status == 204 || response.status == 100) {
    response.body_complete = true;
  } else if (response.header("transfer-encoding") == "chunked") {
    read_chunks(response);
  } else if (const auto length = response.header("content-length"); !length.empty()) {
    const auto count = static_cast<std::size_t>(std::atoll(length.c_str()));
    while (buffer_.size() < count && read_more()) {
    }
    response.body_complete = buffer_.size() >= count;
    response.body = take(std::min(count, buffer_.size()));
  } else {
    while (read_more()) {
    }
    response.body_complete = true;
    response.body = take(buffer_.size());
  }
  return response;
}

void RawClient::read_chunks(RawResponse& response) {
  for (;;) {
    const auto line = read_until("\r\n");
    std::size_t size = 0;
    const auto parsed = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    if (parsed.ec != std::errc() || !line.ends_with("\r\n")) return;
    while (buffer_.size() < size + 2) {
      if (!read_more()) return;
    }
    response.body += take(size);
    if (take(2) != "\r\n") return;
    if (size == 0) {
      response.body_complete = true;
      return;
    }
  }
}

bool RawClient::closed_by_server() {
  while (read_more()) {
  }
  return buffer_.empty() && errno != EAGAIN && errno != EWOULDBLOCK;
}

void RawClient::half_close() const { ::shutdown(fd_, SHUT_WR); }

void RawClient::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void RawClient::reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close();
}

bool RawClient::read_more() {
  std::array<char, 16384> bytes{};
  errno = 0;
  const auto count = ::recv(fd_, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawClient::take(std::size_t count) {
  auto taken = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return taken;
}

}  // namespace dragoman::api::testing
