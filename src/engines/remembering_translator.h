#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engines/mt.h"

namespace dragoman::engines {

/// One engine's replicas, which then share a memory of `max_bytes`: a sentence that was translated
/// before, or comes twice in a batch, is not translated again. Answers are those of the replicas:
/// a sentence counts as the same only with the same direction, the same glossary (which of its
/// terms apply is the engine's to say) and, where the engine reads context or notes, the same ones.
/// What fails, is cancelled or comes out empty is not remembered. No bytes: the replicas as they
/// were.
///
/// Where an engine's answer may turn on a sentence's company in a batch, the first one given stays.
[[nodiscard]] std::vector<std::unique_ptr<Translator>> remember_repeats(
    std::vector<std::unique_ptr<Translator>> replicas, std::size_t max_bytes);

}  // namespace dragoman::engines
