#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"

namespace dragoman::app {

/// Installs models of the catalogue that come from registries' packages. What is passed on behind
/// the ids is said by setup/setup.py's own head. Errors: kUnavailable (no means here, or it failed;
/// what it said stands on standard error), kCancelled.
using PackageInstaller = std::function<base::Status(
    const std::vector<std::string>& ids, const std::vector<std::string>& accepted_licences,
    const base::CancelToken& cancel)>;

/// By the set-up scripts in installer/ beside the program, with Debian's python3: a process of its
/// own, whose words go to standard error.
[[nodiscard]] PackageInstaller script_installer(std::string models_dir);

/// Runs a program (absolute, or looked for on PATH) with these words behind its name and these
/// variables ("A=b") besides ours; its standard output goes to our standard error. It is told to
/// stop (SIGTERM) on cancel. Gives its exit status, 128 and the signal's number where one ended it.
/// Errors: kNotFound, kUnavailable.
[[nodiscard]] base::Result<int> run_program(const std::vector<std::string>& words,
                                            const std::vector<std::string>& variables,
                                            const base::CancelToken& cancel);

}  // namespace dragoman::app
