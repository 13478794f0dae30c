#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/language.h"
#include "core/model_files.h"
#include "models/catalogue.h"
#include "models/quality.h"

namespace dragoman::pipeline {

class Engines;
class RouteTable;

/// What is done for one language, and how well.
struct LanguageCoverage {
  core::Language language = core::Language::kEnglish;
  bool recognised = false;
  bool spoken = false;
  std::vector<models::Measured> measured;  ///< Of recognition.
};

/// How one direction goes, and how well.
struct DirectionCoverage {
  core::Language source = core::Language::kEnglish;
  core::Language target = core::Language::kEnglish;
  std::string route;                ///< "fr -> en (recogniser) -> pt (student)"
  std::vector<std::string> models;  ///< Ids, the recogniser's first.
  std::vector<models::Measured> measured;
  std::optional<models::Published> published;  ///< By those who made its one translation model.
};

/// Who can be asked to speak.
struct VoiceCoverage {
  std::string id;  ///< A public name, or an installed voice's own.
  core::LanguageSet languages;
  std::map<core::Language, std::string>
      stand_ins;         ///< Of a public name: the voices that are heard.
  std::string model_id;  ///< Of an installed voice, as what follows.
  core::Sex sex = core::Sex::kUnknown;
  bool mixes = false;
};

/// What a machine does with all languages. Plain data.
struct Coverage {
  std::vector<LanguageCoverage> languages;    ///< All, in the contract's order.
  std::vector<DirectionCoverage> directions;  ///< Those that have a route, by source, then target.
  std::vector<VoiceCoverage> voices;          ///< Public names first.
};

/// Puts routes, the models that are open (in the order in which engines take them) and the table of
/// measured quality together. A figure counts only for the very models that it was measured of.
[[nodiscard]] Coverage cover(const RouteTable& routes, const core::LanguageSet& spoken,
                             std::span<const models::CatalogueModel* const> open,
                             std::span<const models::Measured> measured);

/// The public names that some installed voice stands in for, then all installed voices.
[[nodiscard]] std::vector<VoiceCoverage> cover_voices(const Engines& engines);

/// "chrF2 69.6 (FLORES devtest, text, n = 100)", or "not measured", with what was published.
[[nodiscard]] std::string describe_quality(const DirectionCoverage& direction);
[[nodiscard]] std::string describe_quality(const LanguageCoverage& language);

}  // namespace dragoman::pipeline
