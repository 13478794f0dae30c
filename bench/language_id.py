"""Is the spoken language named right: of a file, and of each segment where a file changes it?

- files: every clip of the evaluation set in one language, through the command line.
- segments: for each two languages of FLEURS a recording of two clips of the one, two of the other
  and again, with a pause between. A segment belongs to the clip in which its middle lies. A clip
  without a segment is lost, which counts as wrong for its whole length.

    language_id.py [--recipe standard] [--langs en de fr es pt] [--gap-s 1]
"""

import argparse
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from harness import eval_set, program
from harness.eval_set import Placed
from harness.program import Segment


def main() -> None:
    options = parse_arguments()
    report: dict[str, object] = {}
    if not options.segments_only:
        report["files"] = files(options)
    with TemporaryDirectory() as scratch:
        report["segments"] = segments(options, Path(scratch))
    if options.out:
        options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipe", default="standard")
    parser.add_argument("--langs", nargs="+", default=["en", "de", "fr", "es", "pt"])
    parser.add_argument("--to", default="en", help="the target language")
    parser.add_argument("--gap-s", type=float, default=1.0, help="silence after each clip")
    parser.add_argument("--segments-only", action="store_true")
    parser.add_argument("--out", type=Path, help="what was named, as JSON")
    return parser.parse_args()


def files(options: argparse.Namespace) -> dict[str, str]:
    """What each clip was taken for."""
    clips = [clip for clip in eval_set.clips() if clip.lang and "," not in clip.lang]
    named = {
        f"{clip.path.name} ({clip.lang})": program.translate(
            clip.path, options.to, recipe=options.recipe
        ).source_lang
        for clip in clips
    }
    wrong = [
        f"{name} as {lang or 'none'}" for name, lang in named.items() if f"({lang})" not in name
    ]
    right = len(named) - len(wrong)
    print(f"files: {right} of {len(named)} right; wrong: {', '.join(wrong) or 'none'}")
    return named


def segments(options: argparse.Namespace, scratch: Path) -> list[dict[str, object]]:
    """Joins clips of two languages, for each two, and counts over the segments and over time."""
    rows = []
    for pair in itertools.combinations(options.langs, 2):
        clips = [eval_set.fleurs(lang) for lang in pair]
        path = scratch / f"{'-'.join(pair)}.wav"
        order = [*clips[0][:2], *clips[1][:2], *clips[0][2:4], *clips[1][2:4]]
        placed = eval_set.lay_out(order, path, options.gap_s)
        heard = program.translate(path, options.to, recipe=options.recipe)
        rows.append({"pair": "-".join(pair)} | count(placed, heard.segments))
        path.unlink()
    print("\n| languages | segments right | seconds right | clips lost |")
    print("| --- | --- | --- | --- |")
    keys = ("right", "segments", "right_s", "total_s", "lost")
    total = {"pair": "all"} | {key: sum(row[key] for row in rows) for key in keys}
    for row in [*rows, total]:
        print(
            f"| {row['pair']} | {row['right']} of {row['segments']} | "
            f"{row['right_s']:.0f} of {row['total_s']:.0f} | {row['lost']} |"
        )
    return [*rows, total]


def count(placed: Sequence[Placed], heard: Sequence[Segment]) -> dict[str, float]:
    result = {"right": 0, "segments": 0, "right_s": 0.0, "total_s": 0.0, "lost": 0}
    for place in placed:
        own = [
            each for each in heard if place.start_s <= (each.start_s + each.end_s) / 2 < place.end_s
        ]
        right = [each for each in own if each.lang == place.clip.lang]
        share = sum(each.end_s - each.start_s for each in right) / max(
            sum(each.end_s - each.start_s for each in own), 1e-9
        )
        result["right"] += len(right)
        result["segments"] += len(own)
        result["right_s"] += share * (place.end_s - place.start_s)
        result["total_s"] += place.end_s - place.start_s
        result["lost"] += not own
    return result


if __name__ == "__main__":
    main()
