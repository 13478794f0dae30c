#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dragoman::app {

/// What stands behind an option or as a word of its own.
struct CommandValue {
  enum class Kind : std::uint8_t { kNone, kText, kFile, kFolder, kChoice };
  Kind kind = Kind::kNone;           ///< kNone: a flag.
  std::string name;                  ///< "FILE"
  std::vector<std::string> choices;  ///< What it may be; of kChoice all, of kText none.
  bool is_list = false;              ///< Choices with commas between them.
};

struct CommandOption {
  std::vector<std::string> names;  ///< "-h", "--help"; of a word of its own its name alone: "INPUT"
  std::string help;
  std::string group;
  CommandValue value;
  bool is_required = false;
  bool is_repeated = false;
};

/// One command with what it takes. Plain data, made from the parser itself, so that completion,
/// manual and reference cannot fall behind it.
struct CommandNode {
  std::string name;
  std::string help;
  std::vector<CommandOption> options;
  std::vector<CommandOption> words;  ///< In their order.
  std::vector<CommandNode> commands;
};

/// Reads a parser that was set up.
[[nodiscard]] CommandNode read_command_tree(const CLI::App& app);

}  // namespace dragoman::app
