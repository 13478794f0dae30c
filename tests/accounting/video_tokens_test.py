"""Our video tokens beside those of the guide's own script, over numbers and over files.

The script lies in samples/ as it is printed. Numbers go to its functions with its get_video replaced;
files go through it whole, so that OpenCV reads them. Both also go through our program video_tokens.

--table prints how much was compared, and every difference.
"""

import importlib.util
import math
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType

os.environ["OPENCV_LOG_LEVEL"] = "SILENT"
os.environ["OPENCV_FFMPEG_LOGLEVEL"] = "-8"  # FFmpeg's word for quiet; OpenCV must learn it before it is loaded

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.append(str(HERE.parent / "api"))

import pytest
from catalogue import KEPT, UNTOLD, VIDEOS
from harness import eval_file
from videos import Video, Written

PROGRAM = Path(os.environ.get("DRAGOMAN_BUILD_DIR") or ROOT / "build" / "release") / "video_tokens"

Numbers = tuple[int, int, float, int]  # width, height, frames a second, frames


def load_guide() -> ModuleType:
    spec = importlib.util.spec_from_file_location("guide", HERE / "samples" / "video_tokens.py")
    assert spec and spec.loader
    guide = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(guide)
    return guide


GUIDE = load_guide()


@dataclass(frozen=True)
class Count:
    """What somebody says of a video. Without `numbers` the file did not open; without `tokens` it has none."""

    numbers: Numbers | None
    tokens: int | None

    def agrees(self, other: "Count") -> bool:
        """A video without tokens is one, whatever else is said of it."""
        return self == other or (self.tokens is None and other.tokens is None)

    def __str__(self) -> str:
        numbers = "unreadable" if self.numbers is None else "{}x{} {}/s {} frames".format(*self.numbers)
        return f"{numbers}, {'no' if self.tokens is None else self.tokens} tokens"


def guide_on_numbers(numbers: Numbers) -> Count:
    width, height, rate, frames = numbers
    script = {**vars(GUIDE), "get_video": lambda _: (height, width, frames, rate)}
    calculate = type(GUIDE.video_token_calculate)(GUIDE.video_token_calculate.__code__, script)
    try:
        return Count(numbers, calculate("a video"))
    except (ValueError, ArithmeticError):
        return Count(numbers, None)


def guide_on_file(path: Path) -> Count:
    try:
        height, width, frames, rate = GUIDE.get_video(str(path))
    except (ValueError, ArithmeticError):
        return Count(None, None)
    numbers = (width, height, rate, frames)
    try:
        return Count(numbers, GUIDE.video_token_calculate(str(path)))
    except (ValueError, ArithmeticError):
        return Count(numbers, None)


def ours(arguments: list[str], **options) -> list[str]:
    done = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, check=True, **options)
    return done.stdout.splitlines()


def ours_on_numbers(all_numbers: list[Numbers]) -> list[Count]:
    lines = ours([], input="".join("{} {} {!r} {}\n".format(*numbers) for numbers in all_numbers))
    assert len(lines) == len(all_numbers)
    return [
        Count(numbers, None if line.startswith("error: ") else int(line))
        for numbers, line in zip(all_numbers, lines, strict=True)
    ]


def ours_on_file(path: Path, *, as_transfer: bool = False) -> Count:
    """`as_transfer`: it arrives through a pipe, so that at first only its beginning is there."""
    if not as_transfer:
        return parse(ours([str(path)]))
    with subprocess.Popen(["cat", path], stdout=subprocess.PIPE) as transfer:
        return parse(ours(["-"], stdin=transfer.stdout))


def parse(lines: list[str]) -> Count:
    (line,) = lines
    if line.startswith("error: "):
        return Count(None, None)
    width, height, rate, frames, tokens = line.split(maxsplit=4)
    numbers = (int(width), int(height), float(rate), int(frames))
    return Count(numbers, None if tokens.startswith("error: ") else int(tokens))


# Numbers

RATES = [24000 / 1001, 23.976, 24.0, 25.0, 29.97, 30000 / 1001, 30.0, 50.0, 60000 / 1001, 12.5, 15.0, 7.3, 1 / 3]
RATES += [0.5, 1.0, 2.0, 120.0, 240.0, 1000.0, 90000.0, 1e-4, 0.0]
SIDES = [1, 2, 15, 16, 17, 31, 32, 48, 80, 112, 144, 240, 320, 360, 480, 512, 540, 640, 720, 768, 848, 854, 960, 1080]
SIDES += [1280, 1440, 1920, 2160, 3840, 4320, 8192, 2**20, 2**31 - 1, 0]
SECONDS = [0, 1, 2, 3, 5, 15, 31, 63, 64, 100, 7200]


def around_a_half(rate: float, seconds: int) -> Iterator[int]:
    """Frame counts whose duration has a fraction just below, at and just above one half, and nothing."""
    for fraction in (0, 0.5):
        middle = round(Fraction(rate) * Fraction(seconds + fraction))
        yield from (middle + step for step in (-2, -1, 0, 1, 2))


