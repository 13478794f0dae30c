"""What the program makes of its own commands: pages that man takes, completion that shells take, JSON."""

import json
import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))

from harness import program

CATALOGUE_COUNT = 60  # models at the least


def tool(name: str) -> str:
    found = shutil.which(name)
    assert found, f"no {name}: python3 setup/setup.py debian debian-packages-tests.txt installs it"
    return found


def said(*words: str, **more: object) -> str:
    done = subprocess.run([program(), *words], capture_output=True, text=True, **more)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("man") / "dragoman.1"
    page.write_text(said("man"))
    return page


def test_mandoc_finds_nothing_wrong_with_the_manual(manual: Path) -> None:
    done = subprocess.run([tool("mandoc"), "-Tlint", "-Wwarning", manual], capture_output=True, text=True)
    # It has no date: what is made of one commit is the same to the byte.
    said = [line for line in done.stdout.splitlines() if "missing date" not in line]
    assert said == []


def test_man_shows_the_manual(manual: Path) -> None:
    done = subprocess.run(
        [tool("man"), "--warnings", "-l", manual],
        capture_output=True,
        text=True,
        env=os.environ | {"MANWIDTH": "100", "LC_ALL": "C.UTF-8", "MANPAGER": "cat", "MAN_KEEP_FORMATTING": ""},
    )
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("dragoman translate INPUT ... --to LANG", "--out-dir DIR", "EXIT STATUS", "NO_COLOR"):
        assert words in done.stdout


def complete_in_bash(script: Path, line: str, folder: Path) -> set[str]:
    words = line.split(" ")
    asked = f"""source {shlex.quote(str(script))}
COMP_WORDS=({" ".join(shlex.quote(word) for word in words)}); COMP_CWORD={len(words) - 1}
_dragoman; printf '%s\\n' "${{COMPREPLY[@]}}" """
    done = subprocess.run([tool("bash"), "-c", asked], capture_output=True, text=True, cwd=folder)
    assert done.stderr == ""
    return set(done.stdout.split())


def complete_in_fish(script: Path, line: str, folder: Path) -> set[str]:
    asked = f"source {shlex.quote(str(script))}; complete -C {shlex.quote(line)}"
    done = subprocess.run(
        [tool("fish"), "--no-config", "-c", asked], capture_output=True, text=True, cwd=folder
    )
    assert done.stderr == ""
    return {row.split("\t")[0] for row in done.stdout.splitlines()}




