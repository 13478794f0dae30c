#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace dragoman::text {

/// The folder of an installed model, where `make setup` puts it (as setup/setup.py chooses it).
inline std::string installed(const std::string& model) {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const auto own = variable("DRAGOMAN_MODELS_DIR"); !own.empty()) return (own / model).string();
  const auto data = variable("XDG_DATA_HOME");
  return ((data.empty() ? variable("HOME") / ".local/share" : data) / "dragoman/models" / model)
      .string();
}

}  // namespace dragoman::text