def generated_numbers() -> list[Numbers]:
    chance = random.Random(20251201)
    numbers = [
        (chance.choice(SIDES), chance.choice(SIDES), rate, frames)
        for rate in RATES
        for seconds in SECONDS
        for frames in around_a_half(rate, seconds)
    ]
    for narrow in (1, 7, 20, 100):  # about one to two hundred
        for wide in (200 * narrow - 1, 200 * narrow, 200 * narrow + 1):
            numbers += [(wide, narrow, 25.0, 50), (narrow, wide, 25.0, 50)]
    for frames in (-(2**40), -1, 0, 1, 2, 3, 4, 5, 2**40, 2**62):
        numbers += [(1280, 720, rate, frames) for rate in RATES]
    for _ in range(8000):
        rate = chance.choice([chance.choice(RATES), chance.uniform(0.1, 240), chance.randrange(1, 121) / 1.001])
        sides = (chance.choice(SIDES), chance.randrange(1, 5000), round(2 ** chance.uniform(0, 14)))
        frames = chance.choice([chance.randrange(300), chance.randrange(10000), round(2 ** chance.uniform(0, 40))])
        numbers.append((chance.choice(sides), chance.choice(sides), rate, frames))
    return numbers


@dataclass
class Compared:
    total: int
    errors: int  # where both have no tokens
    differences: list[str]


def compare_numbers() -> Compared:
    numbers = generated_numbers()
    theirs = [guide_on_numbers(each) for each in numbers]
    pairs = list(zip(theirs, ours_on_numbers(numbers), strict=True))
    differences = [f"the script: {guide}; ours: {own}" for guide, own in pairs if guide != own]
    return Compared(len(pairs), sum(guide.tokens is None for guide, _ in pairs), differences)


def test_numbers_are_those_of_the_script() -> None:
    compared = compare_numbers()
    assert compared.differences == []
    assert compared.total >= 10_000
    assert 500 <= compared.errors <= compared.total / 2


def test_numbers_of_the_published_table() -> None:
    table = {(1280, 720, 30.0, 300): 7202, (1920, 1080, 30.0, 1800): 15842, (720, 1280, 30.0, 105): 2162}
    for numbers, tokens in table.items():
        assert guide_on_numbers(numbers).tokens == tokens
        assert ours_on_numbers([numbers])[0].tokens == tokens


# Files


def difference(path: Path) -> str:
    """Empty where we agree with the script, and with ourselves when the file arrives piece by piece."""
    theirs, own, arriving = guide_on_file(path), ours_on_file(path), ours_on_file(path, as_transfer=True)
    if not own.agrees(theirs):
        return f"the script: {theirs}; ours: {own}"
    return "" if own == arriving else f"ours: {own}; as it arrives: {arriving}"


@pytest.mark.parametrize("video", VIDEOS, ids=lambda video: video.name)
def test_made_video(video: Video | Written, tmp_path: Path) -> None:
    assert difference(video.make(tmp_path)) == ""


@pytest.mark.parametrize("name", KEPT)
def test_made_video_that_differs(name: str, tmp_path: Path) -> None:
    """Should one of them agree some day, it belongs among the others."""
    video, why = KEPT[name]
    path = video.make(tmp_path)
    theirs, own = guide_on_file(path), ours_on_file(path)
    assert not own.agrees(theirs)
    assert own == ours_on_file(path, as_transfer=True)
    if why == UNTOLD:
        assert theirs.tokens is None
        (picture,) = video.tracks
        assert own.numbers and own.tokens == guide_on_numbers(own.numbers).tokens
        assert own.numbers[:3] == (picture.width, picture.height, picture.rate)
        assert own.numbers[3] == pytest.approx(picture.frames, abs=1)


def eval_videos() -> list[Path]:
    return [path for path in sorted(eval_file("video").iterdir()) if path.suffix in (".mp4", ".webm", ".mkv", ".mov")]


def test_eval_videos() -> None:
    videos = eval_videos()
    assert videos
    assert {path.name: found for path in videos if (found := difference(path))} == {}


# The table


def print_table() -> int:
    compared = compare_numbers()
    lines = compared.differences
    print(f"numbers: {compared.total} compared, {compared.errors} of them errors: {len(lines)} differences")
    with tempfile.TemporaryDirectory() as folder:
        made = {video.name: difference(video.make(Path(folder))) for video in VIDEOS}
        kept = {name: (why, difference(video.make(Path(folder)))) for name, (video, why) in KEPT.items()}
    try:
        real = {path.name: difference(path) for path in eval_videos()}
    except pytest.skip.Exception:
        real = {}
    for kind, files in (("made videos", made), ("videos of the evaluation set", real)):
        found = [f"{name}: {told}" for name, told in files.items() if told]
        print(f"{kind}: {len(files)} compared: {len(found)} differences")
        lines = lines + found
    print(*lines, sep="\n", end="\n" if lines else "")
    print(f"\nvideos where we mean to differ: {len(kept)}")
    for name, (why, told) in kept.items():
        print(f"  {name} ({why}):\n    {told}")
    return 1 if lines else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--table"]:
        sys.exit(print_table())
    sys.exit(pytest.main([__file__, "-q", "-rs", "-p", "no:cacheprovider", *sys.argv[1:]]))
