"""How well the lines of many dubs keep their slots: every clear recording of the evaluation set, into the two languages that
a plain installation speaks, by two voices each. Prints a table of directions, and every line that is late or runs over, with its reason.

    setup/setup.py run tests tests/dub/lines.py FOLDER [RECIPE]
"""

import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from films import FLEURS_EN, FLEURS_PT, H264, Film, make
from measure import LEAD_S, offsets, project

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))

from harness import program

CLIPS = {
    "en": ("speech/misc/jfk.wav", *FLEURS_EN, "speech/leopard/test.wav", "speech/sensevoice/en.mp3"),
    "pt": FLEURS_PT,
    **{code: tuple(f"speech/fleurs/fleurs-{code}-00{i}.ogg" for i in range(5)) for code in ("de", "es", "fr")},
    "it": ("speech/leopard/test_it.wav",),
    "ja": ("speech/leopard/test_ja.wav", "speech/fleurs/fleurs_ja_1837_clip4.wav", "speech/sensevoice/ja.mp3"),
    "ko": ("speech/leopard/test_ko.wav", "speech/sensevoice/ko.mp3"),
    "zh": ("speech/sensevoice/zh.mp3",),
}  # fmt: skip
VOICES = {"en": ("af_heart", "espeak-en"), "pt": ("pf_dora", "espeak-pt")}
PAUSES_S = (0.6, 1.1, 0.4, 0.8)


def main(folder: Path, recipe: str) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    rows, listed = [], []
    for source, clips in CLIPS.items():
        film = Film(f"{source}.mkv", source, "", clips, PAUSES_S, (*H264, "-c:a", "flac", "-c:s", "srt"), "")
        if not (folder / film.name).exists():  # --resume asks for the same film, to the byte
            make(film, folder)
        for target in VOICES:
            if target != source:
                rows.append(row(folder, source, target, recipe, listed))
                print(table([rows[-1]]), flush=True)
    print("\n" + table(rows), *listed, sep="\n")
    lines, over = sum(each[1] for each in rows), sum(each[3] for each in rows)
    print(f"\n{lines} lines, {over} overruns, the worst start {max(max(each[2]) for each in rows) * 1000:.0f} ms off")
    return int(over > lines * 2 // 100)


def row(folder: Path, source: str, target: str, recipe: str, listed: list[str]) -> tuple:
    """(direction, lines, starts of those in time, overruns, waiting), over all voices."""
    lines, over, late, starts, faster = 0, 0, 0, [0.0], 0
    for voice in VOICES[target]:
        into = folder / f"{source}.{target}.{voice}.mkv"
        share_answers(folder, source, into)
        subprocess.run(
            [program(), "dub", folder / f"{source}.mkv", "--from", source, "--to", target, "-o", into, "--recipe", recipe,
             "--original", "track", "--subtitles", "none", "--voice", voice, "--quiet", "--resume"],
            check=True,
        )  # fmt: skip
        assert project(into)["lines"]
        for line, offset in offsets(into):
            result = line["result"]
            lines += 1
            over += result.get("overrun_s", 0) > 0
            late += result.get("late_s", 0) > 0
            faster += result["rate"] > 1.01
            if "reason" in result:
                listed.append(f"{source} into {target}, {voice}, line {line['line']}: {result['reason']}")
            else:
                starts.append(abs(offset))
                assert abs(offset) <= LEAD_S, (offset, line)
    return f"{source} into {target}", lines, starts, over, late, faster


def share_answers(folder: Path, source: str, into: Path) -> None:
    """Answers are named by all that they depend on, so that another dub of the same film can have them."""
    kept = Path(f"{into}.dub/kept")
    kept.mkdir(parents=True, exist_ok=True)
    for answer in folder.glob(f"{source}.*.mkv.dub/kept/*"):
        if answer.parent != kept:
            shutil.copy(answer, kept)


def table(rows: list[tuple]) -> str:
    out = "| direction | lines | spoken faster | waited for the line before | ran over | start: median, worst |\n|---|---|---|---|---|---|\n"
    for name, lines, starts, over, late, faster in rows:
        out += f"| {name} | {lines} | {faster} | {late} | {over} | {statistics.median(starts[1:] or [0]) * 1000:.0f}, {max(starts) * 1000:.0f} ms |\n"
    return out


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "fast"))
