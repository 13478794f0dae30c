"""The two systems under test, each kept warm and driven as a user would drive it.

Both are told to translate the same files and are timed by the same clock: this process's, from the
moment before the job is handed over to the moment its text or audio arrives here.
"""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import ROOT, built

START_LIMIT_S = 180
JOB_LIMIT_S = 600
# The same recordings come again and again: what counts is the work.
_UNREMEMBERED = {"DRAGOMAN_MT_MEMORY_BYTES": "0"}


@dataclass
class Outcome:
    """What came of one file. Times count from the hand-over; pcm is 16 bit, mono, 24 kHz."""

    text: str = ""
    first_text_s: float | None = None
    first_audio_s: float | None = None
    done_s: float = 0.0
    pcm: bytes = field(default=b"", repr=False)

    @property
    def speech_s(self) -> float:
        return len(self.pcm) / 2 / 24000


def free_port() -> int:
    """One that nobody listened on a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass(frozen=True)
class Task:
    """What is asked of a system; source is a code or `auto`."""

    source: str
    target: str
    speech: bool


class System(ABC):
    """One running process that translates files; close it when done."""

    name: str
    process: subprocess.Popen[str]

    @abstractmethod
    def run(self, files: Sequence[Path]) -> list[Outcome]:
        """Translates all files at once, one outcome each, in their order; throws on any failure."""

    @abstractmethod
    def close(self) -> None:
        """Ends the process."""


class Dragoman(System):
    """Our program, as a server on this machine, asked over the wire contract. The task may be
    changed from one call of `run` to the next; the recipe, where none is named, is the default.
    `settings` are further flags of the server."""

    name = "dragoman"

    def __init__(
        self, task: Task, voice: str = "Cherry", recipe: str = "", settings: Sequence[str] = ()
    ) -> None:
        program = built("dragoman")
        self.task, self._voice = task, voice
        self.port = free_port()
        self._log = tempfile.NamedTemporaryFile("w+", prefix="dragoman-bench-", suffix=".log")
        self._state = tempfile.TemporaryDirectory(prefix="dragoman-bench-")
        flags = ["--port", str(self.port), "--state-dir", self._state.name, *settings]
        self.process = subprocess.Popen(
            [str(program), "serve", *flags],
            stdout=self._log,
            stderr=self._log,
            text=True,
            env=os.environ | _UNREMEMBERED | ({"DRAGOMAN_RECIPE": recipe} if recipe else {}),
        )
        self._wait_until_ready()

    def run(self, files: Sequence[Path]) -> list[Outcome]:
        return self.run_tasks([(file, self.task) for file in files])

    def run_tasks(self, tasks: Sequence[tuple[Path, Task]]) -> list[Outcome]:
        """As run, with a task for each file."""
        bodies = [self.body(file, task) for file, task in tasks]
        with ThreadPoolExecutor(len(bodies)) as pool:
            return list(pool.map(self._ask, bodies))

    def close(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()
        self._state.cleanup()

    def body(self, file: Path, task: Task) -> bytes:
        """The request that carries the file."""
        media = {"data": base64.b64encode(file.read_bytes()).decode(), "format": file.suffix[1:]}
        options = {"target_lang": task.target}
        if task.source != "auto":
            options["source_lang"] = task.source
        request: dict[str, Any] = {
            "model": "qwen3-livetranslate-flash",
            "messages": [
                {"role": "user", "content": [{"type": "input_audio", "input_audio": media}]}
            ],
            "stream": True,
            "modalities": ["text", "audio"] if task.speech else ["text"],
            "translation_options": options,
        }
        if task.speech:
            request["audio"] = {"voice": self._voice, "format": "wav"}
        return json.dumps(request).encode()

    def _ask(self, body: bytes) -> Outcome:
        outcome, encoded, started_s = Outcome(), "", time.monotonic()
        for chunk in self._events(body):
            now_s = time.monotonic() - started_s
            for choice in chunk["choices"]:
                delta = choice["delta"]
                if content := delta.get("content"):
                    outcome.text += content
                    if content.strip():
                        outcome.first_text_s = outcome.first_text_s or now_s
                if audio := (delta.get("audio") or {}).get("data"):
                    encoded += audio
                    outcome.first_audio_s = outcome.first_audio_s or now_s
        outcome.done_s = time.monotonic() - started_s
        outcome.pcm = base64.b64decode(encoded, validate=True)
        return outcome

    def _events(self, body: bytes) -> Iterator[dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=JOB_LIMIT_S)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/v1/chat/completions", body, headers)
            response = connection.getresponse()
            if response.status != 200:
                raise RuntimeError(f"dragoman answered {response.status}: {response.read()!r}")
            while line := response.readline():
                if not line.startswith(b"data: "):
                    continue
                data = line[len(b"data: ") :].strip()
                if data == b"[DONE]":
                    return
                event = json.loads(data)
                if "error" in event:
                    raise RuntimeError(f"dragoman failed: {event['error']}")
                yield event
            raise RuntimeError("dragoman closed the stream without [DONE]")
        finally:
            connection.close()

    def _wait_until_ready(self) -> None:
        give_up_s = time.monotonic() + START_LIMIT_S
        while self.process.poll() is None and time.monotonic() < give_up_s:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(0.1)
        self._log.seek(0)
        said = self._log.read()[-2000:]
        self.close()
        raise SystemExit(f"dragoman does not serve on port {self.port}; it said:\n{said}")


class Rival(System):
    """The Python cascade, kept warm behind a pipe."""

    name = "cascade"

    def __init__(self, task: Task, threads: int, recogniser: str) -> None:
        script = ROOT / "bench" / "rival" / "cascade.py"
        mode = "--speech" if task.speech else "--text-only"
        command = [sys.executable, str(script), "--serve", mode, "--recogniser", recogniser]
        command += ["--source", task.source, "--target", task.target, "--threads", str(threads)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._next_event("ready")

    def run(self, files: Sequence[Path]) -> list[Outcome]:
        outcomes = [Outcome() for _ in files]
        started_s = time.monotonic()
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"files": [str(file) for file in files]}) + "\n")
        self.process.stdin.flush()
        while (event := self._next_event())["event"] != "measured":
            now_s = time.monotonic() - started_s
            outcome = outcomes[event["job"]]
            match event["event"]:
                case "text":
                    outcome.text = f"{outcome.text} {event['text']}".strip()
                    outcome.first_text_s = outcome.first_text_s or now_s
                case "audio":
                    outcome.pcm += base64.b64decode(event["data"])
                    outcome.first_audio_s = outcome.first_audio_s or now_s
                case "done":
                    outcome.done_s = now_s
        return outcomes

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)

    def _next_event(self, expected: str | None = None) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the cascade ended with {self.process.wait()}")
        event: dict[str, Any] = json.loads(line)
        if event["event"] == "failed":
            raise RuntimeError(f"the cascade failed: {event['error']}")
        if expected and event["event"] != expected:
            raise RuntimeError(f"the cascade said {event['event']}, not {expected}")
        return event
