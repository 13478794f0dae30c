"""Every command in README and the documents, run as it stands there.

Each page's commands run in order in one shell, in a folder made for it that looks like a checkout with
recordings in it; a line that begins with `dragoman serve` starts a server, which the lines below it ask.
What is put in the place of something else is in Page._localised. pages.py tells how a page says that a
command is run elsewhere, or not at all: how many there may be of those is bounded here.

    setup/setup.py run tests tests/docs/commands_test.py [-k PAGE]
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pages import COMMANDS, ROOT, Block, blocks, mentions, pages

sys.path.insert(0, str(ROOT / "tests" / "api"))
sys.path.insert(0, str(ROOT / "tests" / "ops"))

from harness import RecordingSite, program
from proxy import free_port

MOST_NOT_RUN = 14
SAID = {
    "talk": "Good morning, my friends. We are going to the market today.",
    "film": "The weather is very nice this week. We are going to the beach.",
}
LINKED = ("CMakeLists.txt", "CMakePresets.json", "bench", "cmake", "packaging", "setup", "src", "tests", "third_party")
LIMIT_S = 240


def is_run(block: Block) -> bool:
    return block.language in COMMANDS and block.marker in ("", "file")


def with_commands() -> list[Path]:
    return [page for page in pages() if any(is_run(block) for block in blocks(page))]


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """talk.wav, talk.mp4, film.mp4 and so on: a grey picture, and a voice."""
    folder = tmp_path_factory.mktemp("recordings")
    for name, text in SAID.items():
        wav = folder / f"{name}.wav"
        say = ["python3", ROOT / "tests" / "say.py", program().parent, "en-us", text, wav]
        subprocess.run(say, check=True)
        picture = ["-f", "lavfi", "-i", "color=gray:size=320x180:rate=10", "-i", wav, "-shortest"]
        coders = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", folder / f"{name}.mp4"]
        subprocess.run(["ffmpeg", "-loglevel", "error", "-nostdin", *picture, *coders], check=True)
    return folder


@pytest.fixture(scope="session")
def site(recordings: Path) -> Iterator[RecordingSite]:
    site = RecordingSite()
    for file in recordings.iterdir():
        site.add(f"/{file.name}", file.read_bytes())
    for name, recording in (("talk", "talk"), ("interview", "film")):
        site.add(f"/{name}.mp3", (recordings / f"{recording}.wav").read_bytes())
    yield site
    site.stop()


class Page:
    """A page's commands in a folder of their own."""

    def __init__(self, page: Path, folder: Path, recordings: Path, site: RecordingSite) -> None:
        self._page, self._folder, self._site, self._port = page, folder, site, free_port()
        shutil.copytree(recordings, folder, dirs_exist_ok=True)
        shutil.copytree(ROOT / "docs", folder / "docs")
        for name in LINKED:
            (folder / name).symlink_to(ROOT / name)
        (folder / "build").mkdir()
        (folder / "build" / "release").symlink_to(program().parent)
        self._link_models()

    def _link_models(self) -> None:
        """The models of this machine, in a folder of which links alone could be removed."""
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
        self._installed = Path(os.environ.get("DRAGOMAN_MODELS_DIR") or home / "dragoman" / "models")
        self._models = self._folder / "installed"
        self._models.mkdir()
        for model in self._installed.iterdir():
            if model.is_dir():
                (self._models / model.name).symlink_to(model)

    def run(self) -> None:
        script = self._folder / "commands.sh"
        script.write_text(self._script(), encoding="utf-8")
        # In a session of its own, so that what it leaves in the background is ended with it.
        with subprocess.Popen(
            ["bash", script], cwd=self._folder, env=self._environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        ) as shell:  # fmt: skip
            try:
                said, _ = shell.communicate(timeout=LIMIT_S)
            finally:
                if shell.poll() is None:
                    os.killpg(shell.pid, 15)
        assert shell.returncode == 0, said

    def _script(self) -> str:
        lines = [
            "set -eEuo pipefail",
            "trap 'echo \"$place failed\" >&2' ERR",
            "server=",
            "trap '[[ -z $server ]] || { kill $server; wait $server || true; }' EXIT",
        ]
        for block in blocks(self._page):
            text = self._localised(block.text)
            if block.marker == "file":
                lines.append(f"cat > {shlex.quote(block.said)} <<'END_OF_FILE'\n{text}\nEND_OF_FILE")
            elif is_run(block):
                lines.append(f"place={shlex.quote(block.place)}; echo \"== $place\"")
                lines.append(self._python(text) if block.language == "python" else self._shell(text))
        return "\n".join(lines) + "\n"

    def _python(self, text: str) -> str:
        return f"{shlex.quote(sys.executable)} - <<'END_OF_FILE'\n{text}\nEND_OF_FILE"

    def _shell(self, text: str) -> str:
        return "\n".join(self._served(line) for line in text.splitlines())

    def _served(self, line: str) -> str:
        if not re.match(r"(build/release/)?dragoman serve\b", line):
            return line
        ready = f"curl -sf -o ready.txt http://127.0.0.1:{self._port}/readyz"
        return (
            f"[[ -z $server ]] || {{ kill $server; wait $server; }}; {line.partition('#')[0]} & server=$!\n"
            f"for i in {{1..600}}; do {ready} && break; kill -0 $server; sleep 0.1; done; {ready}"
        )

    def _localised(self, text: str) -> str:
        for said, meant in (
            ("127.0.0.1:8080", f"127.0.0.1:{self._port}"),
            ("localhost:8080", f"127.0.0.1:{self._port}"),
            ("https://example.org", self._site.url),
            ("/media/usb/models", str(self._installed)),
        ):
            text = text.replace(said, meant)
        return text

    def _environment(self) -> dict[str, str]:
        """Everything is written below the folder; the recogniser is the small one."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DRAGOMAN_"))}
        return ours | {
            "PATH": f"{program().parent}:{os.environ['PATH']}:/usr/sbin",
            "HOME": str(self._folder),
            "LC_ALL": "C.UTF-8",
            "MANPAGER": "cat",
            "DRAGOMAN_PORT": str(self._port),
            "DRAGOMAN_MODELS_DIR": str(self._models),
            "DRAGOMAN_RECIPE": "fast",
            "DRAGOMAN_LOG_LEVEL": "warning",
            "DRAGOMAN_ALLOW_PRIVATE_URLS": "true",
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache"),
        }


@pytest.mark.parametrize("page", with_commands(), ids=lambda page: str(page.relative_to(ROOT)))
def test_commands(page: Path, tmp_path: Path, recordings: Path, site: RecordingSite) -> None:
    Page(page, tmp_path, recordings, site).run()


def test_what_is_not_run_is_little_and_says_why() -> None:
    marked = [block for page in pages() for block in blocks(page) if block.marker in ("not run", "run by")]
    not_run = [f"{block.place}: {block.said}" for block in marked if block.marker == "not run"]
    print("\n".join(not_run))
    assert len(not_run) <= MOST_NOT_RUN
    for block in marked:
        assert block.language in COMMANDS, block.place
        if block.marker == "run by":
            assert (ROOT / block.said).is_file(), f"{block.place}: {block.said} is no test"


@cache
def help_of(words: tuple[str, ...]) -> str:
    done = subprocess.run([program(), *words, "--help"], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else ""


def complaint(words: list[str]) -> str:
    """What of a command in running text is not there; empty where all is."""
    match words:
        case ["dragoman" | "build/release/dragoman", *rest]:
            return program_complaint(rest)
        case ["make", *rest]:
            known = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
            return next((word for word in rest if "=" not in word and word not in known), "")
        case ["python3", "setup/setup.py", *rest] | ["setup/setup.py", *rest]:
            return setup_complaint(rest)
        case ["ctest", "--preset", "release", "-R", pattern, *_]:
            listed = subprocess.run(["ctest", "-N", "-R", pattern.strip("'")], cwd=program().parent, capture_output=True)
            return "" if b"Test  #" in listed.stdout or b"Test #" in listed.stdout else pattern
    return ""


def program_complaint(words: list[str]) -> str:
    command: list[str] = []
    for word in words:
        if not re.fullmatch("[a-z]+", word) or not help_of((*command, word)):
            break
        command.append(word)
    if not command and words and not words[0].startswith("-"):
        return words[0] if re.fullmatch("[a-z-]+", words[0]) else ""
    text = help_of(tuple(command))
    flags = [word.partition("=")[0] for word in words if word.startswith("--")]
    return next((flag for flag in flags if not re.search(rf"{flag}\b", text)), "")


def setup_complaint(words: list[str]) -> str:
    if words[:1] == ["run"] and len(words) > 2:
        script = ROOT / words[2]
        if not (ROOT / "setup" / "python" / f"{words[1]}.lock").is_file() or not script.is_file():
            return " ".join(words[1:3])
        text = script.read_text() + "--table -k"  # what every test of the kind takes
        return next((word for word in words[3:] if word.startswith("--") and word not in text), "")
    done = subprocess.run(["python3", ROOT / "setup" / "setup.py", "--help"], capture_output=True, text=True)
    return "" if not words or words[0].startswith("-") or words[0] in done.stdout + done.stderr else words[0]


def test_commands_named_in_the_text_are_there() -> None:
    seen, wrong = 0, []
    for page in pages():
        for place, text in mentions(page):
            try:
                words = shlex.split(text)
            except ValueError:  # an apostrophe: no command
                continue
            if words and words[0] in ("dragoman", "build/release/dragoman", "make", "python3", "setup/setup.py", "ctest"):
                seen += 1
                if missing := complaint(words):
                    wrong.append(f"{place}: `{text}`: there is no {missing}")
    assert not wrong, "\n".join(wrong)
    assert seen > 50


@pytest.mark.parametrize("words", ["dragoman trnslate a", "dragoman translate --too pt", "make evil",
                                   "setup/setup.py run bench bench/none.py", "ctest --preset release -R no_such_test"])  # fmt: skip
def test_a_command_that_is_not_there_is_found(words: str) -> None:
    assert complaint(words.split())


def test_links_between_pages_lead_somewhere() -> None:
    wrong = []
    for page in pages():
        for target in re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                wrong.append(f"{page.relative_to(ROOT)}: {target}")
    assert not wrong, "\n".join(wrong)


def test_settings_that_pages_show_are_taken(tmp_path: Path) -> None:
    for page in pages():
        for block in blocks(page):
            if block.language == "toml":
                tomllib.loads(block.text)


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
