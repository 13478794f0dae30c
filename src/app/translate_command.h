#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli.h"
#include "app/console.h"
#include "app/output_fan.h"
#include "base/cancel.h"
#include "core/job.h"
#include "pipeline/engines.h"
#include "pipeline/limits.h"

namespace dragoman::app {

/// The job that the words ask for; of its voice the name that was given, or none.
[[nodiscard]] core::Job job_of(const TranslateArgs& args);

/// Opens every place, so that a bad one is refused before minutes of work. With no output on
/// standard output the text goes there, unless the command is to be quiet and an output is named.
/// Errors: kInvalidArgument (two outputs in one place, or over the input), kNotFound (no such
/// input), kIo (a place that cannot be written).
[[nodiscard]] base::Result<std::vector<Output>> open_outputs(const TranslateArgs& args);

/// `dragoman translate` or `dragoman transcribe`, engines loaded: runs the job into the outputs.
/// When it fails or is interrupted, what has come so far is kept beside its place as
/// "<path>.partial", and `console` says so. Returns the exit status. `cancel` is SIGINT's.
[[nodiscard]] int run_translate(const TranslateArgs& args, std::vector<Output> outputs,
                                pipeline::Engines& engines, const pipeline::Limits& limits,
                                Console& console, const base::CancelToken& cancel);

/// As pipeline::Engines::usual_voice, in the words of a command line.
[[nodiscard]] base::Result<std::string> default_voice(const pipeline::Engines& engines,
                                                      core::Language language);

}  // namespace dragoman::app
