#pragma once

#include <memory>
#include <vector>

#include "engines/mt.h"

namespace dragoman::engines {

/// One replica out of several engines' replicas, which it owns: it covers all their directions, and
/// a direction goes to the first part that covers it. A sentence that this part leaves without a
/// translation goes to the next that covers the direction, and so on. Whether context is read is
/// the first's to say. At least one part.
[[nodiscard]] std::unique_ptr<Translator> join_translators(
    std::vector<std::unique_ptr<Translator>> parts);

}  // namespace dragoman::engines
