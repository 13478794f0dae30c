#pragma once

#include "engines/registry.h"
#include "pipeline/engines.h"

namespace dragoman::pipeline {

/// Engines that ask the pools of `lender` and wait: for a job that puts something of its own
/// between itself and the engines that all share (engines/kept_answers.h). What they are asked
/// takes its turn there beside that of other jobs. They hear, translate and speak as the lender's
/// do, and read no pictures. `lender` must outlive them.
[[nodiscard]] engines::EngineSet borrow(Engines& lender);

}  // namespace dragoman::pipeline
