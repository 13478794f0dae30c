#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace dragoman::core {

/// For tests on weights: where `make setup` installs models, as setup/setup.py chooses it.
inline std::filesystem::path installed_models_dir() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const auto own = variable("DRAGOMAN_MODELS_DIR"); !own.empty()) return own;
  const auto data = variable("XDG_DATA_HOME");
  return (data.empty() ? variable("HOME") / ".local/share" : data) / "dragoman/models";
}

/// The folder of one of them.
inline std::string installed_model(const std::string& id) {
  return (installed_models_dir() / id).string();
}

}  // namespace dragoman::core
