#include "app/completion.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dragoman::app {

namespace {

using Kind = CommandValue::Kind;

// For the inside of single quotes of any shell here.
std::string quoted(std::string_view text, std::string_view quote_inside) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += quote_inside;
    } else {
      out += c;
    }
  }
  return out;
}

std::string bash_quoted(std::string_view text) { return quoted(text, "'\\''"); }

std::vector<std::string> option_names(const CommandNode& node) {
  std::vector<std::string> names;
  for (const auto& option : node.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

std::vector<std::string> command_names(const CommandNode& node) {
  std::vector<std::string> names;
  for (const auto& command : node.commands) names.push_back(command.name);
  return names;
}

// "pattern) reply ;;" for the value of each option and of a word of its own.
std::string bash_reply(const CommandValue& value) {
  switch (value.kind) {
    case Kind::kFile:
      return "_dragoman_files -f";
    case Kind::kFolder:
      return "_dragoman_files -d";
    case Kind::kChoice:
      return fmt::format("_dragoman_{} '{}'", value.is_list ? "list" : "words",
                         bash_quoted(fmt::format("{}", fmt::join(value.choices, " "))));
    default:
      return ":";
  }
}

void add_bash_cases(const CommandNode& node, const std::string& path, std::string& values,
                    std::string& words) {
  for (const auto& option : node.options) {
    if (option.value.kind == Kind::kNone) continue;
    for (const auto& name : option.names) {
      values += fmt::format("    '{} {}') {}; return ;;\n", path, name, bash_reply(option.value));
    }
  }
  auto names = command_names(node);
  const auto plain = fmt::format("{}", fmt::join(names, " "));
  const auto reply = node.words.empty() ? fmt::format("_dragoman_words '{}'", plain)
                                        : bash_reply(node.words.front().value);
  words += fmt::format(
      "    '{}')\n      case $cur in\n        -*) _dragoman_words '{}' ;;\n        *) {} ;;\n"
      "      esac ;;\n",
      path, fmt::join(option_names(node), " "), reply);
  for (const auto& command : node.commands) {
    add_bash_cases(command, path + " " + command.name, values, words);
  }
}

void add_paths(const CommandNode& node, const std::string& path, std::vector<std::string>& paths) {
  for (const auto& command : node.commands) {
    const auto below = path + " " + command.name;
    paths.push_back(below);
    add_paths(command, below, paths);
  }
}

constexpr std::string_view kBash = R"(# Completion of {0} in bash. Written by `{0} completion bash`.
_dragoman_words() {{ mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }}
_dragoman_files() {{
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}}
# Words with commas between them: what stands before the last comma stays.
_dragoman_list() {{
  local begun=""
  case $cur in *,*) begun=${{cur%,*}}, ;; esac
  mapfile -t COMPREPLY < <(compgen -P "$begun" -W "$1" -- "${{cur##*,}}")
}}
_dragoman() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} path={0} i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path ${{COMP_WORDS[i]}}" in
      {1}) path+=" ${{COMP_WORDS[i]}}" ;;
    esac
  done
  case "$path $prev" in
{2}  esac
  case $path in
{3}  esac
}}
complete -F _dragoman {0}
)";

std::string bash_script(const CommandNode& tree) {
  std::string values;
  std::string words;
  add_bash_cases(tree, tree.name, values, words);
  std::vector<std::string> paths;
  add_paths(tree, tree.name, paths);
  return fmt::format(kBash, tree.name, fmt::format("'{}'", fmt::join(paths, "'|'")), values, words);
}

// For a description between brackets of _arguments.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return bash_quoted(out);
}

std::string zsh_action(const CommandValue& value) {
  switch (value.kind) {
    case Kind::kFile:
      return "_files";
    case Kind::kFolder:
      return "_files -/";
    case Kind::kChoice:
      return value.is_list ? fmt::format("_sequence compadd - {}", fmt::join(value.choices, " "))
                           : fmt::format("({})", fmt::join(value.choices, " "));
    default:
      return " ";
  }
}

