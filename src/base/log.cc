#include "base/log.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>

#include <fmt/chrono.h>

namespace dragoman::base {

namespace {

constexpr std::array<std::string_view, 5> kNames = {"debug", "info", "warning", "error", "off"};

std::atomic<LogLevel> g_level{LogLevel::kInfo};
std::mutex g_mutex;  // guards g_sink, and keeps lines whole

std::function<void(std::string_view)>& sink() {
  static std::function<void(std::string_view)> instance;
  return instance;
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-_.:/+%@,").find(c) != std::string_view::npos;
}

void append_quoted(std::string& line, std::string_view value) {
  line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += {'\\', c};
    } else if (c == '\n') {
      line += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      line += fmt::format("\\x{:02x}", byte);
    } else {
      line += c;
    }
  }
  line += '"';
}

void append_field(std::string& line, std::string_view key, std::string_view value) {
  line += ' ';
  line += key;
  line += '=';
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_plain)) {
    line += value;
  } else {
    append_quoted(line, value);
  }
}

std::string timestamp() {
  using namespace std::chrono;
  const auto now = floor<milliseconds>(system_clock::now());
  const auto second = floor<seconds>(now);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(system_clock::to_time_t(second)),
                     (now - second).count());
}

// Where the reader of a pipe has stopped to read, lines are lost rather than the server's time.
bool is_writable(int fd) {
  constexpr int kPatienceMs = 100;
  static bool stuck = false;  // guarded by g_mutex
  pollfd waited{fd, POLLOUT, 0};
  stuck = ::poll(&waited, 1, stuck ? 0 : kPatienceMs) == 0;
  return !stuck;
}

void write_line(std::string_view line) {
  const std::lock_guard lock(g_mutex);
  if (sink()) {
    sink()(line);
    return;
  }
  if (!is_writable(STDERR_FILENO)) return;
  while (!line.empty()) {
    const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written <= 0) return;  // nobody is left to tell
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view name) {
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end()) return std::nullopt;
  return static_cast<LogLevel>(at - kNames.begin());
}

void set_log_level(LogLevel level) { g_level = level; }

bool log_enabled(LogLevel level) { return level >= g_level.load() && level != LogLevel::kOff; }

void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!log_enabled(level)) return;
  std::string line =
      fmt::format("level={} time={}", kNames[static_cast<std::size_t>(level)], timestamp());
  append_field(line, "message", message);
  for (const auto& field : fields) append_field(line, field.key, field.value);
  line += '\n';
  write_line(line);
}

void set_log_sink(std::function<void(std::string_view line)> new_sink) {
  const std::lock_guard lock(g_mutex);
  sink() = std::move(new_sink);
}

}  // namespace dragoman::base
