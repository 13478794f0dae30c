#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/language.h"
#include "core/model_files.h"

namespace dragoman::models {

/// How one file lies at its hub. All empty for a file that comes from a package.
struct HubFile {
  std::string at;           ///< Its path in the hub's repository.
  bool is_gzip = false;     ///< Whether the hub serves it packed.
  std::uint64_t bytes = 0;  ///< As served; 0 where only the hub's listing tells.
  std::string sha256;       ///< As served; empty likewise.
};

/// One file of a model, relative to the model's folder.
struct CatalogueFile {
  std::string path;
  std::uint64_t bytes = 0;        ///< 0 where the catalogue does not lock it: see manifest.h.
  std::string sha256;             ///< 64 small hexadecimal digits; empty likewise.
  std::uint64_t about_bytes = 0;  ///< What is expected where nothing is locked. For display alone.
  HubFile hub{};
};

/// A place that models are fetched from, by how one asks it.
enum class HubKind : std::uint8_t {
  kFiles,        ///< <url>/<repository>/<revision>/<path>: files, all of them locked here.
  kHuggingFace,  ///< The hub's listing tells size and hash of every file.
};

struct Hub {
  HubKind kind = HubKind::kFiles;
  std::string url;  ///< Without a slash at its end.
};

/// Where a model lies at its hub.
struct HubPlace {
  std::string hub;  ///< A key of Catalogue::hubs.
  std::string repository;
  std::string revision;
};

/// What `--quality` asks for.
enum class Tier : std::uint8_t { kFast, kStandard, kBest };
inline constexpr std::size_t kTierCount = 3;

/// "fast", "standard", "best".
[[nodiscard]] std::string_view describe(Tier tier);
[[nodiscard]] std::optional<Tier> parse_tier(std::string_view text);

/// A figure that those who made the model published. Nothing that we measured.
struct Published {
  std::string metric;
  std::string set;
  double value = 0;
};

/// Where bytes of a model come from, if not from a hub.
struct CataloguePackage {
  std::string words;  ///< "pip silero-vad 6.2.3"
  std::uint64_t bytes = 0;
};

/// One model as catalogue.toml describes it; that file's head explains each member.
struct CatalogueModel {
  core::ModelFiles facts;  ///< Without `dir`: the store fills it in.
  bool is_default = false;
  std::string summary;
  std::string licence;
  std::string licence_evidence;
  std::vector<CataloguePackage> packages;  ///< Empty where it comes from a hub.
  std::string importer;  ///< Of setup/importers, where set-up converts the model; else empty.
  std::vector<CatalogueFile> files;  ///< As facts.files, in the same order.
  std::optional<HubPlace> place;     ///< Nothing where it comes from packages.
  std::vector<Tier> tiers;           ///< The qualities that it is chosen for.
  bool is_restricted = false;        ///< Its licence must be accepted by name.
  std::optional<Published> published;

  /// On disk, as far as it is known.
  [[nodiscard]] std::uint64_t bytes() const;
  /// Whether the catalogue locks size and hash of every file as it lies on disk.
  [[nodiscard]] bool is_locked() const;
  /// Whether it puts text of the one language into the other (mt).
  [[nodiscard]] bool translates(core::Language source, core::Language target) const;
};

/// "No model is known that does this job in these languages", and why.
struct KnownGap {
  core::ModelJob job = core::ModelJob::kTts;
  core::LanguageSet languages;
  std::string why;
};

/// A public voice name -> language -> the installed voices that may stand in for it, best first.
using StandInTable =
    std::map<std::string, std::map<core::Language, std::vector<std::string>>, std::less<>>;

/// What can be installed, and who speaks for the public voices. Plain data.
struct Catalogue {
  std::vector<CatalogueModel> models;  ///< In the order of the file.
  StandInTable stand_ins;
  std::map<std::string, Hub, std::less<>> hubs;
  std::vector<KnownGap> gaps;

  [[nodiscard]] const CatalogueModel* find(std::string_view id) const;
};

/// Reads a catalogue. Nothing is guessed: an unknown key, a language we do not know, a path that
/// leaves the model's folder, a file or id that comes twice are errors (kModelInvalid, with the
/// line or the model's id). `hub_toml` is of the form of hub_catalogue.toml; empty: no hubs.
[[nodiscard]] base::Result<Catalogue> parse_catalogue(std::string_view toml,
                                                      std::string_view hub_toml = "");

/// A path below a folder that cannot leave it: parts of letters, digits and "._-", none of which
/// begins with a dot.
[[nodiscard]] bool is_plain_path(std::string_view path);
/// 64 small hexadecimal digits.
[[nodiscard]] bool is_sha256(std::string_view text);

/// The one in the program: models/catalogue.toml and hub_catalogue.toml as they were at build time.
[[nodiscard]] base::Result<Catalogue> built_in_catalogue();

}  // namespace dragoman::models
