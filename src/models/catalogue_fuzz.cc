// Any bytes as a catalogue of models: what is read names only plain paths and whole hashes.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "models/catalogue.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman::models;  // the subject of this file
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto catalogue = parse_catalogue(text);
  if (!catalogue) {
    if (catalogue.error().message.empty()) std::abort();
    return 0;
  }
  for (const auto& model : catalogue->models) {
    if (!is_plain_path(model.facts.id)) std::abort();
    for (const auto& file : model.files) {
      if (!is_plain_path(file.path)) std::abort();
      if (!file.sha256.empty() && !is_sha256(file.sha256)) std::abort();
    }
  }
  return 0;
}
