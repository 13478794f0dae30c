"""Our server against the Python cascade on the same weights and files: cost, delay, memory.

Both stay warm, take turns (A B A B ...) and are measured from outside by one yardstick. Each mode
starts fresh processes, so that text alone is not charged for a speech model. A cheap answer may be
a poor one: the chrF2 of each text and the seconds of speech it got stand beside its cost.

    compare.py [options] [FILE...]      default: jfk.wav, and five FLEURS clips joined
"""

import argparse
import json
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from harness import eval_set, measure, models, scoring
from harness.eval_set import Clip
from harness.measure import Ratio, Spread
from harness.systems import Dragoman, Outcome, Rival, System, Task

Figures = dict[str, list[float]]  # name of the figure -> one value a run

ENOUGH_RUNS = 7


def main() -> None:
    options = parse_arguments()
    if options.runs < ENOUGH_RUNS:
        print(f"A trial: {options.runs} runs, fewer than {ENOUGH_RUNS}, prove nothing.\n")
    print(
        f"Recipe {options.recipe}, source {options.source}, target {options.target}, "
        f"{options.at_once} at once, "
        f"{os.cpu_count()} cores."
    )
    reports = []
    with tempfile.TemporaryDirectory() as scratch:
        for mode in [options.mode] if options.mode else ["text", "speech"]:
            task = Task(options.source, options.target, speech=mode == "speech")
            with warm_systems(options, task) as systems:
                for clip in chosen_clips(options.files, Path(scratch)):
                    reports.append(report(options, mode, clip, systems))
    if options.out:
        options.out.write_text(json.dumps(reports, indent=1) + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--only", choices=["dragoman", "cascade"], help="leave the other out")
    parser.add_argument("--mode", choices=["text", "speech"], help="default: one after the other")
    parser.add_argument("--recipe", choices=list(models.RECOGNISERS), default="standard")
    parser.add_argument("--source", default="auto", help="a code, or auto (default: auto)")
    parser.add_argument("--target", default="pt")
    parser.add_argument("--runs", type=int, default=ENOUGH_RUNS)
    parser.add_argument("--at-once", type=int, default=1, help="jobs of the same file at once")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of the cascade")
    parser.add_argument("--voice", default="Cherry", help="of our server")
    parser.add_argument("--out", type=Path, help="every single figure, as JSON")
    return parser.parse_args()


def chosen_clips(files: Sequence[Path], scratch: Path) -> list[Clip]:
    """The files asked for, or the two default ones."""
    if files:
        return [Clip(file, "", None, {}) for file in files]
    jfk = next(clip for clip in eval_set.clips() if clip.path.name == "jfk.wav")
    return [jfk, eval_set.join(eval_set.fleurs("en"), scratch / "fleurs-en-joined.wav")]


@contextmanager
def warm_systems(options: argparse.Namespace, task: Task) -> Iterator[list[System]]:
    """Starts the systems asked for and has each translate one short file, unmeasured."""
    makers: dict[str, Callable[[], System]] = {
        "dragoman": lambda: Dragoman(task, options.voice, options.recipe),
        "cascade": lambda: Rival(task, options.threads, models.RECOGNISERS[options.recipe]),
    }
    warm_up = min(eval_set.fleurs("en"), key=lambda clip: clip.path.stat().st_size).path
    with ExitStack() as stack:
        systems = []
        for name in [options.only] if options.only else makers:
            system = makers[name]()
            stack.callback(system.close)
            system.run([warm_up])
            systems.append(system)
        yield systems


def report(
    options: argparse.Namespace, mode: str, clip: Clip, systems: Sequence[System]
) -> dict[str, object]:
    """Measures one clip in one mode and prints its table."""
    reference = clip.references.get(options.target)
    audio_s = eval_set.audio_s(clip.path)
    figures: dict[str, Figures] = {system.name: {} for system in systems}
    loads = [measure.load_averages()]
    for _ in range(options.runs):
        for system in systems:
            run = one_run(system, [clip.path] * options.at_once, audio_s, reference)
            for name, value in run.items():
                figures[system.name].setdefault(name, []).append(value)
    loads.append(measure.load_averages())
    print(f"\n## {clip.path.stem}, {audio_s:.1f} s, {mode}, {options.at_once} at once\n")
    print(table(figures))
    print(f"\nn = {options.runs}; load average before {loads[0]}, after {loads[1]}", flush=True)
    return {
        "file": clip.path.name,
        "mode": mode,
        "at_once": options.at_once,
        "source": options.source,
        "target": options.target,
        "audio_s": audio_s,
        "loads": loads,
        "figures": figures,
    }


def one_run(
    system: System, files: Sequence[Path], audio_s: float, reference: str | None
) -> dict[str, float]:
    """Runs all files at once on one warm system and reads the meters."""
    pid = system.process.pid
    measure.let_settle()
    peak_is_of_run = measure.reset_peak_rss(pid)
    cpu_before_s = measure.cpu_s(pid)
    outcomes = system.run(files)
    measure.let_settle()  # work still going on after the answer is charged too
    cpu_s = measure.cpu_s(pid) - cpu_before_s
    peak = "peak RSS, MB" if peak_is_of_run else "peak RSS since start, MB"
    figures = {"CPU-s per audio-s": cpu_s / (audio_s * len(files))}
    figures |= delays("first text, s", [outcome.first_text_s for outcome in outcomes])
    if any(outcome.pcm for outcome in outcomes):
        figures |= delays("first audio, s", [outcome.first_audio_s for outcome in outcomes])
        figures["speech made, s"] = statistics.mean(outcome.speech_s for outcome in outcomes)
    figures["all done, s"] = max(outcome.done_s for outcome in outcomes)
    figures[peak] = measure.peak_rss_mb(pid)
    if reference:
        figures["chrF2 of the text"] = quality(outcomes, reference)
    return figures


def delays(name: str, seconds: Sequence[float | None]) -> dict[str, float]:
    """One delay for one job; for several at once the earliest, the mean and the last."""
    known = [value for value in seconds if value is not None]
    if len(known) != len(seconds):
        raise RuntimeError(f"no {name.split(',')[0]} came for {len(seconds) - len(known)} jobs")
    if len(known) == 1:
        return {name: known[0]}
    return {
        f"{name}: earliest": min(known),
        f"{name}: mean": statistics.mean(known),
        f"{name}: last": max(known),
    }


def quality(outcomes: Sequence[Outcome], reference: str) -> float:
    return scoring.chrf([reference] * len(outcomes), [outcome.text for outcome in outcomes])


def table(figures: dict[str, Figures]) -> str:
    """Medians with their spread; with two systems, how many times ours the rival's figure is."""
    names = list(figures)
    heads = [f"{name}: median (min-max)" for name in names]
    if len(names) == 2:
        heads += [f"{names[1]} / {names[0]}, medians", "median of pairs"]
    rows = [["figure", *heads], ["---"] * (len(heads) + 1)]
    for figure in figures[names[0]]:
        values = [figures[name].get(figure, []) for name in names]
        cells = [str(Spread.of(runs)) if runs else "-" for runs in values]
        if len(names) == 2:
            cells += ratio_cells(values[1], values[0])
        rows.append([figure, *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def ratio_cells(above: Sequence[float], below: Sequence[float]) -> list[str]:
    if not above or not below or min(below) <= 0:
        return ["-", "-"]
    ratio = Ratio.between(above, below)
    return [measure.number(ratio.of_medians), measure.number(ratio.of_pairs)]


if __name__ == "__main__":
    main()
