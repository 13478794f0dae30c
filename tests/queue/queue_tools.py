"""A Redis of one's own, workers that are started again when they end, and recordings for fake engines."""

import array
import math
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import wave
from collections.abc import Callable

BUILD = pathlib.Path(os.environ.get("DRAGOMAN_BUILD_DIR", "build/release"))
STREAM = "dragoman:jobs"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(seen: Callable[[], bool], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.05)


def make_wav(path: pathlib.Path, level: int) -> None:
    """A tone that the fake recogniser reads as the line of that number, between silences."""
    rate = 16_000
    tone = [round(math.sin(2 * math.pi * 440 * i / rate) * 3276.7 * level) for i in range(rate)]
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(array.array("h", [0] * rate + tone + [0] * rate).tobytes())


class Redis:
    """redis-server with its append-only file written at once, as docs/how-to/queue.md wants it."""

    def __init__(self, folder: pathlib.Path, *more: str) -> None:
        self.port, self._folder, self._more = free_port(), folder, more
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        server = shutil.which("redis-server")
        if server is None:
            raise RuntimeError("redis-server is not there: make tests installs it")
        words = [server, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder), "--appendonly", "yes",
                 "--appendfsync", "always", "--save", "", *self._more]
        with (self._folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(words, stdout=log, stderr=log)
        wait_until(lambda: self.command("PING", check=False) in ("PONG", "NOAUTH Authentication required."), "Redis", 20)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def command(self, *words: str, check: bool = True) -> str:
        run = subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True, check=check)
        return run.stdout.strip()

    def job(self, job: str) -> dict[str, str]:
        lines = self.command("HGETALL", f"{STREAM}:job:{job}").splitlines()
        return dict(zip(lines[::2], lines[1::2], strict=False))


class Place:
    """A Redis with folders of inputs and results, and the words that name them."""

    def __init__(self, root: pathlib.Path) -> None:
        self.inputs, self.results, self.logs = root / "in", root / "out", root / "logs"
        for folder in (self.inputs, self.results, self.logs):
            folder.mkdir()
        self.redis = Redis(root)
        self._environment = {**os.environ, "DRAGOMAN_CONFIG": "", "HOME": str(root)}
        self._environment.update(
            DRAGOMAN_REDIS_URL=self.redis.url, DRAGOMAN_QUEUE_INPUT_DIR=str(self.inputs),
            DRAGOMAN_QUEUE_RESULTS_DIR=str(self.results), DRAGOMAN_QUEUE_CLAIM_AFTER_S="1", DRAGOMAN_GRACE_PERIOD_S="1",
        )

    def recording(self, name: str, level: int = 1) -> pathlib.Path:
        path = self.inputs / name
        make_wav(path, level)
        return path

    def dragoman(self, *words: str, check: bool = True) -> subprocess.CompletedProcess:
        run = subprocess.run([BUILD / "dragoman", *words], capture_output=True, text=True, env=self._environment, check=False)
        if check and run.returncode != 0:
            raise AssertionError(f"dragoman {' '.join(words)}: {run.stderr}")
        return run

    def enqueue(self, *files: pathlib.Path, to: str = "pt", words: tuple[str, ...] = ()) -> list[str]:
        return self.dragoman("enqueue", *map(str, files), "--to", to, *words).stdout.split()

    def status(self) -> dict[str, int]:
        lines = self.dragoman("queue", "status").stdout.splitlines()
        return {word: int(number) for word, number in (line.split() for line in lines)}

    def worker(self, *words: str, program: str = "fake_worker") -> "Worker":
        return Worker(self, self._environment, [BUILD / program, "worker", *words])

    def text(self, job: str) -> str:
        files = list((self.results / job).iterdir())
        return "".join(file.read_text() for file in files)


class Worker:
    """A worker whose log is kept: on fake engines, unless told otherwise."""

    _count = 0

    def __init__(self, place: Place, environment: dict[str, str], command: list[str | pathlib.Path]) -> None:
        Worker._count += 1
        self._log = place.logs / f"{Worker._count}.log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def is_up(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self, seconds: float = 20) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    @property
    def log(self) -> str:
        return self._log.read_text()
