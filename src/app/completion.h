#pragma once

#include <string>

#include "app/cli.h"
#include "app/command_tree.h"

namespace dragoman::app {

/// What `dragoman completion SHELL` prints: a script that the shell reads once and that completes
/// commands, options, their values and files. It runs nothing of ours.
[[nodiscard]] std::string completion_script(Shell shell, const CommandNode& tree);

}  // namespace dragoman::app
