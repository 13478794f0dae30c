#include "engines/ctranslate2/student_translator.h"

#include <exception>
#include <map>
#include <utility>

#include "engines/ctranslate2/student_library.h"
#include "engines/ctranslate2/student_worker.h"

namespace dragoman::engines::ctranslate2 {

namespace {

class StudentTranslator : public Translator {
 public:
  explicit StudentTranslator(std::shared_ptr<StudentLibrary> library)
      : library_(std::move(library)) {}

  std::vector<Direction> directions() const override { return library_->directions(); }

  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override {
    if (batch.empty()) return {};
    const auto fail = [&](const base::Error& error) {
      return std::vector<base::Result<MtResponse>>(batch.size(), error);
    };
    try {
      const auto worker = find_worker(batch.front().direction);
      return worker ? (*worker)->translate(batch) : fail(worker.error());
    } catch (const std::exception& exception) {
      return fail({base::ErrorKind::kInternal, "The translation engine failed.", exception.what()});
    }
  }

  base::Result<std::vector<MtCandidate>> alternatives(const MtRequest& request,
                                                      std::size_t most) override {
    try {
      const auto worker = find_worker(request.direction);
      return worker ? (*worker)->alternatives(request, most) : worker.error();
    } catch (const std::exception& exception) {
      return base::Error{base::ErrorKind::kInternal, "The translation engine failed.",
                         exception.what()};
    }
  }

 private:
  base::Result<StudentWorker*> find_worker(Direction direction) {
    auto& worker = workers_[direction];
    if (worker == nullptr) {
      auto student = library_->get(direction);
      if (!student) return student.error();
      worker = std::make_unique<StudentWorker>(std::move(*student), direction);
    }
    return worker.get();
  }

  std::shared_ptr<StudentLibrary> library_;
  std::map<Direction, std::unique_ptr<StudentWorker>> workers_;
};

}  // namespace

base::Result<std::vector<std::unique_ptr<Translator>>> open_student_translators(
    const std::vector<core::ModelFiles>& installed, unsigned replicas) {
  const auto library = StudentLibrary::open(installed);
  if (!library) return library.error();
  std::vector<std::unique_ptr<Translator>> translators;
  for (unsigned i = 0; i < replicas; ++i) {
    translators.push_back(std::make_unique<StudentTranslator>(*library));
  }
  return translators;
}

}  // namespace dragoman::engines::ctranslate2
