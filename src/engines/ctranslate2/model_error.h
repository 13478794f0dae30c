#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/result.h"

namespace dragoman::engines::ctranslate2 {

/// kModelInvalid for a translation model. `what` is a clause that says what is wrong ("its lexicon
/// is cut short").
[[nodiscard]] inline base::Error invalid_model(std::string_view what) {
  return {base::ErrorKind::kModelInvalid,
          fmt::format("The translation model cannot be used: {}. Install the model again.", what),
          ""};
}

}  // namespace dragoman::engines::ctranslate2
