"""What the program finds in a recording, through build/<preset>/media_probe."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BUILD = Path(os.environ.get("DRAGOMAN_BUILD_DIR") or Path(__file__).parents[2] / "build" / "release")
PROGRAM = BUILD / "media_probe"


@dataclass(frozen=True)
class Video:
    width: int
    height: int
    frames_per_second: float
    frames: int


@dataclass(frozen=True)
class Heard:
    audio: bool
    video: Video | None
    duration_s: float | None
    error: str | None
    samples: np.ndarray  # at sound.HEARD_HZ


class Probe:
    """One process for many recordings; should one bring it down, the next finds a new one."""

    def __init__(self, folder: Path) -> None:
        self._samples = folder / "samples.f32"
        self._process: subprocess.Popen[str] | None = None

    def listen(self, place: Path | str, *options: str) -> Heard:
        """Opens a file or a URL. `options` are those of the program."""
        if self._process is None:
            self._process = subprocess.Popen(
                [PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("\t".join([*options, str(place), str(self._samples)]) + "\n")
        self._process.stdin.flush()
        lines = []
        for line in self._process.stdout:
            if line == "end\n":
                return self._heard(lines)
            lines.append(line)
        status = self.close()
        raise AssertionError(f"{PROGRAM.name} ended with status {status} at {place}")

    def listen_to_pipe(self, data: bytes, *options: str) -> Heard:
        """Opens standard input, which is a pipe."""
        words = [PROGRAM, *options, "-", self._samples]
        done = subprocess.run(words, input=data, stdout=subprocess.PIPE, check=True)
        return self._heard(done.stdout.decode().splitlines())

    def close(self) -> int:
        if self._process is None:
            return 0
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        process, self._process = self._process, None
        return process.wait()

    def _heard(self, lines: list[str]) -> Heard:
        said = dict(line.rstrip("\n").partition(" ")[::2] for line in lines)
        video = None
        if "video" in said:
            width, height, rate, frames = said["video"].split()
            video = Video(int(width), int(height), float(rate), int(frames))
        return Heard(
            audio=said.get("audio") == "yes",
            video=video,
            duration_s=float(said["duration"]) if "duration" in said else None,
            error=said.get("error"),
            samples=np.fromfile(self._samples, np.float32),
        )
