#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/language.h"
#include "core/model_files.h"

namespace dragoman::models {

/// One file of a model, relative to the model's folder.
struct CatalogueFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 small hexadecimal digits.
};

/// One model as catalogue.toml describes it; that file's head explains each member.
struct CatalogueModel {
  core::ModelFiles facts;  ///< Without `dir`: the store fills it in.
  bool is_default = false;
  std::string summary;
  std::string licence;
  std::vector<std::string> packages;  ///< "pip silero-vad 6.2.3"
  std::string importer;  ///< Of setup/importers, where set-up converts the model; else empty.
  std::vector<CatalogueFile> files;  ///< As facts.files, in the same order.

  [[nodiscard]] std::uint64_t bytes() const;
};

/// A public voice name -> language -> the installed voices that may stand in for it, best first.
using StandInTable =
    std::map<std::string, std::map<core::Language, std::vector<std::string>>, std::less<>>;

/// What can be installed, and who speaks for the public voices. Plain data.
struct Catalogue {
  std::vector<CatalogueModel> models;  ///< In the order of the file.
  StandInTable stand_ins;

  [[nodiscard]] const CatalogueModel* find(std::string_view id) const;
};

/// Reads a catalogue. Nothing is guessed: an unknown key, a language we do not know, a path that
/// leaves the model's folder, a file or id that comes twice are errors (kModelInvalid, with the
/// line or the model's id).
[[nodiscard]] base::Result<Catalogue> parse_catalogue(std::string_view toml);

/// The one in the program: models/catalogue.toml as it was at build time.
[[nodiscard]] base::Result<Catalogue> built_in_catalogue();

}  // namespace dragoman::models
