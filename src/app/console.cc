#include "app/console.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/log.h"

namespace dragoman::app {

namespace {

base::Error write_failed() {
  const int fault = errno;
  const auto* what = fault == EPIPE ? "The reader of the output went away."
                     : fault == ENOSPC || fault == EDQUOT || fault == EFBIG
                         ? "The disk is full."
                         : "Output could not be written.";
  return {base::ErrorKind::kIo, what, std::strerror(fault)};
}

std::string_view escape_of(Paint paint) {
  switch (paint) {
    case Paint::kGood:
      return "\x1b[32m";
    case Paint::kBad:
      return "\x1b[1;31m";
    case Paint::kFaint:
      return "\x1b[2m";
    case Paint::kStrong:
      break;
  }
  return "\x1b[1m";
}

}  // namespace

std::string painted(Paint paint, std::string_view text, bool colours) {
  return colours ? fmt::format("{}{}\x1b[0m", escape_of(paint), text) : std::string(text);
}

bool wants_colours(const Environment& environment) {
  return environment("NO_COLOR").value_or("").empty() && environment("TERM").value_or("") != "dumb";
}

base::Status FdSink::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return write_failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

base::Status FdSink::overwrite_start(std::string_view bytes) {
  // A pipe cannot go back, and in a file opened for appending the start is not ours.
  if (::lseek(fd_, 0, SEEK_CUR) < 0) return {};
  ::off_t at = 0;
  while (!bytes.empty()) {
    const auto written = ::pwrite(fd_, bytes.data(), bytes.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return write_failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
    at += written;
  }
  return {};
}

std::optional<std::string> read_line_from(int fd, const base::CancelToken& cancel) {
  constexpr int kPollMs = 100;
  constexpr std::size_t kLongestLine = 4096;
  std::string line;
  while (!cancel.cancelled() && line.size() < kLongestLine) {
    pollfd waited{fd, POLLIN, 0};
    if (::poll(&waited, 1, kPollMs) <= 0) continue;
    char c = 0;
    if (::read(fd, &c, 1) <= 0) break;
    if (c == '\n') return line;
    line += c;
  }
  return std::nullopt;
}

void Console::say(std::string_view line) {
  static_cast<void>(err.append(fmt::format("{}\n", line)));
}

int Console::fail(const base::Error& error) {
  say(fmt::format("{} {}", painted(Paint::kBad, "dragoman:", err_colours), error.message));
  if (!error.detail.empty()) {
    base::log(base::LogLevel::kDebug, "The command failed", {{"detail", error.detail}});
  }
  return error.kind == base::ErrorKind::kInvalidArgument ? kExitUsage : kExitFailed;
}

}  // namespace dragoman::app
