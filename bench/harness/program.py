"""The command line on one recording: what it says as JSON, and what it costs while it runs."""

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from . import built


@dataclass(frozen=True)
class Segment:
    """One segment of what was said; times count from the start of the recording."""

    start_s: float
    end_s: float
    lang: str
    text: str


@dataclass(frozen=True)
class Translation:
    source_lang: str
    segments: list[Segment]


def translate(
    file: Path,
    target: str,
    recipe: str = "",
    source: str = "",
    watch: Callable[[int, float], None] | None = None,
    every_s: float = 1.0,
) -> Translation:
    """Translates one file. `watch` is called every so often with the process and the seconds since
    its start. Ends this program where the other fails."""
    command = [str(built("dragoman")), "translate", str(file), "--to", target, "--json", "-"]
    command += ["--recipe", recipe] if recipe else []
    command += ["--from", source] if source else []
    with TemporaryFile("w+") as out, TemporaryFile("w+") as errors:
        started_s = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=errors, text=True)
        while True:
            try:
                process.wait(every_s)
                break
            except subprocess.TimeoutExpired:
                if watch:
                    watch(process.pid, time.monotonic() - started_s)
        out.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise SystemExit(f"dragoman ended with {process.returncode}: {errors.read()[-2000:]}")
        said: dict[str, Any] = json.load(out)
    segments = [
        Segment(
            each["start_s"],
            each["end_s"],
            each["source_lang"] or "",
            each["source_text"],
        )
        for each in said["segments"]
    ]
    return Translation(said["source_lang"] or "", segments)
