#pragma once

#include <memory>
#include <string>

#include <ctranslate2/models/model.h>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/ctranslate2/mapped_file.h"
#include "engines/ctranslate2/shortlist.h"
#include "engines/ctranslate2/student_vocabulary.h"

namespace dragoman::engines::ctranslate2 {

/// Pieces that a student can read in one go, end of sentence left out: it was trained on no longer
/// sentences.
inline constexpr std::size_t kMaxSourcePieces = 127;

/// Where the output of `source_tokens` (end of sentence included) is cut off if it has not ended by
/// itself.
[[nodiscard]] constexpr std::size_t max_target_tokens(std::size_t source_tokens) {
  return (source_tokens * 5 + 1) / 2 +
         4;  // the factor that the students are published with, and room for very short ones
}

/// The absolute paths of one student's files.
struct StudentFiles {
  std::string model;              ///< model.*.bin
  std::string lexicon;            ///< lex.*.bin; empty: it has none.
  std::string source_vocabulary;  ///< srcvocab.*.spm, or vocab.*.spm for both.
  std::string target_vocabulary;  ///< trgvocab.*.spm

  /// Picks them out of an installed model by their names. Errors: kModelInvalid, naming what is
  /// missing.
  [[nodiscard]] static base::Result<StudentFiles> find(const core::ModelFiles& installed);
};

/// One direction's weights and tables, shared by all replicas. Immutable, so safe from any thread.
/// The order of the members matters: what stands below views what stands above.
struct Student {
  MappedFile model_file;
  MappedFile lexicon_file;
  std::shared_ptr<const StudentVocabulary> source;
  std::shared_ptr<const StudentVocabulary>
      target;  ///< The same object where the vocabulary is shared.
  Shortlist shortlist;
  std::shared_ptr<const ::ctranslate2::models::Model> model;
};

/// Reads every header, name, size, type and option of the three files, and leaves nothing in
/// memory. Errors: kModelMissing, kModelInvalid, kIo.
[[nodiscard]] base::Status check_student(const StudentFiles& files);

/// Opens a student. Quantised matrices are used where the mapped file has them; only small joined
/// ones are copied. register_model_types() must have been called. Errors: as check_student.
[[nodiscard]] base::Result<std::shared_ptr<const Student>> load_student(const StudentFiles& files);

}  // namespace dragoman::engines::ctranslate2