std::string zsh_function(const CommandNode& node, const std::string& name) {
  std::string out;
  for (const auto& command : node.commands) {
    out += zsh_function(command, name + "_" + command.name);
  }
  out +=
      fmt::format("{}() {{\n  local curcontext=$curcontext state line\n  _arguments -C -S", name);
  for (const auto& option : node.options) {
    for (const auto& each : option.names) {
      out += fmt::format(" \\\n    '{}{}[{}]", option.is_repeated ? "*" : "", each,
                         zsh_text(option.help));
      if (option.value.kind != Kind::kNone) {
        out += fmt::format(":{}:{}", zsh_text(option.value.name), zsh_action(option.value));
      }
      out += '\'';
    }
  }
  for (const auto& word : node.words) {
    out += fmt::format(" \\\n    '{}:{}:{}'", word.is_repeated ? "*" : "", zsh_text(word.help),
                       zsh_action(word.value));
  }
  if (node.commands.empty()) return out + "\n}\n";
  out += " \\\n    '1:command:->command' '*::words:->words'\n  case $state in\n    command)\n";
  out += "      local -a commands=(\n";
  for (const auto& command : node.commands) {
    out += fmt::format("        '{}:{}'\n", command.name, zsh_text(command.help));
  }
  out += "      )\n      _describe command commands ;;\n    words)\n      case $line[1] in\n";
  for (const auto& command : node.commands) {
    out += fmt::format("        {}) {}_{} ;;\n", command.name, name, command.name);
  }
  return out + "      esac ;;\n  esac\n}\n";
}

std::string zsh_script(const CommandNode& tree) {
  return fmt::format(
      "#compdef {0}\n# Completion of {0} in zsh. Written by `{0} completion zsh`.\n{1}"
      "if [ \"$funcstack[1]\" = _{0} ]; then\n  _{0} \"$@\"\nelse\n  compdef _{0} {0}\nfi\n",
      tree.name, zsh_function(tree, "_" + tree.name));
}

std::string fish_quoted(std::string_view text) {
  std::string slashed;
  for (const char c : text) {
    if (c == '\\') slashed += '\\';
    slashed += c;
  }
  return quoted(slashed, "\\'");
}

// The rest of a `complete` line that says what a value may be.
std::string fish_value(const CommandValue& value) {
  switch (value.kind) {
    case Kind::kNone:
      return "";
    case Kind::kFile:
      return " -rF";
    case Kind::kFolder:
      return " -xa '(__fish_complete_directories)'";
    case Kind::kChoice:
      if (!value.is_list) return fmt::format(" -xa '{}'", fmt::join(value.choices, " "));
      return fmt::format(" -xa '(__fish_append , {})'", fmt::join(value.choices, " "));
    case Kind::kText:
      break;
  }
  return " -x";
}

void add_fish_lines(const CommandNode& node, const std::string& path, const std::string& program,
                    std::string& out) {
  const auto begin = fmt::format("complete -c {} -n '__dragoman_at {}'", program, path);
  for (const auto& option : node.options) {
    out += begin;
    for (const auto& name : option.names) {
      out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    out += fmt::format("{} -d '{}'\n", fish_value(option.value), fish_quoted(option.help));
  }
  for (const auto& word : node.words) {
    if (word.value.kind == Kind::kFile) out += begin + " -F\n";
    if (word.value.kind == Kind::kChoice) {
      out += fmt::format("{} -xa '{}'\n", begin, fmt::join(word.value.choices, " "));
    }
  }
  for (const auto& command : node.commands) {
    out += fmt::format("{} -xa {} -d '{}'\n", begin, command.name, fish_quoted(command.help));
    add_fish_lines(command, path + " " + command.name, program, out);
  }
}

constexpr std::string_view kFish = R"(# Completion of {0} in fish. Written by `{0} completion fish`.
# Whether the words so far lead to this command and to none below it.
function __dragoman_at
    set -l path {0}
    for word in (commandline -opc)[2..]
        contains -- "$path $word" {1}; and set path "$path $word"
    end
    test "$path" = "$argv"
end
complete -c {0} -f
{2})";

std::string fish_script(const CommandNode& tree) {
  std::vector<std::string> paths;
  add_paths(tree, tree.name, paths);
  std::string lines;
  add_fish_lines(tree, tree.name, tree.name, lines);
  return fmt::format(kFish, tree.name, fmt::format("'{}'", fmt::join(paths, "' '")), lines);
}

}  // namespace

std::string completion_script(Shell shell, const CommandNode& tree) {
  switch (shell) {
    case Shell::kZsh:
      return zsh_script(tree);
    case Shell::kFish:
      return fish_script(tree);
    case Shell::kBash:
      break;
  }
  return bash_script(tree);
}

}  // namespace dragoman::app
