"""The rival: speech translation as people build it in Python from pip packages.

faster-whisper recognises (int8, beam 5, its VAD on), fxtranslate translates sentence by sentence,
kokoro-onnx speaks each sentence. The weights are those of the model store, the very files that the
product runs. It is built with care and given favourable settings: models stay warm, segments are
taken from the generator as they come, a sentence is spoken as soon as it is translated, and ONNX
Runtime's spinning, which costs Kokoro some 40 % more CPU on two cores, is off.

    cascade.py [options] FILE...      measure files, one after another
    cascade.py [options] --serve      take jobs on stdin, one JSON object a line: {"files": [...]}

Events go to stdout, one JSON object a line: ready, text, audio, done, failed, and measured at the
end of each batch (of the files, the warm-up is the first batch). With --serve, audio carries its
samples: base64 of 16-bit PCM at 24 kHz. t_s counts seconds from the start of the batch, mono_s is
the monotonic clock. peak_rss_mb is of the whole process since it started, Python and the models
included.
"""

import argparse
import base64
import json
import os
import re
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import onnxruntime
from faster_whisper import WhisperModel
from kokoro_onnx import Kokoro
from numpy.typing import NDArray

from harness import models
from rival.students import load_fxtranslate

VOICES = {"pt": ("pf_dora", "pt-br"), "en": ("af_heart", "en-us")}
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»)]*\s+")


class Speaker:
    """Kokoro q8 with one voice; float samples at 24 kHz."""

    def __init__(self, lang: str, threads: int) -> None:
        folder = models.folder("kokoro-82m")
        self._voice, self._espeak_lang = VOICES[lang]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(
            str(models.one_file(folder, "*.onnx")), options, providers=["CPUExecutionProvider"]
        )
        # kokoro-onnx wants its voices in one archive; the store holds one raw file a voice.
        style = np.fromfile(models.one_file(folder, f"{self._voice}.bin"), np.float32)
        with tempfile.NamedTemporaryFile(suffix=".npz") as archive:
            voices: dict[str, Any] = {self._voice: style.reshape(-1, 1, 256)}
            np.savez(archive, **voices)
            archive.flush()
            self._kokoro = Kokoro.from_session(session, archive.name)

    def speak(self, text: str) -> NDArray[np.float32]:
        samples: NDArray[np.float32]
        samples, _ = self._kokoro.create(text, self._voice, lang=self._espeak_lang)
        return samples


class Cascade:
    """The three models, loaded once and shared by all jobs."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._source = None if options.source == "auto" else options.source
        self._recogniser = WhisperModel(
            str(models.folder(options.recogniser)),
            device="cpu",
            compute_type="int8",
            cpu_threads=options.threads,
            num_workers=options.workers,
        )
        source = "en" if options.target == "pt" else "pt"
        student = models.student(source, options.target)
        # fxtranslate's translator may be made, used and dropped only in one thread.
        self._translating = ThreadPoolExecutor(1)
        self._translating.submit(self._load_translator, student).result()
        self._speaker = None if options.text_only else Speaker(options.target, options.threads)
        self._sends_audio = options.serve
        self._printing = threading.Lock()

    def close(self) -> None:
        self._translating.submit(delattr, self, "_translator").result()

    def run_batch(self, files: list[str]) -> None:
        """All files at once, a thread each; ends with the figures of the batch."""
        cpu_before_s, started_s = used_cpu_s(), time.monotonic()
        with ThreadPoolExecutor(len(files)) as pool:
            durations = list(
                pool.map(lambda job: self._try_job(job, files[job], started_s), range(len(files)))
            )
        cpu_s, audio_s = used_cpu_s() - cpu_before_s, sum(durations)
        self._emit(
            "measured",
            started_s,
            cpu_s=cpu_s,
            audio_s=audio_s,
            cpu_s_per_audio_s=cpu_s / audio_s if audio_s else None,
            peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
        )

    def _load_translator(self, student: Path) -> None:
        self._translator = load_fxtranslate(student)

    def _translate(self, sentence: str) -> str:
        return self._translating.submit(lambda: self._translator(sentence)).result()

    def _try_job(self, job: int, file: str, started_s: float) -> float:
        try:
            return self._run_job(job, file, started_s)
        except Exception as error:  # whatever a library throws, the other jobs go on
            self._emit("failed", started_s, job=job, error=f"{type(error).__name__}: {error}")
            return 0.0

    def _run_job(self, job: int, file: str, started_s: float) -> float:
        segments, info = self._recogniser.transcribe(
            file, language=self._source, beam_size=5, vad_filter=True
        )
        for sentence in sentences(segment.text for segment in segments):
            text = self._translate(sentence)
            self._emit("text", started_s, job=job, source=sentence, text=text)
            if self._speaker:
                samples = self._speaker.speak(text)
                spoken: dict[str, object] = {"audio_s": len(samples) / 24000}
                if self._sends_audio:
                    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
                    spoken["data"] = base64.b64encode(pcm).decode()
                self._emit("audio", started_s, job=job, **spoken)
        audio_s = float(info.duration)
        self._emit("done", started_s, job=job, source_lang=info.language, audio_s=audio_s)
        return audio_s

    def _emit(self, event: str, started_s: float, **fields: object) -> None:
        now_s = time.monotonic()
        stamped = {"event": event, "t_s": round(now_s - started_s, 4), "mono_s": now_s, **fields}
        with self._printing:
            print(json.dumps(stamped, ensure_ascii=False), flush=True)


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Whole sentences, each as soon as its end has been heard; the rest at the end."""
    buffered = ""
    for piece in pieces:
        buffered = f"{buffered} {piece.strip()}".strip()
        while end := SENTENCE_END.search(buffered):
            yield buffered[: end.end()].strip()
            buffered = buffered[end.end() :]
        if re.search(r"[.!?…][\"”»)]*$", buffered):
            yield buffered
            buffered = ""
    if buffered:
        yield buffered


def used_cpu_s() -> float:
    """User and system seconds of this process and of its children that have ended."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*")
    parser.add_argument("--serve", action="store_true", help="take jobs on stdin")
    parser.add_argument("--source", choices=["auto", "en", "pt"], default="auto")
    parser.add_argument("--target", choices=sorted(VOICES), default="pt")
    parser.add_argument("--recogniser", default="whisper-small", help="a Whisper of the store")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of each model")
    parser.add_argument("--workers", type=int, default=1, help="replicas of the recogniser")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--text-only", action="store_true", help="Kokoro is not even loaded")
    mode.add_argument("--speech", action="store_true", help="the default")
    parser.add_argument("--runs", type=int, default=1, help="of each file")
    parser.add_argument("--at-once", type=int, default=1, help="jobs of the same file at once")
    parser.add_argument("--warm-up", metavar="FILE", help="short file run first, not measured")
    options = parser.parse_args()
    if options.serve == bool(options.files):
        parser.error("give files, or --serve")
    return options


def main() -> None:
    options = parse_arguments()
    cascade = Cascade(options)
    print(json.dumps({"event": "ready", "mono_s": time.monotonic()}), flush=True)
    if options.serve:
        for line in sys.stdin:
            cascade.run_batch(json.loads(line)["files"])
    else:
        cascade.run_batch([options.warm_up or options.files[0]])
        for file in options.files:
            for _ in range(options.runs):
                cascade.run_batch([file] * options.at_once)
    cascade.close()


if __name__ == "__main__":
    main()
