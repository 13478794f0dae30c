// Any bytes as a configuration file: settings within their ranges, or an error that names a line.
#include <cstdint>
#include <cstdlib>

#include "app/config.h"
#include "app/options.h"
#include "base/testing/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman;  // the subject of this file
  const base::testing::MemoryFile file({data, size});
  const auto nothing = [](const std::string& name) {
    return name == "HOME" ? std::optional<std::string>("/home") : std::nullopt;
  };
  const auto config = app::load_config({.file = file.path(), .environment = nothing, .flags = {}});
  if (!config) {
    if (config.error().message.find("/proc/self/fd/") == std::string::npos) std::abort();
    return 0;
  }
  if (config->port > 65535 || config->max_jobs < 1 || config->max_duration_s < 1) std::abort();
  for (const auto& option : app::options()) {
    app::Config again;
    const auto text = app::toml_value(option, *config);
    if (text.empty()) std::abort();
  }
  return 0;
}
