"""Many requests at once on one warm server: what each costs, how long each waits, and what memory
they take; a rival server beside it.

The requests are mixed: FLEURS clips of German, Spanish, French, English and Portuguese, every
fourth answered with speech as well. First one at a time, then so many at once, in turn. The rival,
wyoming-faster-whisper from pip with the same weights, does a part of the job: the English text of
the same clips, and no speech.

    load.py [--recipe standard] [--at-once 8 32] [--runs 7] [--no-rival]
"""

import argparse
import json
import os
import statistics
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from harness import eval_set, measure, models
from harness.measure import Ratio, Spread
from harness.systems import Dragoman, Outcome, Task
from harness.wyoming import WyomingWhisper

ENOUGH_RUNS = 7
MIX = 8  # requests until the mix begins again
SPEECH_EVERY = 4

Request = tuple[Path, Task]
Figures = dict[str, list[float]]


def main() -> None:
    options = parse_arguments()
    if options.runs < ENOUGH_RUNS:
        print(f"A trial: {options.runs} runs, fewer than {ENOUGH_RUNS}, prove nothing.\n")
    requests = mixed_requests()
    levels = [1, *options.at_once]
    print(f"Recipe {options.recipe}, {os.cpu_count()} cores; a mix of {MIX} requests.")
    server = Dragoman(Task("auto", "en", speech=True), recipe=options.recipe)
    reports = {server.name: under_load(server, server.run_tasks, requests, levels, options.runs)}
    if not options.no_rival:
        rival = WyomingWhisper(models.RECOGNISERS[options.recipe], os.cpu_count() or 1)

        def ask_rival(asked: list[Request]) -> list[Outcome]:
            return rival.run([file for file, _ in asked])

        reports[rival.name] = under_load(rival, ask_rival, requests, levels, options.runs)
    if options.out:
        options.out.write_text(json.dumps(reports, indent=1) + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipe", choices=list(models.RECOGNISERS), default="standard")
    parser.add_argument("--at-once", type=int, nargs="+", default=[8, 32])
    parser.add_argument("--runs", type=int, default=ENOUGH_RUNS)
    parser.add_argument("--no-rival", action="store_true")
    parser.add_argument("--out", type=Path, help="every single figure, as JSON")
    return parser.parse_args()


def mixed_requests() -> list[Request]:
    """One mix: each language beside the others, speech among texts."""
    clips = [clip for pair in zip(*map(eval_set.fleurs, ("de", "en", "es", "fr"))) for clip in pair]
    return [
        (clip.path, Task("auto", "pt" if clip.lang == "en" else "en", place % SPEECH_EVERY == 1))
        for place, clip in enumerate(clips[:MIX])
    ]


def under_load(
    system: Dragoman | WyomingWhisper,
    ask: Callable[[list[Request]], list[Outcome]],
    requests: list[Request],
    levels: list[int],
    runs: int,
) -> dict[int, Figures]:
    """Measures one system at each level in turn, prints its table, and ends it."""
    figures: dict[int, Figures] = {level: {} for level in levels}
    loads = [measure.load_averages()]
    try:
        ask(requests)  # warm
        for _ in range(runs):
            for level in levels:
                for name, value in one_run(system.process.pid, ask, requests, level).items():
                    figures[level].setdefault(name, []).append(value)
    finally:
        system.close()
    loads.append(measure.load_averages())
    print(f"\n## {system.name}\n")
    print_table(figures)
    print(f"\nn = {runs}; load average before {loads[0]}, after {loads[1]}", flush=True)
    return figures


def one_run(
    pid: int, ask: Callable[[list[Request]], list[Outcome]], requests: list[Request], level: int
) -> dict[str, float]:
    """The figures of so many requests at once; at 1, of one mix in a row."""
    measure.let_settle()
    measure.reset_peak_rss(pid)
    before_s = measure.cpu_s(pid)
    if level == 1:
        outcomes = [ask([request])[0] for request in requests]
    else:
        outcomes = ask(list(islice(cycle(requests), level)))
    measure.let_settle()
    first = [outcome.first_text_s or outcome.done_s for outcome in outcomes]
    done = [outcome.done_s for outcome in outcomes]
    return {
        "CPU-s a request": (measure.cpu_s(pid) - before_s) / len(outcomes),
        "first text p50, s": statistics.median(first),
        "first text p95, s": percentile(first, 95),
        "first text, last / first": max(first) / min(first),
        "last byte p50, s": statistics.median(done),
        "last byte p95, s": percentile(done, 95),
        "peak RSS, MB": measure.peak_rss_mb(pid),
    }


def percentile(values: list[float], percent: int) -> float:
    """By the nearest rank."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


def print_table(figures: dict[int, Figures]) -> None:
    levels = list(figures)
    titles = ["one at a time" if level == 1 else f"{level} at once" for level in levels]
    print(f"| figure: median (min-max) | {' | '.join(titles)} |")
    print("|" + " --- |" * (1 + len(levels)))
    for name in figures[levels[0]]:
        spreads = [str(Spread.of(figures[level][name])) for level in levels]
        print(f"| {name} | {' | '.join(spreads)} |")
    alone = figures[levels[0]]["CPU-s a request"]
    for level in levels[1:]:
        ratio = Ratio.between(figures[level]["CPU-s a request"], alone)
        print(
            f"\nCPU of a request, {level} at once / one at a time: {ratio.of_medians:.2f} of "
            f"medians, {ratio.of_pairs:.2f} of pairs"
        )


if __name__ == "__main__":
    main()
