#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/ctranslate2/student_loader.h"
#include "engines/mt.h"

namespace dragoman::engines::ctranslate2 {

/// All installed students; each is loaded when its direction is first asked for, and then shared.
/// Every call is safe from any thread.
class StudentLibrary {
 public:
  /// Checks every model's files. Where two models cover one direction, the first counts. To be
  /// called before threads load any CTranslate2 model. Errors: as check_student; detail names the
  /// model.
  [[nodiscard]] static base::Result<std::shared_ptr<StudentLibrary>> open(
      const std::vector<core::ModelFiles>& installed);

  [[nodiscard]] std::vector<Direction> directions() const;
  /// Loads at the first call for a direction, during which other calls for it wait; an error is
  /// given again at every call, but for a shortage of memory. Errors: kLanguageUnsupported (none of
  /// directions()), as load_student.
  [[nodiscard]] base::Result<std::shared_ptr<const Student>> get(Direction direction);

 private:
  struct Entry {
    StudentFiles files;
    std::mutex mutex;  // guards what follows
    std::optional<base::Result<std::shared_ptr<const Student>>> loaded;
  };
  std::map<Direction, Entry> entries_;
};

}  // namespace dragoman::engines::ctranslate2
