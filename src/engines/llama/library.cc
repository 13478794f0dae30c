#include "engines/llama/library.h"

#include <dlfcn.h>
#include <ggml.h>
#include <llama.h>
#include <mtmd.h>

#include <array>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <ggml-backend.h>

#include "base/cpu.h"
#include "base/log.h"

namespace dragoman::engines::llama {

namespace {

[[noreturn]] void throw_fault(const char* message) { throw LibraryFault(message); }

void take_message(ggml_log_level level, const char* text, void* /*user*/) {
  if (level != GGML_LOG_LEVEL_ERROR || !base::log_enabled(base::LogLevel::kDebug)) return;
  std::string_view line(text);
  while (line.ends_with('\n')) line.remove_suffix(1);
  base::log(base::LogLevel::kDebug, "llama.cpp", {{"says", line}});
}

std::string_view kernels_of_this_cpu() {
  switch (base::vector_level()) {
    case base::VectorLevel::kAvx512:
      return "avx512";
    case base::VectorLevel::kAvx2:
      return "avx2";
    case base::VectorLevel::kBaseline:
      break;
  }
  return "baseline";
}

base::Status load() {
  Dl_info library{};
  if (dladdr(reinterpret_cast<const void*>(&ggml_backend_load), &library) == 0 ||  // NOLINT
      library.dli_fname == nullptr) {
    return base::Error{base::ErrorKind::kInternal, "The library llama.cpp was not found.", ""};
  }
  const auto path = std::filesystem::path(library.dli_fname).parent_path() /
                    fmt::format("libggml-cpu-{}.so", kernels_of_this_cpu());
  llama_log_set(take_message, nullptr);
  mtmd_log_set(take_message, nullptr);
  ggml_set_abort_callback(throw_fault);
  if (ggml_backend_load(path.c_str()) == nullptr) {
    return base::Error{base::ErrorKind::kInternal, "The kernels of llama.cpp cannot be loaded.",
                       path.string()};
  }
  llama_backend_init();
  return {};
}

}  // namespace

base::Status open_library() {
  static const base::Status status = load();
  return status;
}

}  // namespace dragoman::engines::llama
