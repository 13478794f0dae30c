#pragma once

#include <boost/json/fwd.hpp>

#include "core/event.h"

namespace dragoman::api::wire {

/// The `usage` object of a chat answer, streamed or whole.
[[nodiscard]] boost::json::object usage_object(const core::Usage& usage);

}  // namespace dragoman::api::wire
