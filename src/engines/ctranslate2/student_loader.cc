#include "engines/ctranslate2/student_loader.h"

#include <cstdint>
#include <cstring>
#include <deque>
#include <exception>
#include <filesystem>
#include <new>
#include <span>
#include <sstream>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <ctranslate2/models/model_reader.h>
#include <fmt/format.h>

#include "base/caught.h"
#include "engines/ctranslate2/marian_container.h"
#include "engines/ctranslate2/model_error.h"
#include "engines/ctranslate2/parts_stream.h"
#include "engines/ctranslate2/ssru_model.h"
#include "engines/ctranslate2/student_options.h"
#include "engines/ctranslate2/student_tensors.h"

namespace dragoman::engines::ctranslate2 {

namespace {

constexpr std::size_t kPositions = max_target_tokens(kMaxSourcePieces + 1);

// CTranslate2's model.bin (binary version 6, see its model_spec.py), written as stretches between
// which the weights stand.
class BinaryModel {
 public:
  explicit BinaryModel(const StudentTensors& student) {
    constexpr std::uint32_t kBinaryVersion = 6;
    constexpr std::uint32_t kRevision = 1;
    put(kBinaryVersion);
    put(std::string_view(SsruModel::kSpecName));
    put(kRevision);
    put(static_cast<std::uint32_t>(student.tensors.size()));
    for (const auto& tensor : student.tensors) put(tensor);
    put(static_cast<std::uint32_t>(student.aliases.size()));
    for (const auto& [alias, name] : student.aliases) {
      put(std::string_view(alias));
      put(std::string_view(name));
    }
    cut();
  }

  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }

 private:
  template <class T>
  requires std::is_integral_v<T>
  void put(T value) {
    const auto at = text_.size();
    text_.resize(at + sizeof value);
    std::memcpy(text_.data() + at, &value, sizeof value);
  }

  void put(std::string_view text) {
    put(static_cast<std::uint16_t>(text.size() + 1));
    text_ += text;
    text_ += '\0';
  }

  void put(const StudentTensors::Tensor& tensor) {
    put(std::string_view(tensor.name));
    put(static_cast<std::uint8_t>(tensor.shape.size()));
    for (const auto size : tensor.shape) put(size);
    put(static_cast<std::uint8_t>(tensor.type));
    std::size_t bytes = 0;
    for (const auto& part : tensor.parts) bytes += part.bytes.size();
    put(static_cast<std::uint32_t>(bytes));
    cut();
    parts_.insert(parts_.end(), tensor.parts.begin(), tensor.parts.end());
  }

  // What was put since the last cut becomes a part.
  void cut() {
    auto& kept = texts_.emplace_back(std::exchange(text_, {}));
    parts_.push_back({std::as_bytes(std::span(kept)), false});
  }

  std::string text_;
  std::deque<std::string> texts_;
  std::vector<Part> parts_;
};

class StudentReader : public ct2::models::ModelReader {
 public:
  explicit StudentReader(const BinaryModel& binary) : binary_(binary) {}

  std::string get_model_id() const override { return "student"; }

  std::unique_ptr<std::istream> get_file(const std::string& name, bool) override {
    if (name == "model.bin") return std::make_unique<PartsStream>(binary_.parts());
    if (name == "config.json") {
      return std::make_unique<std::istringstream>(R"({"layer_norm_epsilon": 1e-6})");
    }
    return nullptr;
  }

