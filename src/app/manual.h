#pragma once

#include <string>

#include "app/command_tree.h"

namespace dragoman::app {

/// What `dragoman man` prints: the page of section 1, in the macros of man(7).
[[nodiscard]] std::string manual_page(const CommandNode& tree);

/// docs/command-line.md.
[[nodiscard]] std::string manual_markdown(const CommandNode& tree);

}  // namespace dragoman::app
