"""The evaluation recordings and texts, found through DRAGOMAN_EVAL_DIR."""

import json
import os
import wave
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


def join(parts: list[Clip], path: Path) -> Clip:
    """Writes the clips one after another to `path` (WAV, 16 kHz, mono) and describes the whole."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        for part in parts:
            out.writeframes((_samples(part.path) * 32767).astype("<i2").tobytes())
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
