"""The rival server: wyoming-faster-whisper from pip, which recognises, or turns speech into English.

It does a part of the job: one text at the end of each file, no segments, no other language, no
speech.
"""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from faster_whisper.audio import decode_audio
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event, read_event, write_event

from . import models
from .systems import JOB_LIMIT_S, START_LIMIT_S, Outcome, System, free_port

RATE_HZ = 16000
CHUNK_BYTES = 1 << 15


class WyomingWhisper(System):
    """Whisper's own translation into English, with the settings of our recogniser: int8, beam 5,
    its voice activity filter on."""

    name = "wyoming-faster-whisper"

    def __init__(self, recogniser: str, threads: int) -> None:
        self._port = free_port()
        self._log = tempfile.NamedTemporaryFile("w+", prefix="wyoming-bench-", suffix=".log")
        command = [sys.executable, "-m", "wyoming_faster_whisper", "--local-files-only"]
        command += ["--uri", f"tcp://127.0.0.1:{self._port}", "--data-dir", tempfile.gettempdir()]
        command += ["--model", str(models.folder(recogniser)), "--stt-library", "faster-whisper"]
        command += ["--whisper-task", "translate", "--compute-type", "int8", "--beam-size", "5"]
        command += ["--vad-filter", "--cpu-threads", str(threads)]
        self.process = subprocess.Popen(command, stdout=self._log, stderr=self._log, text=True)
        self._wait_until_ready()

    def run(self, files: Sequence[Path]) -> list[Outcome]:
        sounds = [_samples(file) for file in files]
        with ThreadPoolExecutor(len(sounds)) as pool:
            return list(pool.map(self._ask, sounds))

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self._log.close()

    def _ask(self, samples: bytes) -> Outcome:
        started_s = time.monotonic()
        format_ = {"rate": RATE_HZ, "width": 2, "channels": 1}
        with socket.create_connection(("127.0.0.1", self._port), JOB_LIMIT_S) as connection:
            with connection.makefile("rwb") as stream:
                write_event(Transcribe().event(), stream)
                write_event(AudioStart(**format_).event(), stream)
                for at in range(0, len(samples), CHUNK_BYTES):
                    chunk = AudioChunk(audio=samples[at : at + CHUNK_BYTES], **format_)
                    write_event(chunk.event(), stream)
                write_event(AudioStop().event(), stream)
                text = _transcript(read_event(stream))
        done_s = time.monotonic() - started_s
        return Outcome(text=text, first_text_s=done_s, done_s=done_s)

    def _wait_until_ready(self) -> None:
        give_up_s = time.monotonic() + START_LIMIT_S
        while self.process.poll() is None and time.monotonic() < give_up_s:
            try:
                socket.create_connection(("127.0.0.1", self._port), 5).close()
                return
            except OSError:
                time.sleep(0.1)
        self._log.seek(0)
        raise SystemExit(f"the rival server does not start; it said:\n{self._log.read()[-2000:]}")


def _samples(file: Path) -> bytes:
    floats = decode_audio(str(file), sampling_rate=RATE_HZ)
    return (np.clip(floats, -1, 1) * 32767).astype("<i2").tobytes()


def _transcript(event: Event | None) -> str:
    if event is None or not Transcript.is_type(event.type):
        raise RuntimeError(f"the rival server answered {json.dumps(event and event.type)}")
    text: str = Transcript.from_event(event).text
    return text