 private:
  const BinaryModel& binary_;
};

base::Result<StudentTensors> read_tensors(std::span<const std::byte> file) {
  const auto container = MarianContainer::parse(file);
  if (!container) return container.error();
  const auto* text = container->find("special:model.yml");
  if (text == nullptr || text->type != MarianContainer::Type::kInt8) {
    return invalid_model("its model file holds no options");
  }
  const auto bytes = text->bytes();
  const auto options =
      parse_student_options({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!options) return options.error();
  return lay_out_student(*container, *options, kPositions);
}

base::Status check_vocabulary(const std::string& path, std::size_t pieces) {
  const auto file = MappedFile::open(path);
  if (!file) return file.error();
  const auto found = StudentVocabulary::count_pieces(file->bytes());
  if (!found) return found.error();
  if (*found == pieces) return {};
  return invalid_model(
      fmt::format("a vocabulary has {} pieces, and its weights have {}", *found, pieces));
}

base::Result<std::shared_ptr<const StudentVocabulary>> load_vocabulary(const std::string& path,
                                                                       std::size_t pieces) {
  const auto file = MappedFile::open(path);
  if (!file) return file.error();
  auto vocabulary = StudentVocabulary::load(file->bytes());
  if (vocabulary && (*vocabulary)->size() != pieces) {
    return invalid_model("its vocabulary has changed");
  }
  return vocabulary;
}

// Opens and checks everything that needs no library.
base::Result<StudentTensors> read_files(const StudentFiles& files, Student& student) {
  auto model_file = MappedFile::open(files.model);
  if (!model_file) return model_file.error();
  student.model_file = std::move(*model_file);
  auto tensors = read_tensors(student.model_file.bytes());
  if (!tensors) return tensors.error();

  for (const auto& [path, pieces] : {std::pair(files.source_vocabulary, tensors->source_pieces),
                                     std::pair(files.target_vocabulary, tensors->target_pieces)}) {
    if (auto status = check_vocabulary(path, pieces); !status) return status.error();
  }

  const Shortlist::Vocabularies vocabularies{tensors->source_pieces, tensors->target_pieces,
                                             tensors->shared_vocabulary};
  if (files.lexicon.empty()) {
    student.shortlist = Shortlist::of_all(vocabularies);
    return tensors;
  }
  auto lexicon_file = MappedFile::open(files.lexicon);
  if (!lexicon_file) return lexicon_file.error();
  student.lexicon_file = std::move(*lexicon_file);
  const auto shortlist = Shortlist::parse(student.lexicon_file.bytes(), vocabularies);
  if (!shortlist) return shortlist.error();
  student.shortlist = *shortlist;
  return tensors;
}

base::Status load_vocabularies(const StudentFiles& files, const StudentTensors& tensors,
                               Student& student) {
  const auto source = load_vocabulary(files.source_vocabulary, tensors.source_pieces);
  if (!source) return source.error();
  student.source = student.target = *source;
  if (files.target_vocabulary == files.source_vocabulary) return {};
  const auto target = load_vocabulary(files.target_vocabulary, tensors.target_pieces);
  if (!target) return target.error();
  student.target = *target;
  return {};
}

}  // namespace

base::Result<StudentFiles> StudentFiles::find(const core::ModelFiles& installed) {
  StudentFiles found;
  std::string both;
  for (const auto& relative : installed.files) {
    const std::filesystem::path path = std::filesystem::path(installed.dir) / relative;
    const auto name = path.filename().string();
    const auto is = [&](std::string_view prefix, std::string_view suffix) {
      return name.starts_with(prefix) && name.ends_with(suffix);
    };
    if (is("model.", ".bin")) found.model = path.string();
    if (is("lex.", ".bin")) found.lexicon = path.string();
    if (is("vocab.", ".spm")) both = path.string();
    if (is("srcvocab.", ".spm")) found.source_vocabulary = path.string();
    if (is("trgvocab.", ".spm")) found.target_vocabulary = path.string();
  }
  if (found.source_vocabulary.empty()) found.source_vocabulary = both;
  if (found.target_vocabulary.empty()) found.target_vocabulary = both;

  auto missing = [&](std::string_view what) {
    auto error = invalid_model(fmt::format("it has no file {}", what));
    error.detail = installed.id;
    return error;
  };
  if (found.model.empty()) return missing("model.*.bin");
  if (found.source_vocabulary.empty() || found.target_vocabulary.empty()) {
    return missing("vocab.*.spm");
  }
  return found;
}

base::Status check_student(const StudentFiles& files) {
  Student student;
  const auto tensors = read_files(files, student);
  return tensors ? base::Status{} : tensors.error();
}

base::Result<std::shared_ptr<const Student>> load_student(const StudentFiles& files) {
  auto student = std::make_shared<Student>();
  const auto tensors = read_files(files, *student);
  if (!tensors) return tensors.error();
  if (auto status = load_vocabularies(files, *tensors, *student); !status) return status.error();
  try {
    const BinaryModel binary(*tensors);
    StudentReader reader(binary);
    student->model = ct2::models::Model::load(reader, ct2::Device::CPU, 0, ct2::ComputeType::INT8);
  } catch (const std::bad_alloc&) {
    return base::caught("A translation model could not be loaded.");
  } catch (const std::exception& exception) {
    auto error = invalid_model("its weights cannot be loaded");
    error.detail = exception.what();
    return error;
  }
  student->model_file.release_pages();
  student->lexicon_file.release_pages();
  return std::shared_ptr<const Student>(std::move(student));
}

}  // namespace dragoman::engines::ctranslate2
