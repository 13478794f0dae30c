"""How long each stage works at most before it would see that its job is cancelled: CPU seconds of
the longest stretch over recordings of the evaluation set, with base and small weights.

Besides each clip alone they are joined, so that utterances reach the longest that are cut, and one
recording is babble: eight people at once, which the recogniser searches for again and again, over a
window of 30 s.

    longest_call.py [--recipes fast standard] [--langs en de fr es pt] [--stops 40]
"""

import argparse
import json
import os
import subprocess
import wave
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from harness import built, eval_set, measure

BOUND_S = 1.5  # of CPU, that no stretch may pass with base weights


def main() -> None:
    options = parse_arguments()
    before = measure.load_averages()
    with TemporaryDirectory() as scratch:
        files = recordings(options.langs, Path(scratch))
        tables = {recipe: longest(recipe, files, 0) for recipe in options.recipes}
        spoken = longest(options.recipes[0], [], options.stops)  # the same with any recogniser
    print(f"| stage | {' | '.join(f'{recipe}: CPU-s (wall)' for recipe in tables)} |")
    print(f"| --- |{' --- |' * len(tables)}")
    for stage in next(iter(tables.values())):
        cells = [f"{row['cpu_s']:.3f} ({row['wall_s']:.3f})" for row in (t[stage] for t in tables.values())]
        print(f"| {stage} | {' | '.join(cells)} |")
    for stage, row in spoken.items():
        cell = f"{row['cpu_s']:.3f} ({row['wall_s']:.3f}) |"
        print(f"| {stage} | {' '.join([cell] * len(tables))}")
    print(
        f"\n{len(files)} recordings, {sum(map(eval_set.audio_s, files)):.0f} s; {os.cpu_count()} "
        f"cores; load average before {before}, after {measure.load_averages()}"
    )
    rows = tables.get("fast", {}) | spoken
    over = [stage for stage, row in rows.items() if row["cpu_s"] > BOUND_S]
    if over:
        raise SystemExit(f"above {BOUND_S} s of CPU with base weights: {', '.join(over)}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipes", nargs="+", default=["fast", "standard"])
    parser.add_argument("--langs", nargs="+", default=["en", "de", "fr", "es", "pt"])
    parser.add_argument("--stops", type=int, default=40, help="of a sentence that is spoken")
    return parser.parse_args()


def recordings(langs: list[str], scratch: Path) -> list[Path]:
    clips = [clip for lang in langs for clip in eval_set.fleurs(lang)]
    joined = scratch / "joined.wav"
    eval_set.lay_out(clips, joined)
    with wave.open(str(joined)) as source:
        samples = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
    part = len(samples) // 8
    babble = np.sum([samples[i * part : (i + 1) * part] // 8 for i in range(8)], axis=0)
    with wave.open(str(scratch / "babble.wav"), "wb") as out:
        out.setparams((1, 2, 16000, 0, "NONE", ""))
        out.writeframes(babble[: 60 * 16000].astype("<i2").tobytes())
    return [*(clip.path for clip in clips), joined, scratch / "babble.wav"]


def longest(recipe: str, files: list[Path], stops: int) -> dict[str, dict[str, float]]:
    command = [built("bench_longest_call"), *files, "--target", "pt"]
    command += ["--stops", str(stops), "--recipe", recipe]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["stage"]: row for row in rows}


if __name__ == "__main__":
    main()
