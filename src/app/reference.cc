#include "app/reference.h"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "app/options.h"

namespace dragoman::app {

namespace {

constexpr std::array<std::pair<OptionGroup, std::string_view>, 8> kGroups{{
    {OptionGroup::kStore, "Models"},
    {OptionGroup::kHubs, "Where models are pulled from"},
    {OptionGroup::kEngines, "Engines"},
    {OptionGroup::kMedia, "What one recording may cost"},
    {OptionGroup::kServer, "The server"},
    {OptionGroup::kQueue, "The queue"},
    {OptionGroup::kGateway, "The gateway"},
    {OptionGroup::kReports, "Reports"},
}};

constexpr std::string_view kIntroduction = R"(# Configuration

Written by `dragoman config --markdown`; a test compares the two.

A setting has one name everywhere: `max_jobs` in the file, `DRAGOMAN_MAX_JOBS` in the environment,
`--max-jobs` on the command line. Later ones win: default, file, environment, command line.

- The file is TOML, without sections: `port = 9000`. It is the one named by `--config` or
  `DRAGOMAN_CONFIG`, else `${XDG_CONFIG_HOME:-~/.config}/dragoman/config.toml` where that exists. An
  unknown key is an error.
- Bytes may be written with K, M or G (powers of 1024): `"512M"`.
- In the environment and on the command line a list is separated by commas; a list's flag may be
  repeated. A flag that is true or false is given alone (`--allow-open`) or with a value
  (`--allow-open=false`).
- A command takes the flags that matter to it; `dragoman <command> --help` lists them.
- `dragoman config` prints what is in force.
)";

constexpr std::string_view kClients = R"(
## The file of clients

`clients_file` names a TOML file with a row for each client. A key itself stands nowhere on the
server: `dragoman keys new alice >> clients.toml` shows a new key once and appends its row.

```toml
[[client]]
name = "alice"                  # letters, digits, - _ and . ; it shows in the log
key_sha256 = "9f86d081..."      # of the key, as sha256sum prints it
max_jobs = 4                    # these three may be left out, or 0: then
requests_per_minute = 60        # max_jobs_per_client, requests_per_minute
tokens_per_minute = 100000      # and tokens_per_minute above are in force
```

Clients are counted one by one. A server without keys knows them by their addresses; behind a proxy
they are then one. No minute, wherever it begins, holds more requests than is said here; tokens are
counted when an answer ends, complete or not, so the last of them may go beyond.
)";

std::string row(const Option& option) {
  const auto flag = option.secret ? std::string("none: it would show in the process list")
                                  : fmt::format("`{}`", flag_name(option));
  return fmt::format(
      "\n### {}\n\n{}\n\n- Type: {}\n- Default: `{}`\n- Environment: `{}`\n- Flag: {}\n",
      option.name, option.help, describe_type(option), describe_default(option), env_name(option),
      flag);
}

}  // namespace

std::string reference_markdown() {
  std::string out(kIntroduction);
  for (const auto& [group, title] : kGroups) {
    out += fmt::format("\n## {}\n", title);
    for (const auto& option : options()) {
      if (option.group == group) out += row(option);
    }
  }
  out += kClients;
  return out;
}

std::string effective_toml(const Config& config) {
  std::string out;
  for (const auto& option : options()) {
    const auto value = toml_value(option, config);
    if (option.secret) {
      out += fmt::format("# {}: {}\n", option.name, value == "[]" ? "none" : "set, not shown");
    } else if (value == "\"\"" && !option.default_note.empty()) {
      out += fmt::format("# {}: {}\n", option.name, option.default_note);
    } else {
      out += fmt::format("{} = {}\n", option.name, value);
    }
  }
  return out;
}

}  // namespace dragoman::app
