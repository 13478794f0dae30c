#include "engines/ctranslate2/student_library.h"

#include <utility>

#include <fmt/format.h>

#include "engines/ctranslate2/model_types.h"

namespace dragoman::engines::ctranslate2 {

base::Result<std::shared_ptr<StudentLibrary>> StudentLibrary::open(
    const std::vector<core::ModelFiles>& installed) {
  register_model_types();
  auto library = std::make_shared<StudentLibrary>();
  for (const auto& model : installed) {
    auto files = StudentFiles::find(model);
    const auto status = files ? check_student(*files) : base::Status{files.error()};
    if (!status) {
      auto error = status.error();
      error.detail = fmt::format("{}: {}", model.id, error.detail);
      return error;
    }
    const auto [place, is_first] = library->entries_.try_emplace({model.source, model.target});
    if (is_first) place->second.files = std::move(*files);
  }
  return library;
}

std::vector<Direction> StudentLibrary::directions() const {
  std::vector<Direction> directions;
  for (const auto& [direction, entry] : entries_) directions.push_back(direction);
  return directions;
}

base::Result<std::shared_ptr<const Student>> StudentLibrary::get(Direction direction) {
  const auto found = entries_.find(direction);
  if (found == entries_.end()) {
    return base::Error{
        base::ErrorKind::kLanguageUnsupported,
        fmt::format("No translation model is installed from {} to {}.",
                    core::info(direction.source).name, core::info(direction.target).name),
        ""};
  }
  auto& entry = found->second;
  std::lock_guard lock(entry.mutex);
  const bool passed =
      entry.loaded && !*entry.loaded && entry.loaded->error().kind == base::ErrorKind::kUnavailable;
  if (!entry.loaded || passed) entry.loaded = load_student(entry.files);
  return *entry.loaded;
}

}  // namespace dragoman::engines::ctranslate2
