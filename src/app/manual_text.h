#pragma once

#include <array>
#include <string_view>
#include <utility>

/// What the manual and docs/command-line.md say beside the commands themselves.
namespace dragoman::app {

using ManualRow = std::pair<std::string_view, std::string_view>;

inline constexpr std::string_view kManualTitle =
    "an interpreter for files: speech in, translated text and speech out";

inline constexpr std::string_view kManualDescription =
    "dragoman takes audio and video files and gives their translation as text, subtitles and "
    "speech, on this machine, with open models on the CPU. `dragoman serve` does the same over "
    "HTTP, in the form of the OpenAI-compatible streaming interface, with a page for browsers.\n"
    "Models are not part of the program: `dragoman models pull --defaults` fetches those that a "
    "plain installation runs on, after it has shown their sizes and licences.\n";

inline constexpr auto kExitStatuses = std::to_array<ManualRow>({
    {"0", "Done. With --out-dir: every file is whole now, by this run or an earlier one."},
    {"1", "Failed. With --out-dir: at least one file; the others are done."},
    {"2", "Wrong usage or configuration; nothing was begun."},
    {"130", "Interrupted by SIGINT, SIGTERM or SIGHUP."},
});

inline constexpr auto kEnvironment = std::to_array<ManualRow>({
    {"DRAGOMAN_CONFIG", "The configuration file, where --config names none."},
    {"DRAGOMAN_<SETTING>", "Any setting: DRAGOMAN_MODELS_DIR is --models-dir."},
    {"NO_COLOR", "If it is set to anything, no colours. There are none but on terminals anyway."},
    {"TERM", "If it is dumb, no colours."},
    {"XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME",
     "Where configuration, models, the server's jobs and what set-up fetched lie, each in a "
     "folder dragoman."},
});

inline constexpr auto kFiles = std::to_array<ManualRow>({
    {"~/.config/dragoman/config.toml", "Settings; dragoman config shows what is in force."},
    {"~/.local/share/dragoman/models", "Models, a folder each."},
    {"~/.local/state/dragoman", "Files and jobs of dragoman serve."},
});

inline constexpr auto kExamples = std::to_array<ManualRow>({
    {"dragoman translate talk.mp4 --to pt", "A recording's translation, on the terminal"},
    {"dragoman translate talk.mp4 --to pt --srt talk.srt --wav talk.wav", "Subtitles and speech"},
    {"dragoman translate *.mp4 --to pt --out-dir out/ --formats srt,json",
     "Many recordings, and the same again to go on after an interruption"},
    {"dragoman transcribe talk.mp4 --srt talk.srt", "What is said, in its own language"},
    {"dragoman models list --installed --format json", "What is installed, for a program"},
    {"dragoman serve --port 9000", "The server and its page"},
    {"dragoman gateway --workers http://10.0.0.7:8080,http://10.0.0.8:8080",
     "One server in front of two"},
});

inline constexpr std::string_view kMarkdownIntroduction = R"(# The command line

Written by `dragoman man --markdown`; a test compares the two. What each command takes is read from the parser itself, as are
the manual (`dragoman man`) and the completion of words in shells.

## One recording

```sh
dragoman translate talk.mp4 --to pt                              # text on the terminal, as it is ready
dragoman translate talk.mp4 --to pt --srt talk.srt --wav talk.wav
curl -s https://example.org/talk.mp3 | dragoman translate - --to pt --json -
```

A terminal shows how far it is and how long the rest will take; a pipe or a file gets the text alone. An output takes its name
when it is complete: until then it is `talk.srt.partial`, and stays so where the translation fails half-way.

## In its own language
`dragoman transcribe` writes down what is said, in whatever language that is; nothing is translated or spoken. All else is as with
`translate`.

```sh
dragoman transcribe talk.mp4                                     # text on the terminal
dragoman transcribe talk.mp4 --srt talk.srt --json talk.json     # words with their times are in the JSON
dragoman transcribe talk.mp4 --prompt "Kowalczyk and Nguyen on Kubernetes."
dragoman transcribe *.mp4 --out-dir out/ --formats vtt           # talk.mp4 becomes out/talk.txt and out/talk.vtt
```

`--prompt` is text in the language spoken, with names and terms as they are written: the recogniser leans towards their spelling.

## Many recordings

```sh
dragoman translate *.mp4 --to pt --out-dir out/
dragoman translate *.mp4 https://example.org/interview.mp3 --to pt --out-dir out/ --formats srt,json,wav
```

- `talk.mp4` becomes `out/talk.pt.txt`, and with `--formats` also `out/talk.pt.srt` and so on. Two inputs that would have one name,
  and an output that would replace an input, are refused before anything is begun.
- **It goes on where it was.** What is whole (all its outputs are there, none older than its recording) is passed over, and the
  report says so; `--again` does everything anew, as is wanted after another `--voice`. Unfinished outputs have no name, so that
  nothing of them stays, whatever ends the program.
- The engines are loaded once, `--at-a-time` files are in flight, and the engines take their work together.
- A file that fails is named with its reason and leaves the others alone; the exit status is then 1.

## The first run
Where models are missing, dragoman lists what would be fetched, how large it is, under which licence and from where. On a terminal
it asks, and goes on; anywhere else it ends with the command to run, `dragoman models pull --defaults --yes`, and never waits.

## For programs
`--format json` prints what a command lists as one JSON object on one line. Members that are named here stay; others may be added.

| command | |
|---|---|
| `models list` | `models_dir`, `models`: `id`, `job`, `engine`, `languages`, `summary`, `default`, `quality`, `bytes`, `bytes_exact`, `licence`, `restricted`, `from`, `state`, `problem`, `disk_bytes`, `begun_bytes` |
| `languages` | as `GET /v1/languages`: `data`: `id`, `name`, `recognised`, `spoken`, `measured`, `into` |
| `voices` | as `GET /v1/voices`: `data`: `id`, `languages` and, for public names, who stands in |
| `config` | `settings`: `name`, `value` (null where it is secret, or worked out at the start), `default`, `type`, `help`, `environment`, `flag`, `secret` |
| `api` | `body`, `recording`, `job`, `part`: `path`, `type`, `needed`, `default`, `notes`; `errors`: `status`, `code`, `text`, `when` |
| `keys new` | `name`, `key`, `row` |

## Completion and manual

```sh
mkdir -p ~/.local/share/bash-completion/completions ~/.zfunc ~/.config/fish/completions
dragoman completion bash > ~/.local/share/bash-completion/completions/dragoman
dragoman completion zsh > ~/.zfunc/_dragoman       # with fpath+=(~/.zfunc) ahead of compinit in ~/.zshrc
dragoman completion fish > ~/.config/fish/completions/dragoman.fish
dragoman man > dragoman.1 && man -l dragoman.1
```

The Debian package has all four in their places.
)";

}  // namespace dragoman::app
