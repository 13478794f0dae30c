#include "base/testing/http_server.h"

#include <netdb.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace dragoman::base::testing {

namespace {

std::size_t length_of_body(const std::string& head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const auto at = head.find(kName);
  return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + kName.size(), nullptr, 10);
}

}  // namespace

bool Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Connection::reply(int status, std::string_view body, std::string_view more_headers) {
  return send(fmt::format("HTTP/1.1 {} Status\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n",
                          status, body.size(), more_headers)) &&
         send(body);
}

void Connection::wait_for_close() {
  char ignored[256];
  while (::recv(fd_, ignored, sizeof ignored, 0) > 0) {
  }
}

std::string Connection::local_address() const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
  char text[NI_MAXHOST] = "";
  ::getnameinfo(reinterpret_cast<const sockaddr*>(&address), length, text, sizeof text, nullptr, 0,
                NI_NUMERICHOST);
  const std::string_view plain(text);
  constexpr std::string_view kMapped = "::ffff:";  // of a socket that takes IPv4 too
  return std::string(plain.starts_with(kMapped) ? plain.substr(kMapped.size()) : plain);
}

HttpServer::HttpServer(Handler handler, On on) : handler_(std::move(handler)) {
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 all{};
  all.sin6_family = AF_INET6;
  const bool local = on == On::kLoopback;
  auto* address =
      local ? reinterpret_cast<sockaddr*>(&loopback) : reinterpret_cast<sockaddr*>(&all);
  socklen_t length = local ? sizeof loopback : sizeof all;
  listener_ = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int off = 0;
  if (!local) ::setsockopt(listener_, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (::bind(listener_, address, length) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, address, &length) != 0) {
    throw std::runtime_error("no port for the test server");
  }
  port_ = ntohs(local ? loopback.sin_port : all.sin6_port);
  acceptor_ = std::thread([this] { accept_loop(); });
}

HttpServer::~HttpServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (auto& connection : connections_) connection.join();
  ::close(listener_);
}

std::string HttpServer::url(std::string_view path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

std::size_t HttpServer::requests() const {
  const std::lock_guard lock(mutex_);
  return heads_.size();
}

std::vector<std::string> HttpServer::heads() const {
  const std::lock_guard lock(mutex_);
  return heads_;
}

std::vector<std::string> HttpServer::bodies() const {
  const std::lock_guard lock(mutex_);
  return bodies_;
}

void HttpServer::accept_loop() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      ::close(fd);
      return;
    }
    open_.push_back(fd);
    connections_.emplace_back([this, fd] { serve(fd); });
  }
}

void HttpServer::serve(int fd) {
  std::string head;
  const auto receive = [&] {
    char part[16384];
    const auto got = ::recv(fd, part, sizeof part, 0);
    if (got > 0) head.append(part, static_cast<std::size_t>(got));
    return got > 0;
  };
  while (head.find("\r\n\r\n") == std::string::npos && receive()) {
  }
  const auto end = std::min(head.size(), head.find("\r\n\r\n") + 4);
  while (head.size() < end + length_of_body(head) && receive()) {
  }
  const auto body = head.substr(end);
  head.resize(end);
  if (const auto from = head.find(' '), to = head.find(' ', from + 1); to != std::string::npos) {
    {
      const std::lock_guard lock(mutex_);
      heads_.push_back(head);
      bodies_.push_back(body);
    }
    Connection connection(fd);
    handler_(head.substr(from + 1, to - from - 1), connection);
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  ::close(fd);
}

}  // namespace dragoman::base::testing
