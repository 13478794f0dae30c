"""Long recordings: is memory flat, and do times stay true to the end?

The recording is made of the FLEURS clips of one or more languages, again and again, with silence
between them, so that it is known where each lies. It goes through the command line once.

- memory: resident size every second; shown as the range in each tenth of the run. Flat is where
  the last tenths lie no higher than the second.
- times: for each clip in which segments begin, how far the first begins from where the clip is
  first loud (30 dB below its loudest), and how far the last ends from where it was last loud;
  shown for each tenth of the recording. Where a segment begins and ends by ear is a matter of
  taste, drift is not: so below stands the largest change of one and the same clip from the first
  time that it comes to the last.

    long_file.py [--minutes 60] [--recipe standard] [--langs en] [--gap-s 2]
"""

import argparse
import itertools
import json
import os
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harness import eval_set, measure, program
from harness.eval_set import Clip, Placed
from harness.program import Segment

TENTHS = 10


def main() -> None:
    options = parse_arguments()
    before = measure.load_averages()
    clips = [clip for lang in options.langs for clip in eval_set.fleurs(lang)]
    rss_mb: list[float] = []
    spent = {"cpu_s": 0.0, "wall_s": 0.0}

    def watch(pid: int, wall_s: float) -> None:
        rss_mb.append(measure.rss_mb(pid))
        spent.update(cpu_s=measure.cpu_s(pid), wall_s=wall_s)

    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "long.wav"
        placed = eval_set.lay_out(repeated(clips, options), path, options.gap_s)
        heard = program.translate(path, options.to, recipe=options.recipe, watch=watch)
    length_s = placed[-1].end_s + options.gap_s
    print(
        f"{length_s / 60:.1f} minutes, {len(placed)} clips, {options.gap_s} s between them, recipe "
        f"{options.recipe}, {os.cpu_count()} cores: {spent['cpu_s'] / length_s:.3f} CPU-s per "
        f"audio-s, {spent['wall_s']:.0f} s, load average before {before}, "
        f"after {measure.load_averages()}\n"
    )
    print_memory(rss_mb)
    errors = time_errors(placed, heard.segments)
    print_times(errors, length_s, len(placed))
    if options.out:
        report = {"length_s": length_s, "rss_mb": rss_mb, "errors": errors}
        options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--langs", nargs="+", default=["en"])
    parser.add_argument("--to", default="en", help="the target language")
    parser.add_argument("--gap-s", type=float, default=2.0, help="silence after each clip")
    parser.add_argument("--recipe", default="standard")
    parser.add_argument("--out", type=Path, help="every reading, as JSON")
    return parser.parse_args()


def repeated(clips: Sequence[Clip], options: argparse.Namespace) -> Iterator[Clip]:
    """The clips in turn until the recording is as long as asked for."""
    length_s = 0.0
    for clip in itertools.cycle(clips):
        if length_s >= options.minutes * 60:
            return
        yield clip
        length_s += eval_set.audio_s(clip.path) + options.gap_s


def time_errors(placed: Sequence[Placed], segments: Sequence[Segment]) -> list[dict[str, Any]]:
    """For each clip that has segments: when it is, and how far off its first start and last end
    are. A segment belongs to the clip in which its middle lies."""
    errors = []
    for place in placed:
        own = [
            each
            for each in segments
            if place.start_s <= (each.start_s + each.end_s) / 2 < place.end_s
        ]
        if own:
            errors.append(
                {
                    "clip": place.clip.path.name,
                    "at_s": place.start_s,
                    "start_s": own[0].start_s - place.sound_start_s,
                    "end_s": own[-1].end_s - place.sound_end_s,
                }
            )
    return errors


def print_memory(rss_mb: Sequence[float]) -> None:
    print("| tenth of the run | resident, MB |\n| --- | --- |")
    for tenth, values in tenths(rss_mb):
        print(f"| {tenth} | {min(values):.0f}-{max(values):.0f} |")


def print_times(errors: Sequence[dict[str, Any]], length_s: float, clips: int) -> None:
    print(f"\n{len(errors)} of {clips} clips have segments.\n")
    print("| tenth of the recording | clips | start, s: median (min-max) | end, s |")
    print("| --- | --- | --- | --- |")
    for tenth in range(TENTHS):
        own = [each for each in errors if int(each["at_s"] / length_s * TENTHS) == tenth]
        if own:
            cells = [
                f"{statistics.median(values):+.2f} ({min(values):+.2f} to {max(values):+.2f})"
                for values in ([each[edge] for each in own] for edge in ("start_s", "end_s"))
            ]
            print(f"| {tenth + 1} | {len(own)} | {' | '.join(cells)} |")
    first = {each["clip"]: each for each in reversed(errors)}
    last = {each["clip"]: each for each in errors}
    for edge in ("start_s", "end_s"):
        moved = max((abs(last[clip][edge] - first[clip][edge]) for clip in first), default=0.0)
        print(f"\nlargest change of a clip's {edge[:-2]}, first time to last: {moved:.2f} s")


def tenths(values: Sequence[float]) -> Iterator[tuple[int, Sequence[float]]]:
    for tenth in range(TENTHS):
        own = values[len(values) * tenth // TENTHS : len(values) * (tenth + 1) // TENTHS]
        if own:
            yield tenth + 1, own


if __name__ == "__main__":
    main()
