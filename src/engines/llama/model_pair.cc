#include "engines/llama/model_pair.h"

#include <algorithm>
#include <filesystem>

namespace dragoman::engines::llama {

namespace {

// Empty where there is none.
std::string gguf_of(const core::ModelFiles& model, bool is_projector) {
  const auto file = std::ranges::find_if(model.files, [&](const std::string& path) {
    const auto name = std::filesystem::path(path).filename().string();
    return name.ends_with(".gguf") && name.starts_with("mmproj") == is_projector;
  });
  return file == model.files.end() ? "" : model.dir + "/" + *file;
}

}  // namespace

base::Result<ModelPair> find_model_pair(const core::ModelFiles& model) {
  ModelPair pair{gguf_of(model, false), gguf_of(model, true)};
  if (!pair.language_model.empty() && !pair.projector.empty()) return pair;
  return base::Error{base::ErrorKind::kModelMissing,
                     "A model that hears or sees needs two GGUF files, the language model's and "
                     "the projector's (mmproj).",
                     model.id};
}

}  // namespace dragoman::engines::llama
