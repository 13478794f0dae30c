"""1, 4 and 16 requests at once: our server and the Python cascade on the same weights and clips.

Each request is another clip (English FLEURS clips, in turn), so that none is answered from memory. At 1
the clips are asked for one after another. Both systems stay warm and take turns; text and speech run in
fresh processes. At the end stand the targets that ours is held to, met or not: the exit status is 0
either way, since on a machine with other work the delays say little.

    rival_at_once.py [--recipe fast] [--levels 1 4 16] [--mode text] [--runs 7] [--clips 5]
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from compare import ENOUGH_RUNS, Figures, warm_systems
from harness import eval_set, measure, models, scoring
from harness.eval_set import Clip
from harness.measure import Ratio, Spread
from harness.systems import Outcome, System, Task

CPU, TEXT, LAST_TEXT = "CPU-s per audio-s", "first text, mean, s", "first text, last, s"
AUDIO, LAST_AUDIO, RSS = "first audio, mean, s", "first audio, last, s", "peak RSS, MB"
CHRF, BLEU, MADE = "chrF2", "BLEU", "speech made, s a clip"
Levels = dict[str, Figures]  # how many at once -> figures


def main() -> None:
    options = parse_arguments()
    if options.runs < ENOUGH_RUNS:
        print(f"A trial: {options.runs} runs, fewer than {ENOUGH_RUNS}, prove nothing.\n")
    clips = eval_set.fleurs(options.source)[: options.clips]
    print(
        f"Recipe {options.recipe}, {options.source} to {options.target}, {len(clips)} clips, "
        f"{os.cpu_count()} cores."
    )
    report: dict[str, object] = {"runs": options.runs, "targets": []}
    targets = []
    for mode in options.modes:
        task = Task(options.source, options.target, speech=mode == "speech")
        loads = [measure.load_averages()]
        with warm_systems(options, task) as systems:
            figures = measured(systems, clips, options)
        loads.append(measure.load_averages())
        print(f"\n## {mode}\n")
        print_table(figures, options.levels)
        print(f"\nn = {options.runs}; load average before {loads[0]}, after {loads[1]}", flush=True)
        report[mode] = {"loads": loads, "figures": figures}
        targets += judged(mode, figures)
    report["targets"] = targets
    print_targets(targets)
    if options.out:
        options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipe", choices=list(models.RECOGNISERS), default="fast")
    parser.add_argument("--source", choices=["en", "pt"], default="en")
    parser.add_argument("--levels", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--modes", nargs="+", default=["text", "speech"])
    parser.add_argument("--runs", type=int, default=ENOUGH_RUNS)
    parser.add_argument("--clips", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of the cascade")
    parser.add_argument("--out", type=Path, help="every single figure, as JSON")
    parser.set_defaults(only=None, voice="Cherry")
    options = parser.parse_args()
    options.target = "pt" if options.source == "en" else "en"
    return options


def measured(
    systems: Sequence[System], clips: Sequence[Clip], options: argparse.Namespace
) -> dict[str, Levels]:
    """All runs of all levels, the systems in turn."""
    figures: dict[str, Levels] = {
        system.name: {str(level): {} for level in options.levels} for system in systems
    }
    for _ in range(options.runs):
        for level in options.levels:
            for system in systems:
                run = one_run(system, clips, level, options.target)
                for name, value in run.items():
                    figures[system.name][str(level)].setdefault(name, []).append(value)
                print(f"{system.name} {level}: {run}", file=sys.stderr, flush=True)
    return figures


def one_run(system: System, clips: Sequence[Clip], level: int, target: str) -> dict[str, float]:
    asked = list(clips) if level == 1 else list(islice(cycle(clips), level))
    files = [clip.path for clip in asked]
    measure.let_settle()
    measure.reset_peak_rss(system.process.pid)
    before_s = measure.cpu_s(system.process.pid)
    outcomes = [system.run([file])[0] for file in files] if level == 1 else system.run(files)
    measure.let_settle()
    cpu_s = measure.cpu_s(system.process.pid) - before_s
    figures = {CPU: cpu_s / sum(eval_set.audio_s(file) for file in files)}
    figures |= waits(TEXT, LAST_TEXT, [outcome.first_text_s for outcome in outcomes])
    if any(outcome.pcm for outcome in outcomes):
        figures |= waits(AUDIO, LAST_AUDIO, [outcome.first_audio_s for outcome in outcomes])
        figures[MADE] = statistics.mean(outcome.speech_s for outcome in outcomes)
    figures[RSS] = measure.peak_rss_mb(system.process.pid)
    return figures | quality(asked, outcomes, target)


def waits(mean: str, last: str, seconds: Sequence[float | None]) -> dict[str, float]:
    known = [value for value in seconds if value is not None]
    if len(known) != len(seconds):
        raise RuntimeError(f"{len(seconds) - len(known)} requests were answered with nothing")
    return {mean: statistics.mean(known), last: max(known)}


def quality(clips: Sequence[Clip], outcomes: Sequence[Outcome], target: str) -> dict[str, float]:
    references = [clip.references[target] for clip in clips]
    texts = [outcome.text for outcome in outcomes]
    return {CHRF: scoring.chrf(references, texts), BLEU: scoring.bleu(references, texts)}


def print_table(figures: dict[str, Levels], levels: Sequence[int]) -> None:
    ours, theirs = figures
    print(f"| at once | figure: median (min-max) | {ours} | {theirs} | {ours} / {theirs} |")
    print("|---|---|---|---|---|")
    for level in map(str, levels):
        for name, values in figures[ours][level].items():
            rival = figures[theirs][level][name]
            ratio = measure.number(Ratio.between(values, rival).of_pairs) if min(rival) > 0 else "-"
            print(f"| {level} | {name} | {Spread.of(values)} | {Spread.of(rival)} | {ratio} |")


def judged(mode: str, figures: dict[str, Levels]) -> list[dict[str, object]]:
    """Each target with what was found; of ratios, the median over pairs of runs."""
    ours, theirs = (figures[name] for name in figures)

    def against(level: str, figure: str) -> float:
        return Ratio.between(ours[level][figure], theirs[level][figure]).of_pairs

    found: list[tuple[str, float, float, bool]] = []
    if "1" in ours:
        found += [
            ("first text at 1, ours / theirs", against("1", TEXT), 0.5, True),
            ("peak RSS at 1, ours / theirs", against("1", RSS), 0.5, True),
            ("chrF2 at 1, ours / theirs", against("1", CHRF), 1.0, False),
        ]
        if mode == "speech":
            found.append(("first audio at 1, ours / theirs", against("1", AUDIO), 0.5, True))
    if "4" in ours:
        found.append(("CPU-s at 4, ours / theirs", against("4", CPU), 0.8, True))
        found.append(("first text at 4, ours / theirs", against("4", TEXT), 0.5, True))
    if "1" in ours and "4" in ours:
        worst = Ratio.between(ours["4"][LAST_TEXT], ours["1"][TEXT]).of_pairs
        found.append(("last first text at 4 / mean at 1, ours alone", worst, 2.0, True))
    return [
        {"mode": mode, "target": name, "at_most" if most else "at_least": bound, "found": value,
         "met": value <= bound if most else value >= bound}
        for name, value, bound, most in found
    ]  # fmt: skip


def print_targets(targets: Sequence[dict[str, object]]) -> None:
    print("\n## Targets\n\n| mode | target | bound | found | |\n|---|---|---|---|---|")
    for row in targets:
        bound = f"≤ {row['at_most']}" if "at_most" in row else f"≥ {row['at_least']}"
        met = "met" if row["met"] else "**not met**"
        print(f"| {row['mode']} | {row['target']} | {bound} | {row['found']:.2f} | {met} |")


if __name__ == "__main__":
    main()
