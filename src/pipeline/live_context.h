#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "core/live.h"
#include "pipeline/engines.h"

namespace dragoman::pipeline {

/// What the turns of one live job share. Nothing of it waits for an engine: what was posted is
/// asked for again and again (poll()), by one thread.
struct LiveContext {
  const core::LiveJob& job;
  Engines& engines;
  base::CancelToken cancel;
  std::optional<std::string> voice = {};  ///< Resolved; nothing where nothing is spoken.
  /// The glossary for the first step of a route, and for those after it. Null: none.
  std::shared_ptr<const std::vector<core::Term>> terms = {};
  std::shared_ptr<const std::vector<core::Term>> later_terms = {};
  std::optional<core::Language> spoken = {};  ///< In the turn before, or the one before that.
};

}  // namespace dragoman::pipeline
