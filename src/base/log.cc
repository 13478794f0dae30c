#include "base/log.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>

#include <fmt/chrono.h>

#include "base/bytes.h"

namespace dragoman::base {

namespace {

constexpr std::array<std::string_view, 2> kFormats = {"text", "json"};
constexpr std::array<std::string_view, 5> kNames = {"debug", "info", "warning", "error", "off"};

std::atomic<LogLevel> g_level{LogLevel::kInfo};
std::atomic<LogFormat> g_format{LogFormat::kText};
std::mutex g_mutex;  // guards the sink, and keeps lines whole
thread_local LogContext t_context;

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
  if (!line.empty()) line += ' ';
  line += key;
  line += '=';
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_plain)) {
    line += value;
  } else {
    append_quoted(line, value);
  }
}

// RFC 8259. Bytes that are no UTF-8 are written as if they were Latin-1, so that the line is.
void append_json_text(std::string& line, std::string_view value) {
  const bool is_utf8 = is_valid_utf8(value);
  line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7F || (byte > 0x7F && !is_utf8)) {
      line += fmt::format("\\u{:04x}", byte);
    } else {
      line += c;
    }
  }
  line += '"';
}

void append_json_field(std::string& line, std::string_view key, std::string_view value, bool bare) {
  line += line.empty() ? '{' : ',';
  append_json_text(line, key);
  line += ':';
  if (bare) {
    line += value;
  } else {
    append_json_text(line, value);
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

std::optional<LogFormat> parse_log_format(std::string_view name) {
  const auto at = std::find(kFormats.begin(), kFormats.end(), name);
  if (at == kFormats.end()) return std::nullopt;
  return static_cast<LogFormat>(at - kFormats.begin());
}

void set_log_format(LogFormat format) { g_format = format; }

void LogContext::join(const LogContext& other) {
  const auto add = [](std::string& list, const std::string& id) {
    if (id.empty() || list.find(id) != std::string::npos) return;
    list += (list.empty() ? "" : ",") + id;
  };
  add(request_id, other.request_id);
  add(trace_id, other.trace_id);
}

LogContext log_context() { return t_context; }

LogScope::LogScope(LogContext context) : before_(std::exchange(t_context, std::move(context))) {}
LogScope::~LogScope() { t_context = std::move(before_); }

void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!log_enabled(level)) return;
  const bool as_json = g_format.load() == LogFormat::kJson;
  std::string line;
  const auto add = [&](std::string_view key, std::string_view value, bool bare = false) {
    as_json ? append_json_field(line, key, value, bare) : append_field(line, key, value);
  };
  add("level", kNames[static_cast<std::size_t>(level)]);
  add("time", timestamp());
  add("message", message);
  // What the caller names itself goes before what the thread knows.
  const auto add_own = [&](std::string_view key, const std::string& id) {
    const auto is_named = [&](const LogField& field) { return field.key == key; };
    if (!id.empty() && std::none_of(fields.begin(), fields.end(), is_named)) add(key, id);
  };
  add_own("request_id", t_context.request_id);
  add_own("trace_id", t_context.trace_id);
  for (const auto& field : fields) add(field.key, field.value, field.bare);
  line += as_json ? "}\n" : "\n";
  write_line(line);
}

void set_log_sink(std::function<void(std::string_view line)> new_sink) {
  const std::lock_guard lock(g_mutex);
  sink() = std::move(new_sink);
}

}  // namespace dragoman::base
