#pragma once

#include <string>

#include "base/result.h"
#include "core/model_files.h"

namespace dragoman::engines::llama {

/// The two GGUF files of a model that hears or sees; absolute paths.
struct ModelPair {
  std::string language_model;  ///< The first that is not the other.
  std::string projector;       ///< The first whose name begins with "mmproj".
};

/// Errors: kModelMissing (the catalogue names no two such files).
[[nodiscard]] base::Result<ModelPair> find_model_pair(const core::ModelFiles& model);

}  // namespace dragoman::engines::llama