def complete_in_zsh(script: Path, line: str, folder: Path) -> set[str]:
    """What zsh lists where Tab is pressed twice."""
    home = folder / "zsh-home"
    home.mkdir(exist_ok=True)
    (home / "_dragoman").write_text(script.read_text())
    (home / ".zshrc").write_text(
        "fpath=($ZDOTDIR $fpath); autoload -Uz compinit; compinit -u -D; PS1='%% '; unset zle_bracketed_paste; unsetopt beep\n"
        "zstyle ':completion:*' verbose no; setopt no_always_last_prompt; LISTMAX=0\n"
        f"cd {shlex.quote(str(folder))}\n"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        env = {"ZDOTDIR": str(home), "HOME": str(home), "PATH": os.environ["PATH"], "TERM": "dumb", "COLUMNS": "200"}
        os.execve(tool("zsh"), ["zsh", "-i", "-o", "no_global_rcs"], env)
    seen = read_until(terminal, b"% ")
    os.write(terminal, line.encode() + b"\t\t")
    seen = read_until_quiet(terminal)
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(terminal)
    return set(seen.decode(errors="replace").replace(line, " ").split())


def read_until(terminal: int, end: bytes) -> bytes:
    seen = b""
    while not seen.endswith(end):
        assert select.select([terminal], [], [], 60)[0], seen
        seen += os.read(terminal, 4096)
    return seen


def read_until_quiet(terminal: int) -> bytes:
    seen = b""
    while select.select([terminal], [], [], 5 if not seen else 2)[0]:
        seen += os.read(terminal, 4096)
    return seen


COMPLETERS = {"bash": complete_in_bash, "fish": complete_in_fish, "zsh": complete_in_zsh}


@pytest.mark.parametrize("shell", COMPLETERS)
def test_shells_complete(shell: str, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(said("completion", shell))
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "talk.mp4").touch()
    (folder / "talks").mkdir()

    def asked(line: str) -> set[str]:
        return COMPLETERS[shell](script, line, folder)

    assert {"translate", "serve", "models", "completion"} <= asked("dragoman ")
    assert {"list", "pull", "remove", "verify"} <= asked("dragoman models ")
    assert {"de", "pt", "yue"} <= asked("dragoman translate --to ")
    assert {"--out-dir", "--formats", "--quiet", "--models-dir"} <= asked("dragoman translate --")
    assert any("talk.mp4" in each for each in asked("dragoman translate talk")), "a file"
    assert {"debug", "warning"} <= asked("dragoman serve --log-level ")
    assert {"whisper-small", "kokoro-82m"} <= asked("dragoman models pull ") or shell == "zsh"
    folders = asked("dragoman translate --out-dir t")
    assert any("alks" in each for each in folders) and not any("talk.mp4" in each for each in folders)


def test_bash_completes_behind_a_comma(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(said("completion", "bash"))
    assert "srt,vtt" in complete_in_bash(script, "dragoman translate --formats srt,v", tmp_path)


def test_lists_are_json(tmp_path: Path) -> None:
    where = ("--models-dir", str(tmp_path))
    models = json.loads(said("models", "list", "--format", "json", *where))
    assert models["models_dir"] == str(tmp_path) and len(models["models"]) > CATALOGUE_COUNT
    assert {"id", "job", "bytes", "licence", "state", "from", "default"} <= models["models"][0].keys()
    config = json.loads(said("config", "--format", "json", *where))
    assert {"models_dir": str(tmp_path)}.items() <= {row["name"]: row["value"] for row in config["settings"]}.items()
    api = json.loads(said("api", "--format", "json"))
    assert {"body", "recording", "job", "part", "errors"} == api.keys()
    key = json.loads(said("keys", "new", "alice", "--format", "json"))
    assert key["name"] == "alice" and "alice" in key["row"] and key["key"] not in key["row"]


def test_without_models_it_says_what_to_fetch_and_waits_for_nobody(tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    recording.write_bytes(b"RIFF")
    for words in (["translate", recording, "--to", "pt"], ["voices"], ["languages"]):
        done = subprocess.run(
            [program(), *words, "--models-dir", tmp_path / "none"],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60,
        )
        assert done.returncode == 1 and done.stdout == ""
        assert "whisper-small" in done.stderr and "MIT" in done.stderr and "To fetch: " in done.stderr
        assert "dragoman models pull --defaults" in done.stderr and "[y/N]" not in done.stderr
        assert "\x1b" not in done.stderr


def on_a_terminal(words: list[str], answer: bytes, **variables: str) -> tuple[str, int]:
    """What is seen there, and the exit status."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(program(), [str(program()), *words], os.environ | variables)
    os.write(terminal, answer)
    seen = b""
    try:
        while part := os.read(terminal, 4096):
            seen += part
    except OSError:  # its other end is closed
        pass
    return seen.decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    words = ["voices", "--models-dir", str(tmp_path / "none")]
    seen, status = on_a_terminal(words, b"n\n", TERM="xterm", NO_COLOR="")
    assert "Fetch and install them now? [y/N]" in seen and status == 1
    assert "\x1b[1;31mdragoman:\x1b[0m" in seen
    for no_colour in ({"NO_COLOR": "1", "TERM": "xterm"}, {"NO_COLOR": "", "TERM": "dumb"}):
        assert "\x1b" not in on_a_terminal(words, b"n\n", **no_colour)[0]


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
