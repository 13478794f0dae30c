#include "app/manual.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/manual_text.h"

namespace dragoman::app {

namespace {

using Kind = CommandValue::Kind;

// A line of text must not look like a request, nor a backslash like an escape; a minus sign is no
// hyphen where it may be typed.
std::string roff(std::string_view text) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c != '`') {
      out += c;
    }
    at_start = c == '\n';
  }
  return out;
}

bool is_setting(const CommandOption& option) { return option.group == "Settings"; }

std::string synopsis(const CommandNode& node, const std::string& path, bool has_options) {
  std::string out = path;
  if (!node.commands.empty()) return out + " COMMAND ...";
  for (const auto& word : node.words) {
    const auto name = word.names.front() + (word.is_repeated ? " ..." : "");
    out += word.is_required ? " " + name : " [" + name + "]";
  }
  for (const auto& option : node.options) {
    if (option.is_required) out += " " + option.names.back() + " " + option.value.name;
  }
  return has_options ? out + " [OPTION ...]" : out;
}

std::string heading(const CommandOption& option) {
  const auto names = fmt::format("{}", fmt::join(option.names, ", "));
  return option.value.kind == Kind::kNone || option.value.name == names
             ? names
             : names + " " + option.value.name;
}

std::vector<std::string_view> shown_choices(const CommandOption& option) {
  constexpr std::size_t kMost = 20;  // of models there are a hundred
  if (option.value.choices.size() > kMost) return {};
  return {option.value.choices.begin(), option.value.choices.end()};
}

std::string description(const CommandOption& option) {
  auto text = option.help;
  const auto choices = shown_choices(option);
  if (!choices.empty() && text.find(choices.front()) == std::string::npos) {
    text += fmt::format(". One of: {}", fmt::join(choices, " "));
  }
  return text;
}

std::string sentence(const std::string& help) { return help.ends_with('.') ? help : help + "."; }

template <class Visit>
void each_command(const CommandNode& node, const std::string& path, const Visit& visit) {
  for (const auto& command : node.commands) {
    const auto below = path + " " + command.name;
    if (command.commands.empty()) visit(command, below);
    each_command(command, below, visit);
  }
}

std::string roff_option(const CommandOption& option) {
  return fmt::format(".TP\n.B {}\n{}\n", roff(heading(option)), roff(description(option)));
}

std::string roff_command(const CommandNode& node, const std::string& path) {
  auto out =
      fmt::format(".SS {}\n{}\n", roff(synopsis(node, path, false)), roff(sentence(node.help)));
  std::vector<std::string> settings;
  for (const auto& word : node.words) out += roff_option(word);
  for (const auto& option : node.options) {
    if (is_setting(option)) {
      settings.push_back(roff(option.names.back()));
    } else if (option.names.back() != "--help") {
      out += roff_option(option);
    }
  }
  if (!settings.empty()) {
    out += fmt::format(".PP\nSettings: {}.\n", fmt::join(settings, ", "));
  }
  return out;
}

// Each setting once, whichever commands take it.
std::vector<CommandOption> all_settings(const CommandNode& tree) {
  std::vector<CommandOption> found;
  each_command(tree, tree.name, [&](const CommandNode& node, const std::string&) {
    for (const auto& option : node.options) {
      const auto same = [&](const CommandOption& other) { return other.names == option.names; };
      if (is_setting(option) && std::ranges::none_of(found, same)) found.push_back(option);
    }
  });
  return found;
}

std::string in_table(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_command(const CommandNode& node, const std::string& path) {
  auto out = fmt::format("\n### {}\n\n{}\n\n```text\n{}\n```\n", path, sentence(node.help),
                         synopsis(node, path, node.options.size() > 1));
  std::string rows;
  bool has_settings = false;
  const auto add = [&](const CommandOption& option) {
    rows +=
        fmt::format("| `{}` | {} |\n", in_table(heading(option)), in_table(description(option)));
  };
  for (const auto& word : node.words) add(word);
  for (const auto& option : node.options) {
    if (is_setting(option)) {
      has_settings = true;
    } else if (option.names.back() != "--help") {
      add(option);
    }
  }
  if (!rows.empty()) out += "\n| | |\n|---|---|\n" + rows;
  if (has_settings) out += "\nAnd settings, as flags: [configuration.md](configuration.md).\n";
  return out;
}

}  // namespace

std::string manual_page(const CommandNode& tree) {
  std::string out =
      fmt::format(".TH DRAGOMAN 1 \"\" \"dragoman {}\" \"User commands\"\n", DRAGOMAN_VERSION);
  out += fmt::format(".SH NAME\ndragoman \\- {}\n", roff(kManualTitle));
  out += ".SH SYNOPSIS\n";
  bool is_first = true;
  each_command(tree, tree.name, [&](const CommandNode& node, const std::string& path) {
    if (!std::exchange(is_first, false)) out += ".br\n";
    out += roff(synopsis(node, path, node.options.size() > 1)) + "\n";
  });
  out += fmt::format(".SH DESCRIPTION\n{}", roff(kManualDescription));
  out += ".SH COMMANDS\n";
  each_command(tree, tree.name, [&](const CommandNode& node, const std::string& path) {
    out += roff_command(node, path);
  });
  out += ".SH SETTINGS\n";
  for (const auto& option : all_settings(tree)) out += roff_option(option);
  out += ".SH EXIT STATUS\n";
  for (const auto& [status, meaning] : kExitStatuses) {
    out += fmt::format(".TP\n.B {}\n{}\n", status, roff(meaning));
  }
  out += ".SH ENVIRONMENT\n";
  for (const auto& [name, meaning] : kEnvironment) {
    out += fmt::format(".TP\n.B {}\n{}\n", roff(name), roff(meaning));
  }
  out += ".SH FILES\n";
  for (const auto& [name, meaning] : kFiles) {
    out += fmt::format(".TP\n.I {}\n{}\n", roff(name), roff(meaning));
  }
  out += ".SH EXAMPLES\n";
  for (const auto& [command, meaning] : kExamples) {
    if (command != kExamples.front().first) out += ".PP\n";
    out += fmt::format("{}:\n.PP\n.RS\n.nf\n{}\n.fi\n.RE\n", roff(meaning), roff(command));
  }
  return out;
}

std::string manual_markdown(const CommandNode& tree) {
  std::string out(kMarkdownIntroduction);
  out += "\n## Exit status\n\n| | |\n|---|---|\n";
  for (const auto& [status, meaning] : kExitStatuses) {
    out += fmt::format("| {} | {} |\n", status, meaning);
  }
  out += "\n## Environment\n\n| | |\n|---|---|\n";
  for (const auto& [name, meaning] : kEnvironment) {
    out += fmt::format("| `{}` | {} |\n", name, meaning);
  }
  out += "\n## All commands\n";
  each_command(tree, tree.name, [&](const CommandNode& node, const std::string& path) {
    out += markdown_command(node, path);
  });
  return out;
}

}  // namespace dragoman::app
