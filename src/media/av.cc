#include "media/av.h"

#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <mutex>

#include "base/log.h"

namespace dragoman::media {

namespace {

[[gnu::format(printf, 3, 0)]] void on_log(void*, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_WARNING || !base::log_enabled(base::LogLevel::kDebug)) return;
  char line[512];
  std::vsnprintf(line, sizeof line, format, arguments);
  base::log(base::LogLevel::kDebug, "FFmpeg", {{"line", static_cast<const char*>(line)}});
}

}  // namespace

void set_up_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    av_log_set_callback(on_log);
    constexpr std::size_t kMostBytesAtOnce = 256U << 20U;  // a hostile header may ask for any size
    av_max_alloc(kMostBytesAtOnce);
  });
}

}  // namespace dragoman::media
