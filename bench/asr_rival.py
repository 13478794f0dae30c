"""Recognition: our program against faster-whisper (int8, beam 5, its VAD) on the same weights.

For each recipe, over all FLEURS clips of the evaluation set:

- error rates of the transcripts, ours from the command line's JSON, with a paired bootstrap over
  clips of the difference of the pooled word error rates;
- CPU seconds of putting each clip into English text: our server and the rival, both warm, take
  turns over all clips. Either decodes each clip once (English speech as it is; a Portuguese
  transcript goes through our student, which the rival spares itself);
- chrF2 of that English against what human translators wrote.

    asr_rival.py [--recipes fast standard] [--source auto|named] [--runs 7]
"""

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness import ROOT, built, eval_set, measure, models, scoring
from harness.eval_set import Clip
from harness.measure import Ratio, Spread
from harness.systems import Dragoman, Task

ENOUGH_RUNS = 7


class FasterWhisper:
    """The rival behind a pipe."""

    name = "faster-whisper"

    def __init__(self, model: str, threads: int) -> None:
        script = ROOT / "bench" / "rival" / "whisper.py"
        command = [sys.executable, str(script), model, "--threads", str(threads)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._answer()

    def hear(self, clip: Clip, source: str, english: bool) -> str:
        language = clip.lang if source == "named" else None
        assert self.process.stdin
        job = {"file": str(clip.path), "language": language, "english": english}
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return self._answer()["text"]

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)

    def _answer(self) -> dict[str, str]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"faster-whisper ended with {self.process.wait()}")
        answer: dict[str, str] = json.loads(line)
        return answer


class Ours:
    """Our server for English, our command line for transcripts."""

    name = "dragoman"

    def __init__(self, recipe: str) -> None:
        self._recipe = recipe
        self._server = Dragoman(Task("auto", "en", speech=False), recipe=recipe)
        self.process = self._server.process
        self.close = self._server.close

    def hear(self, clip: Clip, source: str, english: bool) -> str:
        spoken = clip.lang if source == "named" else "auto"
        if english:
            self._server.task = Task(spoken, "en", speech=False)
            return self._server.run([clip.path])[0].text
        command = [str(built("dragoman")), "translate", str(clip.path), "--to", "en"]
        command += ["--recipe", self._recipe, "--json", "-"]
        command += ["--from", spoken] if source == "named" else []
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            raise SystemExit(f"dragoman ended with {done.returncode}: {done.stderr[-2000:]}")
        return " ".join(segment["source_text"] for segment in json.loads(done.stdout)["segments"])


@dataclass
class Heard:
    """What one system made of the clips; English and CPU seconds once a run."""

    transcripts: list[str] = field(default_factory=list)
    english: list[list[str]] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    peak_rss_mb: float = 0.0


def main() -> None:
    options = parse_arguments()
    if options.runs < ENOUGH_RUNS:
        print(f"A trial: {options.runs} runs, fewer than {ENOUGH_RUNS}, prove nothing.\n")
    clips = [clip for clip in eval_set.clips() if clip.path.parent.name == "fleurs"]
    clips = [clip for clip in clips if clip.lang in (options.langs or [clip.lang])]
    audio_s = sum(eval_set.audio_s(clip.path) for clip in clips)
    print(
        f"{len(clips)} clips, {audio_s:.0f} s, source {options.source}, {os.cpu_count()} cores, "
        f"faster-whisper on {options.threads} threads."
    )
    reports = {}
    for recipe in options.recipes:
        loads = [measure.load_averages()]
        systems = [Ours(recipe), FasterWhisper(models.RECOGNISERS[recipe], options.threads)]
        heard = {system.name: Heard() for system in systems}
        try:
            measure_all(systems, heard, clips, options)
        finally:
            for system in systems:
                system.close()
        loads.append(measure.load_averages())
        print(f"\n## {recipe}: {models.RECOGNISERS[recipe]}\n")
        print_errors(clips, heard)
        print_costs(heard, audio_s)
        print_english(clips, heard)
        print(f"\nn = {options.runs}; load average before {loads[0]}, after {loads[1]}", flush=True)
        reports[recipe] = {name: vars(each) for name, each in heard.items()} | {"loads": loads}
    if options.out:
        options.out.write_text(json.dumps(reports, indent=1, ensure_ascii=False) + "\n")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    recipes = list(models.RECOGNISERS)
    parser.add_argument("--recipes", nargs="+", choices=recipes, default=recipes)
    parser.add_argument("--source", choices=["auto", "named"], default="auto")
    parser.add_argument("--langs", nargs="+", help="only clips of these languages")
    parser.add_argument("--runs", type=int, default=ENOUGH_RUNS)
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of faster-whisper")
    parser.add_argument("--out", type=Path, help="every text and every figure, as JSON")
    return parser.parse_args()


