"""The evaluation recordings and texts, found through DRAGOMAN_EVAL_DIR."""

import json
import os
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from faster_whisper.audio import decode_audio
from numpy.typing import NDArray

from . import ROOT


@dataclass(frozen=True)
class Clip:
    """One recording.

    lang: a code, several with commas, or empty where nobody speaks words that can be understood.
    transcript: None where nobody wrote one down; empty where there is nothing to write.
    references: language code to the translation that humans made.
    """

    path: Path
    lang: str
    transcript: str | None
    references: dict[str, str]


def root() -> Path:
    """The evaluation folder: DRAGOMAN_EVAL_DIR, or shared/eval beside the source tree."""
    path = Path(os.environ.get("DRAGOMAN_EVAL_DIR") or ROOT.parent / "shared" / "eval")
    if not (path / "manifest.jsonl").is_file():
        raise SystemExit(f"no evaluation set in {path}: name its folder in DRAGOMAN_EVAL_DIR")
    return path


def clips() -> list[Clip]:
    """Every clip of the manifest, in its order."""
    lines = (root() / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines if line.strip()]
    return [
        Clip(
            root() / entry["file"],
            entry["lang"] or "",
            entry["transcript"],
            entry.get("references") or {},
        )
        for entry in entries
    ]


def sentences(name: str, lang: str) -> list[str]:
    """The aligned sentences of one text set, `flores-devtest-100` say, in one language."""
    return (root() / "text" / f"{name}.{lang}").read_text(encoding="utf-8").splitlines()


def fleurs(lang: str) -> list[Clip]:
    """The FLEURS clips of one language."""
    return [clip for clip in clips() if clip.path.parent.name == "fleurs" and clip.lang == lang]


def audio_s(path: Path) -> float:
    """How long a recording lasts, by the samples that decode."""
    return len(_samples(path)) / 16000


@dataclass(frozen=True)
class Placed:
    """A clip inside a longer recording, with what of it is sound."""

    clip: Clip
    start_s: float
    end_s: float
    sound_start_s: float
    sound_end_s: float


def lay_out(parts: Iterable[Clip], path: Path, gap_s: float = 0.0) -> list[Placed]:
    """Writes the clips one after another to `path` (WAV, 16 kHz, mono), `gap_s` of silence after
    each, and says where each lies."""
    placed: list[Placed] = []
    known: dict[Path, NDArray[np.int16]] = {}
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        for part in parts:
            if part.path not in known:
                known[part.path] = (_samples(part.path) * 32767).astype("<i2")
            pcm, start_s = known[part.path], out.tell() / 16000
            first_s, last_s = _sound(pcm)
            out.writeframes(pcm.tobytes())
            end_s = out.tell() / 16000
            placed.append(Placed(part, start_s, end_s, start_s + first_s, start_s + last_s))
            out.writeframes(bytes(2 * round(gap_s * 16000)))
    return placed


def _sound(pcm: NDArray[np.int16]) -> tuple[float, float]:
    """From when to when a clip is louder than 30 dB below its loudest 20 ms."""
    frames = pcm[: len(pcm) // 320 * 320].reshape(-1, 320).astype(np.float64)
    power = (frames**2).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 1e-3)
    return float(loud[0] * 0.02), float((loud[-1] + 1) * 0.02)


def join(parts: list[Clip], path: Path) -> Clip:
    """Writes the clips one after another to `path` (WAV, 16 kHz, mono) and describes the whole."""
    lay_out(parts, path)
    targets = set.intersection(*(set(part.references) for part in parts))
    return Clip(
        path,
        parts[0].lang,
        " ".join(part.transcript or "" for part in parts),
        {lang: " ".join(part.references[lang] for part in parts) for lang in sorted(targets)},
    )


def _samples(path: Path) -> NDArray[np.float32]:
    samples: NDArray[np.float32] = decode_audio(str(path), sampling_rate=16000)
    return samples
