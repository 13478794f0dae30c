#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model_files.h"

namespace dragoman::bench {

/// What front ends read by: the folders g2p-<engine> of a folder of models.
inline std::vector<core::ModelFiles> installed_readers(const std::string& models_dir) {
  constexpr std::string_view kPrefix = "g2p-";
  std::vector<core::ModelFiles> models;
  for (const auto& folder : std::filesystem::directory_iterator(models_dir)) {
    core::ModelFiles model;
    model.id = folder.path().filename().string();
    if (!folder.is_directory() || !model.id.starts_with(kPrefix)) continue;
    model.job = core::ModelJob::kG2p;
    model.engine = model.id.substr(kPrefix.size());
    model.dir = folder.path().string();
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
      model.files.push_back(file.path().filename().string());
    }
    models.push_back(std::move(model));
  }
  return models;
}

}  // namespace dragoman::bench
