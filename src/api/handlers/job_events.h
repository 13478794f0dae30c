#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "api/handlers/stored.h"
#include "api/wire/chat_chunk.h"

namespace dragoman::api {

/// Where in a job's stream a client is: behind chunk `part` (counted from 1) of the event `seq`.
/// 0.0 is the beginning.
struct StreamPlace {
  std::int64_t seq = 0;
  std::int64_t part = 0;
};

/// "12.3", as Last-Event-ID; nothing for anything else.
[[nodiscard]] std::optional<StreamPlace> parse_place(std::string_view text);

/// The chunks of a job as SSE, as those of chat completions, each with its place as id: what is
/// logged already, then what comes, until the job has ended or the client or the server goes. The
/// same bytes for everybody who asks, from whatever place.
[[nodiscard]] std::unique_ptr<ChunkSource> job_events(std::shared_ptr<Stored> stored,
                                                      const jobs::JobRecord& job,
                                                      wire::ChatFacts facts, StreamPlace place,
                                                      const base::CancelToken& cancel);

}  // namespace dragoman::api
