#pragma once

#include <string_view>

#include "base/result.h"

namespace dragoman::base {

/// What was just caught, as an Error: call it inside a `catch (...)`, at the edges that no
/// exception may cross. `what` says which part failed ("An engine failed."). A lack of memory or of
/// threads becomes kUnavailable, since it passes; all else is a fault of ours, kInternal. Never
/// throws.
[[nodiscard]] Error caught(std::string_view what) noexcept;

}  // namespace dragoman::base
