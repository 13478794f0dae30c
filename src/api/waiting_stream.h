#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "api/admission.h"
#include "api/http.h"

namespace dragoman::api {

/// Begins the job whose place that is. What it throws becomes an error event.
using BeginStream = std::function<std::unique_ptr<ChunkSource>(Admission::Place)>;

/// The answer to a job that has waited for its place as long as a stream may be quiet: comments, so
/// that the client and the proxies between know that it is alive; then, with a place, what `begin`
/// gives; else an error event that says why there is none.
[[nodiscard]] std::unique_ptr<ChunkSource> waiting_stream(
    Admission::Line line, std::chrono::milliseconds comment_interval, base::CancelToken cancel,
    BeginStream begin);

}  // namespace dragoman::api
