"""Models that are missing, damaged, or gone while the server runs: a clear error each, and what to do.

With the real program. The models folder under test is made of links to the installed files; what is
damaged is a copy. --table prints what was seen.
"""

import contextlib
import json
import os
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fault_tools import Held, Limit, ask, post
from harness import LOADING_S, Server

DEFAULT_PLACE = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "dragoman" / "models"
INSTALLED = Path(os.environ.get("DRAGOMAN_MODELS_DIR") or DEFAULT_PLACE)
REMEDY = r"Run `.*` to install it again\."


class Models:
    """A folder of links to all installed models, to be damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for model in INSTALLED.iterdir():
            if not model.is_dir():
                continue
            for path in model.rglob("*"):
                link = folder / path.relative_to(INSTALLED)
                link.parent.mkdir(parents=True, exist_ok=True)
                if path.is_file():
                    link.symlink_to(path)

    def file(self, model: str, pattern: str) -> Path:
        return next(path for path in sorted((self.folder / model).rglob(pattern)) if path.is_file())

    def change(self, model: str, pattern: str, change: Callable[[bytearray], bytes]) -> None:
        path = self.file(model, pattern)
        data = change(bytearray(path.read_bytes()))
        path.unlink()
        path.write_bytes(data)


def flip_a_bit(data: bytearray) -> bytes:
    data[len(data) // 2] ^= 1
    return bytes(data)


def cut_in_half(data: bytearray) -> bytes:
    return bytes(data[: len(data) // 2])


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@dataclass(frozen=True)
class AtStart:
    what: str
    damage: Callable[[Models], None]
    expected: str


AT_START = [
    AtStart(
        "no folder of models",
        lambda models: remove(models.folder),
        r"Models are not installed: .*silero-vad.* Run `dragoman models pull --defaults`, or set DRAGOMAN_MODELS_DIR to where they are\.",
    ),
    AtStart(
        "one model missing",
        lambda models: remove(models.folder / "silero-vad"),
        r"Models are not installed: silero-vad\. Run `dragoman models pull .*`, .*",
    ),
    AtStart(
        "one file of a model missing",
        lambda models: remove(models.file("kokoro-82m", "*.onnx")),
        rf"The model kokoro-82m is damaged \(.* is missing\)\. {REMEDY}",
    ),
    AtStart(
        "one bit flipped",
        lambda models: models.change("silero-vad", "*sequence.onnx", flip_a_bit),
        rf"The model silero-vad is damaged \(.*\)\. {REMEDY}",
    ),
    AtStart(
        "one bit flipped in the weights of a translator",
        lambda models: models.change("student-en-pt", "*.bin", flip_a_bit),
        rf"The model student-en-pt is damaged \(.*\)\. {REMEDY}",
    ),
    AtStart(
        "a file cut in half",
        lambda models: models.change("student-pt-en", "*.bin", cut_in_half),
        rf"The model student-pt-en is damaged \(.*\)\. {REMEDY}",
    ),
    AtStart(
        "an empty file",
        lambda models: models.change("kokoro-82m", "*.onnx", lambda _: b""),
        rf"The model kokoro-82m is damaged \(.*\)\. {REMEDY}",
    ),
    AtStart(
        "a pipe in place of a file",
        lambda models: replace_by_pipe(models.file("silero-vad", "*sequence.onnx")),
        r"Models are not installed: silero-vad\. Run `dragoman models pull .*`, .*",
    ),
]


def start_with(damage: Callable[[Models], None], folder: Path) -> tuple[str, int]:
    """The last words of a server that cannot start, and its exit status."""
    models = Models(folder / "models")
    damage(models)
    server = Server("--models-dir", str(models.folder))
    status = server.wait(LOADING_S)
    return server.log[-1].strip().removeprefix("dragoman: "), status


@pytest.mark.parametrize("each", AT_START, ids=[each.what for each in AT_START])
def test_a_damaged_model_is_named_at_the_start(each: AtStart, tmp_path: Path) -> None:
    words, status = start_with(each.damage, tmp_path)
    assert status == 1
    assert re.fullmatch(each.expected, words), words


@contextlib.contextmanager
def running(folder: Path) -> Iterator[tuple[Server, Models]]:
    models = Models(folder / "models")
    server = Server("--models-dir", str(models.folder), "--allowed-hosts", "localhost")
    try:
        server.wait_until_ready()
        yield server, models
    finally:
        assert server.stop() == 0


def speech(voice: str = "Cherry") -> bytes:
    body = {"model": "dragoman", "input": "Good day.", "voice": voice, "response_format": "mp3"}
    return post("/v1/audio/speech", json.dumps(body).encode())


def remove_while_running(folder: Path) -> list[tuple[str, str]]:
    """Voices are loaded when they are first asked for: one that is gone by then is missed by its users alone."""
    with running(folder) as (server, models):
        remove(models.folder / "kokoro-82m")
        gone = ask(server, speech())
        other = ask(server, speech("en_US-joe-medium"))
    return [("a voice removed while the server runs", gone), ("another voice, after that", other)]


def short_of_memory(folder: Path) -> list[tuple[str, str]]:
    """The first speech loads 100 MB of weights: with half of that to be had it fails, and later it does not."""
    with running(folder) as (server, _):
        with Limit(server.pid, resource.RLIMIT_AS, Held(server.pid).address_bytes + (48 << 20)):
            short = ask(server, speech())
        after = ask(server, speech())
    return [("too little memory to load a voice (RLIMIT_AS)", short), ("the same, with memory again", after)]


CLEAR = r"(503: Model is unavailable, try again later\..*|500: An internal error has occured, .*)"


def test_a_model_removed_while_running_is_missed_by_its_users_alone(tmp_path: Path) -> None:
    (_, gone), (_, other) = remove_while_running(tmp_path)
    assert re.fullmatch(CLEAR, gone), gone
    assert other == "200"


def test_too_little_memory_fails_one_request(tmp_path: Path) -> None:
    (_, short), (_, after) = short_of_memory(tmp_path)
    assert re.fullmatch(CLEAR, short), short
    assert after == "200"


def print_table() -> None:
    print("| fault | what is seen | exit status |\n|---|---|---|")
    for each in AT_START:
        with tempfile.TemporaryDirectory() as folder:
            words, status = start_with(each.damage, Path(folder))
        print(f"| {each.what} | {words} | {status} |")
    for run in (remove_while_running, short_of_memory):
        with tempfile.TemporaryDirectory() as folder:
            for what, seen in run(Path(folder)):
                print(f"| {what} | {seen} | |")


if __name__ == "__main__":
    if "--table" in sys.argv:
        sys.exit(print_table())
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