def measure_all(
    systems: Sequence[Ours | FasterWhisper],
    heard: dict[str, Heard],
    clips: Sequence[Clip],
    options: argparse.Namespace,
) -> None:
    for system in systems:
        heard[system.name].transcripts = [
            system.hear(clip, options.source, english=False) for clip in clips
        ]
        system.hear(clips[0], options.source, english=True)  # warm
        measure.reset_peak_rss(system.process.pid)
    for _ in range(options.runs):
        for system in systems:
            measure.let_settle()
            before_s = measure.cpu_s(system.process.pid)
            texts = [system.hear(clip, options.source, english=True) for clip in clips]
            measure.let_settle()
            heard[system.name].cpu_s.append(measure.cpu_s(system.process.pid) - before_s)
            heard[system.name].english.append(texts)
    for system in systems:
        heard[system.name].peak_rss_mb = measure.peak_rss_mb(system.process.pid)


def print_errors(clips: Sequence[Clip], heard: dict[str, Heard]) -> None:
    """Error rates by language and pooled over the languages that are counted in words."""
    by_lang: dict[str, list[int]] = defaultdict(list)
    for place, clip in enumerate(clips):
        by_lang[clip.lang].append(place)
        if clip.lang not in scoring.BY_CHARACTER:
            by_lang["pooled"].append(place)
    print(f"| language | clips | words | {' | '.join(f'{name}, error %' for name in heard)} |")
    print("|" + " --- |" * (3 + len(heard)))
    for lang, places in by_lang.items():
        wrong, lengths = errors_of(clips, heard, places)
        rates = [f"{100 * sum(each) / sum(lengths):.1f}" for each in wrong]
        print(f"| {lang} | {len(places)} | {sum(lengths)} | {' | '.join(rates)} |")
    if by_lang["pooled"]:
        (ours, theirs), lengths = errors_of(clips, heard, by_lang["pooled"])
        low, high, worse = scoring.bootstrap_difference(ours, theirs, lengths)
        print(
            f"\ndragoman less faster-whisper, pooled: 95 % of resamples in {low:+.1f} to "
            f"{high:+.1f} points; dragoman worse in {100 * worse:.0f} % of them"
        )


def errors_of(
    clips: Sequence[Clip], heard: dict[str, Heard], places: Sequence[int]
) -> tuple[list[list[int]], list[int]]:
    """The errors of each system in the clips at `places`, and the clips' lengths."""
    wrong: list[list[int]] = []
    lengths: list[int] = []
    for each in heard.values():
        counts = [
            scoring.errors(clip.transcript or "", each.transcripts[place], clip.lang)
            for place in places
            for clip in [clips[place]]
        ]
        wrong.append([count for count, _ in counts])
        lengths = [length for _, length in counts]
    return wrong, lengths


def print_costs(heard: dict[str, Heard], audio_s: float) -> None:
    print()
    for name, each in heard.items():
        spread = Spread.of([seconds / audio_s for seconds in each.cpu_s])
        changing = sum(len(set(texts)) > 1 for texts in zip(*each.english, strict=True))
        print(
            f"- {name}: {spread} CPU-s per audio-s, peak RSS {each.peak_rss_mb:.0f} MB, "
            f"{changing} clips with another text in another run"
        )
    ours, theirs = heard.values()
    ratio = Ratio.between(ours.cpu_s, theirs.cpu_s)
    print(
        f"- dragoman / faster-whisper: {ratio.of_medians:.2f} of medians, "
        f"{ratio.of_pairs:.2f} of pairs"
    )


def print_english(clips: Sequence[Clip], heard: dict[str, Heard]) -> None:
    places = [place for place, clip in enumerate(clips) if "en" in clip.references]
    if not places:
        return
    references = [clips[place].references["en"] for place in places]
    scores = [
        f"{name} {scoring.chrf(references, [each.english[0][place] for place in places]):.1f}"
        for name, each in heard.items()
    ]
    print(f"- chrF2 into English, {len(places)} clips: {', '.join(scores)}")


if __name__ == "__main__":
    main()
