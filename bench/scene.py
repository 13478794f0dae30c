"""Does the picture help to hear names? Talks with slides (talks.py), heard with the picture and without it.

- recall: of the names that are said and shown, how many stand in what was heard, as whole words
  without regard to case and accents.
- false insertions: names of the slides that were not said, and that the picture brought: segments
  that have one more than they have without it, in a hundred.
- WER of both, over all words.
- no text: FLEURS clips under a video without text (the flower of the evaluation set, again and
  again): segments that differ between the two runs, and the WER of both.
- cost: CPU of the process for a second of sound, with and without, and what decoding key frames and
  reading them cost.

    setup/setup.py run bench bench/scene.py --talks 60 --seed 1 [--langs en en pt] [--out FILE]
        [--folder DIR] [--plain 20] [--show 1] [--patient]
"""

import argparse
import json
import re
import statistics
import subprocess
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from harness import built, eval_set, models, scoring
from talks import Talk, draw, make

TARGET = {"en": "pt"}
LOOKED = ("frames", "decode_cpu_s", "read", "read_cpu_s")  # as the log has them


def main() -> None:
    options = parse_arguments()
    talks = draw(options.talks, options.langs, options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        paths = make(talks, folder)
        files = [(path, talk.lang) for path, talk in zip(paths, talks, strict=True)]
        off, on = listen(files, options.recipe, options.patient)
        length_s = sum(seconds(path) for path in paths)
        report = score_talks(talks, off, on, options.show)
        report["length_s"] = length_s
        report["cost_off"], report["cost_on"] = cost(off, length_s), cost(on, length_s)
        print(f"{len(talks)} talks, {length_s:.0f} s:\n")
        print_talks(report)
        if options.plain > 0:
            report["no_text"] = no_text(folder, options.plain, options.recipe, options.patient)
            print_no_text(report["no_text"])
    if options.out:
        report["heard"] = [[asdict(a), asdict(b)] for a, b in zip(off, on, strict=True)]
        text = json.dumps(report, indent=1, ensure_ascii=False)
        options.out.write_text(text + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--talks", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--langs", nargs="+", default=["en", "en", "pt"])
    parser.add_argument("--recipe", default="standard", help="the recogniser: standard or fast")
    parser.add_argument("--plain", type=int, default=20, help="clips under a video without text")
    parser.add_argument("--folder", type=Path, help="where talks are kept, and found again")
    parser.add_argument("--show", type=int, default=0, help="1: print what was missed or brought in")
    parser.add_argument("--patient", action="store_true", help="nobody waits for the first words")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


@dataclass
class Heard:
    """What the program heard in one file: the text of each segment, and what looking cost."""

    segments: list[str]
    translations: list[str]
    cpu_s: float
    first_text_s: float
    looked: dict[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return " ".join(self.segments)


@dataclass
class Recall:
    """Of names that were said: how many were heard without the picture and with it."""

    said: int = 0
    off: int = 0
    on: int = 0

    def add(self, off: bool, on: bool) -> None:
        self.said += 1
        self.off += off
        self.on += on


def listen(
    files: Sequence[tuple[Path, str]], recipe: str, patient: bool
) -> tuple[list[Heard], list[Heard]]:
    """Each file without the picture and with it, in turn, by one process."""
    lines = "".join(
        f"{path}\t{lang}\t{TARGET.get(lang, 'en')}\t{picture}\n"
        for path, lang in files
        for picture in ("off", "patient" if patient else "on")
    )
    command = [str(built("bench_scene")), str(models.store()), recipe]
    done = subprocess.run(command, input=lines, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bench_scene ended with {done.returncode}: {done.stderr[-2000:]}")
    heard = []
    for line in done.stdout.splitlines():
        said: dict[str, Any] = json.loads(line)
        looked = {key: float(said["looked"][key]) for key in LOOKED if key in said["looked"]}
        heard.append(
            Heard(said["segments"], said["translations"], said["cpu_s"], said["first_text_s"], looked)
        )
    return heard[::2], heard[1::2]


def folded(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.findall(r"[^\W_]+", plain)


def count(name: str, text: str) -> int:
    return folded(text).count(folded(name)[0])


def score_talks(
    talks: Sequence[Talk], off: Sequence[Heard], on: Sequence[Heard], show: int
) -> dict[str, Any]:
    said = found_off = found_on = false = segments = 0
    groups: dict[str, Recall] = {}
    for talk, before, after in zip(talks, off, on, strict=True):
        kinds = [talk.lang, f"{talk.lang}, {talk.voice}", f"layout: {talk.layout}", f"noise: {talk.noise}"]
        own = [groups.setdefault(kind, Recall()) for kind in kinds]
        for name in (n for group in talk.names for n in group):
            hits = (count(name, before.text) > 0, count(name, after.text) > 0)
            said, found_off, found_on = said + 1, found_off + hits[0], found_on + hits[1]
            for group in own:
                group.add(*hits)
            if show and not hits[1]:
                print(f"  not heard in talk {talk.number}: {name}")
        segments += len(after.segments)
        spoken = " ".join(talk.sentences)
        for name in talk.shown:
            most = max(count(name, spoken), count(name, before.text))
            extra = max(0, count(name, after.text) - most)
            false += extra
            if show and extra:
                print(f"  brought in by the picture, talk {talk.number}: {name}")
    return {
        "names": said,
        "recall_off": found_off / said,
        "recall_on": found_on / said,
        "groups": {kind: asdict(group) for kind, group in groups.items()},
        "false": false,
        "segments": segments,
        "wer_off": pooled_wer(talks, off),
        "wer_on": pooled_wer(talks, on),
    }


def pooled_wer(talks: Sequence[Talk], heard: Sequence[Heard]) -> float:
    pairs = [(" ".join(t.sentences), h.text, t.lang) for t, h in zip(talks, heard, strict=True)]
    return pooled(pairs)


def pooled(pairs: Sequence[tuple[str, str, str]]) -> float:
    counts = [scoring.errors(*pair) for pair in pairs]
    return 100.0 * sum(wrong for wrong, _ in counts) / sum(length for _, length in counts)


def cost(heard: Sequence[Heard], length_s: float) -> dict[str, float]:
    total = {"cpu_s_per_s": sum(h.cpu_s for h in heard) / length_s}
    total["first_text_s"] = statistics.median(h.first_text_s for h in heard)
    for key in LOOKED:
        total[key] = sum(h.looked.get(key, 0.0) for h in heard)
    return total


def no_text(folder: Path, clips: int, recipe: str, patient: bool) -> dict[str, Any]:
    """FLEURS clips under the flower, which shows no letter."""
    flower = eval_set.root() / "video" / "flower.webm"
    chosen = [clip for clip in eval_set.clips() if "fleurs" in clip.path.name and clip.transcript]
    chosen = chosen[:clips]
    paths = []
    for number, clip in enumerate(chosen):
        path = folder / f"plain-{number:03}.mp4"
        paths.append(path)
        if path.is_file():
            continue
        run = ["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", str(flower)]
        run += ["-i", str(clip.path), "-map", "0:v", "-map", "1:a", "-shortest", "-c:v"]
        run += ["libx264", "-preset", "veryfast", "-g", "50", "-c:a", "aac", str(path)]
        subprocess.run(run, check=True)
    off, on = listen([(path, c.lang) for path, c in zip(paths, chosen, strict=True)], recipe, patient)
    length_s = sum(seconds(path) for path in paths)
    said = [(clip.transcript or "", clip.lang) for clip in chosen]
    return {
        "clips": len(chosen),
        "changed": sum(a.segments != b.segments for a, b in zip(off, on, strict=True)),
        "wer_off": pooled([(t, h.text, lang) for (t, lang), h in zip(said, off, strict=True)]),
        "wer_on": pooled([(t, h.text, lang) for (t, lang), h in zip(said, on, strict=True)]),
        "length_s": length_s,
        "cost_off": cost(off, length_s),
        "cost_on": cost(on, length_s),
    }


def seconds(path: Path) -> float:
    run = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return float(subprocess.run(run, capture_output=True, text=True, check=True).stdout)


def print_talks(report: dict[str, Any]) -> None:
    print("| | without the picture | with it |\n| --- | --- | --- |")
    print(f"| recall of {report['names']} names | {report['recall_off']:.3f} | {report['recall_on']:.3f} |")
    for kind, of in sorted(report["groups"].items()):
        said = of["said"]
        print(f"| - {kind}, {said} names | {of['off'] / said:.3f} | {of['on'] / said:.3f} |")
    print(f"| false insertions in {report['segments']} segments | - | {report['false']} |")
    print(f"| WER | {report['wer_off']:.2f} | {report['wer_on']:.2f} |")
    print_cost(report)


def print_cost(report: dict[str, Any]) -> None:
    off, on, length_s = report["cost_off"], report["cost_on"], report["length_s"]
    print(f"| CPU-s a second of sound | {off['cpu_s_per_s']:.3f} | {on['cpu_s_per_s']:.3f} |")
    print(f"| first text, median, s | {off['first_text_s']:.2f} | {on['first_text_s']:.2f} |")
    print(f"| - decoding {on['frames']:.0f} key frames | - | {on['decode_cpu_s'] / length_s:.4f} |")
    print(f"| - reading {on['read']:.0f} of them | - | {on['read_cpu_s'] / length_s:.4f} |\n")


def print_no_text(report: dict[str, Any]) -> None:
    print(f"{report['clips']} clips, {report['length_s']:.0f} s, under a video without text:\n")
    print("| | without the picture | with it |\n| --- | --- | --- |")
    print(f"| clips heard otherwise | - | {report['changed']} |")
    print(f"| WER | {report['wer_off']:.2f} | {report['wer_on']:.2f} |")
    print_cost(report)


if __name__ == "__main__":
    main()
