#pragma once

#include <memory>
#include <vector>

#include "api/handlers/stored.h"
#include "api/routes.h"

namespace dragoman::api {

/// /v1/jobs: start, list, show, follow, cancel, delete, and the results.
[[nodiscard]] std::vector<Route> job_routes(std::shared_ptr<Stored> stored);

/// A job's request as the runner needs it: the wish, with its recording. Errors: kInternal (what
/// was taken once cannot be read any more).
[[nodiscard]] base::Result<core::Job> read_stored_job(const jobs::JobRecord& job,
                                                      const jobs::Shelf& files,
                                                      std::size_t max_terms);

/// The film that its request asks for. Errors: as read_stored_job, also where there is none.
[[nodiscard]] base::Result<core::FilmWish> read_stored_film(const jobs::JobRecord& job,
                                                            std::size_t max_terms);

/// Why it failed, as the last event of its stream has it.
[[nodiscard]] std::string explain_failure(const base::Error& error, const jobs::JobRecord& job,
                                          std::size_t max_terms);

}  // namespace dragoman::api
