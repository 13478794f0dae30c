"""How long a window Whisper's encoder should get: error rate and cost of recognition by window.

Each FLEURS clip of the evaluation set is recognised whole, and as a copy with noise 20 dB below it
(a few clips are a small sample; the copy makes it larger), filled up with silence to the shortest
window, and at least by the padding. The models take turns, the windows too.

    windows.py [--recipes fast standard] [--windows 6 10 15 20 30] [--runs 1]
"""

import argparse
import json
import subprocess
import tempfile
import wave
from collections import defaultdict
from pathlib import Path

import numpy as np

from harness import built, eval_set, models, scoring
from harness.measure import Spread

LONGEST_S = 26
NOISE = 0.1  # of the clip's RMS


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    recipes = list(models.RECOGNISERS)
    parser.add_argument("--recipes", nargs="+", choices=recipes, default=recipes)
    parser.add_argument("--windows", nargs="+", type=float, default=[6, 10, 15, 20, 30])
    parser.add_argument("--padding", type=float, default=1.5)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clips = prepare(Path(folder))
        for recipe in options.recipes:
            print(f"\n## {recipe}: {models.RECOGNISERS[recipe]}\n")
            print("| window, s | error, % | CPU-s a second of sound |\n| --- | --- | --- |")
            costs: dict[float, list[float]] = defaultdict(list)
            errors: dict[float, float] = {}
            for _ in range(options.runs):
                for window in options.windows:
                    error, cost = recognise(recipe, clips, window, options.padding)
                    errors[window] = error
                    costs[window].append(cost)
            for window in options.windows:
                print(f"| {window:g} | {errors[window]:.1f} | {Spread.of(costs[window])} |")
            print(f"\n{len(clips)} recordings, n = {options.runs}", flush=True)


def prepare(folder: Path) -> list[tuple[Path, str]]:
    """Recordings that the measuring program takes, with what is said in them."""
    clips = []
    random = np.random.default_rng(1)
    for clip in eval_set.clips():
        known = clip.path.parent.name == "fleurs" and clip.lang not in scoring.BY_CHARACTER
        if not known or not clip.transcript or eval_set.audio_s(clip.path) > LONGEST_S:
            continue
        plain = folder / f"{clip.path.stem}.wav"
        eval_set.join([clip], plain)
        clips.append((plain, clip.transcript))
        noisy = folder / f"{clip.path.stem}-noisy.wav"
        add_noise(plain, noisy, random)
        clips.append((noisy, clip.transcript))
    return clips


def add_noise(source: Path, target: Path, random: np.random.Generator) -> None:
    with wave.open(str(source)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    samples += random.normal(0, NOISE * float(np.sqrt(np.mean(samples**2))), len(samples))
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())


def recognise(
    recipe: str, clips: list[tuple[Path, str]], window: float, padding: float
) -> tuple[float, float]:
    """The pooled word error rate, and CPU seconds for a second of sound."""
    command = [str(built("bench_asr")), str(models.folder(models.RECOGNISERS[recipe]))]
    command += [str(path) for path, _ in clips]
    command += ["--window", str(window), "--pad", str(padding)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    error = scoring.error_rate(
        [said for _, said in clips], [answer["text"] for answer in answers], "en"
    )
    cpu_s = sum(answer["cpu_s"] for answer in answers)
    return error, cpu_s / sum(answer["audio_s"] for answer in answers)


if __name__ == "__main__":
    main()
