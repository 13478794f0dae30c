#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "core/dub.h"
#include "engines/answer_folder.h"

namespace dragoman::app {

/// The folder beside a dubbed film in which its making is kept, "<film>.dub":
///
///     project.json   settings and lines, for people to read and edit (output/dub_project.h)
///     kept/          what engines answered: transcripts, translations, speech
///     film.partial   the film while it is being written
///     lock           held by whoever is at work on it
///
/// It may be removed at any time but during work; then nothing can be resumed or edited. One thread
/// at a time.
class DubFolder {
 public:
  /// Makes it where it is not there, and locks it. Errors: kUnavailable (another is at work on it),
  /// kIo.
  [[nodiscard]] static base::Result<DubFolder> open(const std::string& dir);
  /// The folder of the film of that name.
  [[nodiscard]] static std::string beside(const std::string& film) { return film + ".dub"; }

  /// Nothing where there is none. Errors: kInvalidArgument (one that cannot be read).
  [[nodiscard]] base::Result<std::optional<core::DubProject>> project() const;
  [[nodiscard]] base::Status save(const core::DubProject& project) const;
  [[nodiscard]] std::string partial() const { return dir_ + "/film.partial"; }
  [[nodiscard]] std::string project_path() const { return dir_ + "/project.json"; }
  [[nodiscard]] const std::shared_ptr<engines::AnswerFolder>& answers() const { return answers_; }
  /// Forgets all: the next dub begins anew.
  [[nodiscard]] base::Status clear() const;
  /// Removes the folder where nothing in it would help a dub that goes on.
  void remove_if_unused() const;

 private:
  DubFolder(std::string dir, base::UniqueFd lock);
  std::string dir_;
  base::UniqueFd lock_;
  std::shared_ptr<engines::AnswerFolder> answers_;
};

/// What tells a film from another of the same name: its size, and the sum of its first and last
/// mebibyte. Errors: those of opening it.
[[nodiscard]] base::Result<core::DubFile> look_at_film(const std::string& path);

}  // namespace dragoman::app
