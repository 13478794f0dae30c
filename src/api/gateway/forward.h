#pragma once

#include <memory>

#include "api/gateway/workers.h"
#include "api/http.h"

namespace dragoman::api {

/// Which worker a request may go to.
enum class Whither {
  kAny,   ///< Whoever has the least to do.
  kHome,  ///< The first one, which keeps files and jobs.
};

/// Hands a request to a worker and passes the answer on as it comes. A worker that is not reached,
/// breaks off before its answer's head, stops (503) or is full (429) gives way to the next one that
/// is ready, unless the request belongs at home; of refusals the last is passed on. An answer that
/// breaks off later ends as the contract has it: a stream of events by an error event, anything
/// else by the end of the connection. `workers` must outlive it.
[[nodiscard]] Handler forward(Workers& workers, Whither whither);

}  // namespace dragoman::api
