#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/language.h"

namespace dragoman::models {

/// One measured figure; quality.toml explains each member.
struct Measured {
  core::Language source = core::Language::kEnglish;
  std::optional<core::Language> target;  ///< Nothing: recognition.
  std::vector<std::string> models;       ///< In the order of the route.
  std::string metric;
  double value = 0;
  std::string set;
  int n = 0;
  std::string command;
};

/// Errors: kModelInvalid (an unknown key, a missing one, a language we do not know).
[[nodiscard]] base::Result<std::vector<Measured>> parse_quality(std::string_view toml);

/// The table in the program: models/quality.toml as it was at build time.
[[nodiscard]] base::Result<std::vector<Measured>> built_in_quality();

/// "chrF2 69.6 (FLORES devtest, text, n = 100)"
[[nodiscard]] std::string describe(const Measured& measured);

}  // namespace dragoman::models
