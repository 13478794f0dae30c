"""How text in pictures is read, by language: phrases of the FLORES sentences, drawn by a fixed seed (font,
size, colours, length), written by Pango into a picture of a slide's size, and read as the scene stage does.
Prints by language the share of letters that are right (1 - CER), the same of what is read surely enough to
be used, how much that is, and CPU seconds a picture.

    setup/setup.py run bench bench/reading.py [--phrases 40] [--seed 1] [--show 3]

Wants apt-get install ffmpeg pango1.0-tools fonts-dejavu fonts-lohit-deva fonts-tlwg-loma-ttf fonts-nanum
fonts-kacst-one fonts-ipafont-gothic
"""

import argparse
import json
import random
import subprocess
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import jiwer

from harness import built, eval_set, models

FONTS = {
    "ar": ["DejaVu Sans", "KacstOne"],
    "el": ["DejaVu Sans", "DejaVu Serif"],
    "en": ["DejaVu Sans", "DejaVu Serif"],
    "hi": ["Lohit Devanagari"],
    "ko": ["NanumGothic", "NanumMyeongjo"],
    "ru": ["DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono"],
    "th": ["Loma"],
    "vi": ["DejaVu Sans", "DejaVu Serif"],
}
COLOURS = [("black", "white"), ("white", "#102040"), ("#302010", "#f4f0e0"), ("#ffe080", "black")]
POINTS = [14, 20, 28]  # 19, 27 and 37 pixels
SURE = 0.85  # pipeline/scene_text.cc


@dataclass
class Score:
    wanted: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    sure: list[bool] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--phrases", type=int, default=40, help="of each language")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="how many misread phrases of each to print")
    parser.add_argument("--languages", nargs="+", default=sorted(FONTS), choices=sorted(FONTS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scores = {
            lang: measured(lang, options.phrases, options.seed, Path(folder)) for lang in options.languages
        }
    print("| language | letters right | of what is sure | sure | CPU-s a picture |\n|---|---|---|---|---|")
    for lang, score in scores.items():
        pairs = list(zip(score.wanted, score.read, strict=True))
        sure = [pair for pair, is_sure in zip(pairs, score.sure, strict=True) if is_sure]
        cpu_s = sorted(score.cpu_s)[len(score.cpu_s) // 2]
        print(
            f"| {lang} | {right(pairs):.3f} | {right(sure):.3f} | {len(sure)} of {len(pairs)} | {cpu_s:.2f} |"
        )
    for lang, score in scores.items():
        wrong = [pair for pair in zip(score.wanted, score.read, strict=True) if pair[0] != pair[1]]
        for wanted, read in wrong[: options.show]:
            print(f"{lang}: {wanted!r} read as {read!r}")


def right(pairs: list[tuple[str, str]]) -> float:
    return 1 - jiwer.cer([a for a, _ in pairs], [b for _, b in pairs]) if pairs else float("nan")


def measured(lang: str, count: int, seed: int, folder: Path) -> Score:
    chance = random.Random(f"{seed} {lang}")
    phrases = [phrase_of(text, lang, chance) for text in eval_set.sentences("flores-devtest-100", lang)[:count]]
    pictures = [drawn(text, lang, chance, folder / f"{lang}{i}") for i, text in enumerate(phrases)]
    lines = "".join(f"{picture}\t{lang}\n" for picture in pictures)
    done = subprocess.run(
        [str(built("bench_read")), str(models.store())],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    score = Score()
    for wanted, answer in zip(phrases, map(json.loads, done.stdout.splitlines()), strict=True):
        found = answer["lines"]
        score.wanted.append(as_letters(wanted))
        score.read.append(as_letters(" ".join(line["text"] for line in found)))
        score.sure.append(bool(found) and min(line["confidence"] for line in found) >= SURE)
        score.cpu_s.append(answer["cpu_s"])
    return score


def as_letters(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def phrase_of(text: str, lang: str, chance: random.Random) -> str:
    if lang == "th":  # which writes no words apart
        return text.split()[0][: chance.randint(8, 25)]
    words = text.split()
    count = chance.randint(1, 4)
    first = chance.randrange(max(1, len(words) - count))
    return " ".join(words[first : first + count])


def drawn(text: str, lang: str, chance: random.Random, stem: Path) -> Path:
    ink, paper = chance.choice(COLOURS)
    font = f"{chance.choice(FONTS[lang])} {chance.choice(POINTS)}"
    png, ppm = stem.with_suffix(".png"), stem.with_suffix(".ppm")
    pango = ["pango-view", "--no-display", "-q", "--margin=40", "--dpi=96", f"--font={font}"]
    run([*pango, f"--foreground={ink}", f"--background={paper}", "-o", png, "-t", text])
    width, height = 960, 540
    place = f"scale='min(iw,{width})':-1,pad={width}:{height}:40:200:color={paper.replace('#', '0x')}"
    run(["ffmpeg", "-loglevel", "error", "-y", "-i", png, "-vf", f"format=rgb24,{place}", ppm])
    return ppm


def run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
