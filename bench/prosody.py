"""How lively synthesised speech is beside people: the range of its fundamental frequency, and its pauses.

FLORES sentences by the default voice of each language, beside the clips of people of the evaluation set:

- F0: by the difference function of YIN (de Cheveigné and Kawahara 2002), 10 ms apart, voiced where its
  normalised minimum is under 0.15; the median in Hz, and the distance from the 5th to the 95th
  percentile in semitones, which does not depend on how high a voice is.
- pauses: stretches of 0.15 s and more inside the speech, 26 dB under its loudest tenth (people are recorded with noise); how many
  a minute, and the share of the time.

    setup/setup.py run listening bench/prosody.py en de fr es pt [--sentences 10]
"""

import argparse
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from faster_whisper.audio import decode_audio
from numpy.typing import NDArray

from harness import eval_set
from round_trip import DEFAULT_VOICES, speak

RATE_HZ = 16000
HOP = RATE_HZ // 100
LONGEST = RATE_HZ // 60  # the period of the lowest voice
SHORTEST = RATE_HZ // 400
VOICED = 0.15
SHORTEST_PAUSE_S = 0.15
Samples = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("langs", nargs="+", metavar="LANG")
    parser.add_argument("--sentences", type=int, default=10)
    options = parser.parse_args()
    print("| language | who | speech, s | median F0, Hz | 5 to 95 %, semitones | pauses a minute | paused, % |")
    print("| --- " * 7 + "|")
    for lang in options.langs:
        people = [decode_audio(str(clip.path)) for clip in eval_set.fleurs(lang)]
        print(row(lang, "people", people), flush=True)
        texts = eval_set.sentences("flores-devtest-100", lang)[: options.sentences]
        with tempfile.TemporaryDirectory() as scratch:
            speak(texts, DEFAULT_VOICES[lang], lang, Path(scratch))
            waves = sorted(Path(scratch).glob("*.wav"))
            ours = [decode_audio(str(path)) for path in waves]
        print(row(lang, DEFAULT_VOICES[lang], ours), flush=True)


def row(lang: str, who: str, recordings: Iterable[Samples]) -> str:
    """Ranges are of each recording, and their mean is given: speakers differ in height."""
    pitches = [pitch_hz(samples) for samples in recordings]
    ranges = [12 * np.log2(np.quantile(f0, 0.95) / np.quantile(f0, 0.05)) for f0 in pitches]
    spoken_s = sum(len(samples) / RATE_HZ for samples in recordings)
    pauses = [pause for samples in recordings for pause in pauses_s(samples)]
    return (
        f"| {lang} | {who} | {spoken_s:.0f} | {np.median(np.concatenate(pitches)):.0f} "
        f"| {np.mean(ranges):.1f} | {60 * len(pauses) / spoken_s:.0f} | {100 * sum(pauses) / spoken_s:.0f} |"
    )


def pitch_hz(samples: Samples) -> NDArray[np.float64]:
    """Of the voiced frames alone."""
    width = 2 * LONGEST
    starts = range(0, len(samples) - 2 * width, HOP)
    loud = 0.01 * float(np.max(np.abs(samples)))
    found = [period(samples[at : at + 2 * width].astype(np.float64), width) for at in starts
             if np.sqrt(np.mean(samples[at : at + width] ** 2)) > loud]
    return np.array([RATE_HZ / lag for lag in found if lag])


def period(frame: NDArray[np.float64], width: int) -> float:
    """In samples; 0 where the frame has no voice."""
    head = frame[:width]
    size = 1 << (2 * len(frame) - 1).bit_length()
    spectrum = np.fft.rfft(frame, size) * np.conj(np.fft.rfft(head, size))
    correlation = np.fft.irfft(spectrum, size)[: LONGEST + 1]
    power = np.concatenate(([0.0], np.cumsum(frame**2)))
    energy = power[width : width + LONGEST + 1] - power[: LONGEST + 1]
    difference = energy[0] + energy - 2 * correlation
    mean = np.cumsum(difference[1:]) / np.arange(1, LONGEST + 1)
    normalised = np.concatenate(([1.0], difference[1:] / np.maximum(mean, 1e-12)))
    below = np.flatnonzero(normalised[SHORTEST:] < VOICED)
    if not len(below):
        return 0.0
    lag = SHORTEST + int(below[0])
    while lag < LONGEST and normalised[lag + 1] < normalised[lag]:
        lag += 1
    return float(lag)


def pauses_s(samples: Samples) -> list[float]:
    frames = samples[: len(samples) // HOP * HOP].reshape(-1, HOP)
    level = np.sqrt(np.mean(frames**2, axis=1))
    quiet = level < 0.05 * np.quantile(level, 0.9)
    spoken = np.flatnonzero(~quiet)
    if not len(spoken):
        return []
    pauses, length = [], 0
    for is_quiet in quiet[spoken[0] : spoken[-1] + 1]:
        length = length + 1 if is_quiet else 0
        if not is_quiet:
            continue
        if length * HOP / RATE_HZ == SHORTEST_PAUSE_S:
            pauses.append(SHORTEST_PAUSE_S)
        elif length * HOP / RATE_HZ > SHORTEST_PAUSE_S and pauses:
            pauses[-1] = length * HOP / RATE_HZ
    return pauses


if __name__ == "__main__":
    main()
