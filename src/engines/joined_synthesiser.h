#pragma once

#include <memory>
#include <vector>

#include "engines/tts.h"

namespace dragoman::engines {

/// One replica out of several engines' replicas, which it owns: its voices are all of theirs, in
/// order, and each request goes to the one that has its voice. Voice ids must differ over the
/// parts; of two alike the first speaks.
[[nodiscard]] std::unique_ptr<Synthesiser> join_synthesisers(
    std::vector<std::unique_ptr<Synthesiser>> parts);

}  // namespace dragoman::engines
