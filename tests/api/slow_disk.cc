// Preloaded into a server: what is written below the folder that SLOW_DISK_DIR names takes as many
// milliseconds a call as stand in the file that SLOW_DISK_FILE names, or less where that changes
// meanwhile. Nothing else is touched.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

long delay_ms() {
  const char* name = std::getenv("SLOW_DISK_FILE");
  std::FILE* file = name != nullptr ? std::fopen(name, "re") : nullptr;
  if (file == nullptr) return 0;
  char text[32] = {};
  const auto* read = std::fgets(text, sizeof text, file);
  std::fclose(file);
  return read != nullptr ? std::strtol(text, nullptr, 10) : 0;
}

bool is_slow(int fd) {
  const char* dir = std::getenv("SLOW_DISK_DIR");
  if (dir == nullptr) return false;
  char path[4096];
  const auto length =
      ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path, sizeof path);
  return length > 0 && std::string(path, static_cast<std::size_t>(length)).starts_with(dir);
}

using Write = ssize_t (*)(int, const void*, std::size_t);

}  // namespace

extern "C" ssize_t write(int fd, const void* bytes, std::size_t count) {
  static const auto real = reinterpret_cast<Write>(::dlsym(RTLD_NEXT, "write"));
  constexpr long kStepMs = 5;
  if (is_slow(fd)) {
    for (long waited_ms = 0; waited_ms < delay_ms(); waited_ms += kStepMs) {
      ::usleep(kStepMs * 1000);
    }
  }
  return real(fd, bytes, count);
}
