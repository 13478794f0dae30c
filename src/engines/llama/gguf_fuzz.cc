// What a GGUF file from a stranger can hold in its head.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "engines/llama/audio_head.h"
#include "engines/llama/gguf_header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream file(std::string(reinterpret_cast<const char*>(data), size));
  const auto header = dragoman::engines::llama::parse_gguf_header(file);
  if (header && header->architecture.empty()) std::abort();
  if (header) static_cast<void>(dragoman::engines::llama::check_audio_head(*header));
  return 0;
}
