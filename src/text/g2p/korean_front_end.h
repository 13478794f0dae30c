#pragma once

#include <memory>

#include "text/g2p/front_end.h"

namespace dragoman::text {

/// Korean: the standard's pronunciation (korean_pronunciation.h), then a symbol of the model's
/// alphabet for each sound. The model was never trained on Korean, so the symbols are those that a
/// recogniser understood best among its own (docs/speech.md). Needs no data; never fails.
[[nodiscard]] std::unique_ptr<FrontEnd> make_korean_front_end();

}  // namespace dragoman::text
