#pragma once

#include "base/result.h"
#include "core/language.h"
#include "jobs/job_table.h"
#include "output/writer.h"

namespace dragoman::jobs {

/// Writes what a job has said as a file of that form; not its speech, which is longer than memory
/// (State::speech_bytes has it). Errors: those of the table and the sink.
[[nodiscard]] base::Status write_result(JobTable& table, const JobRecord& job,
                                        output::Format format, output::Facts facts,
                                        output::ByteSink& sink);

}  // namespace dragoman::jobs
