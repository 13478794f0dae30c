"""Eight files at once against the same eight in a row, on one warm server: what batching across
requests saves, and whether everybody's first text comes early or each waits for the one before.

Either way is taken in turn. Reported: CPU seconds and their ratio, wall seconds until all is done,
and the wait for first text, sorted: the 1st, the 2nd ... the last file to show any. A staircase
would rise by the same step from each to the next; in a row it is the sum of those before, so there
it is counted from each file's own start.

    at_once.py [--recipe standard] [--target en] [--runs 7] [FILE...]

Without files: two FLEURS clips of each of German, Spanish, French and Portuguese.
"""

import argparse
import json
import os
import statistics
from pathlib import Path

from harness import eval_set, measure
from harness.measure import Ratio, Spread
from harness.systems import Dragoman, Outcome, Task

ENOUGH_RUNS = 7
WAYS = ("in a row", "at once")


def main() -> None:
    options = parse_arguments()
    if options.runs < ENOUGH_RUNS:
        print(f"A trial: {options.runs} runs, fewer than {ENOUGH_RUNS}, prove nothing.\n")
    langs = ("de", "es", "fr", "pt")
    files = options.files or [clip.path for lang in langs for clip in eval_set.fleurs(lang)[:2]]
    audio_s = sum(eval_set.audio_s(file) for file in files)
    figures: dict[str, dict[str, list[float]]] = {way: {} for way in WAYS}
    loads = [measure.load_averages()]
    server = Dragoman(Task(options.source, options.target, speech=False), recipe=options.recipe)
    try:
        server.run(files[:1])
        for _ in range(options.runs):
            for way in WAYS:
                for name, value in one_run(server, files, way).items():
                    figures[way].setdefault(name, []).append(value)
    finally:
        server.close()
    loads.append(measure.load_averages())
    print(
        f"{len(files)} files, {audio_s:.0f} s of audio, recipe {options.recipe}, into "
        f"{options.target}, {os.cpu_count()} cores.\n"
    )
    print_table(figures)
    print(f"\nn = {options.runs}; load average before {loads[0]}, after {loads[1]}")
    if options.out:
        report = {"audio_s": audio_s, "loads": loads, "figures": figures}
        options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--recipe", default="standard")
    parser.add_argument("--source", default="auto", help="a code, or auto (default: auto)")
    parser.add_argument("--target", default="en")
    parser.add_argument("--runs", type=int, default=ENOUGH_RUNS)
    parser.add_argument("--out", type=Path, help="every single figure, as JSON")
    return parser.parse_args()


def one_run(server: Dragoman, files: list[Path], way: str) -> dict[str, float]:
    measure.let_settle()
    before_s = measure.cpu_s(server.process.pid)
    if way == "at once":
        outcomes = server.run(files)
        done_s = max(outcome.done_s for outcome in outcomes)
    else:
        outcomes = [server.run([file])[0] for file in files]
        done_s = sum(outcome.done_s for outcome in outcomes)
    measure.let_settle()
    figures = {"CPU seconds": measure.cpu_s(server.process.pid) - before_s, "all done, s": done_s}
    waits = sorted(first_text_s(outcome) for outcome in outcomes)
    figures |= {f"first text {place}, s": wait for place, wait in enumerate(waits, 1)}
    figures["first text, mean, s"] = statistics.mean(waits)
    figures["first text, last / first"] = waits[-1] / waits[0]
    return figures


def first_text_s(outcome: Outcome) -> float:
    """A file in which nothing was heard shows at its end that there is nothing."""
    return outcome.done_s if outcome.first_text_s is None else outcome.first_text_s


def print_table(figures: dict[str, dict[str, list[float]]]) -> None:
    row, once = (figures[way] for way in WAYS)
    print(f"| figure: median (min-max) | {WAYS[0]} | {WAYS[1]} | at once / in a row | of pairs |")
    print("| --- | --- | --- | --- | --- |")
    for name in row:
        ratio = Ratio.between(once[name], row[name])
        print(
            f"| {name} | {Spread.of(row[name])} | {Spread.of(once[name])} "
            f"| {measure.number(ratio.of_medians)} | {measure.number(ratio.of_pairs)} |"
        )


if __name__ == "__main__":
    main()
