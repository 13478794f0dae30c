#!/usr/bin/env python3
"""Holds written subtitles to the figures of docs/subtitles.md and prints how many cues break which rule.

    subtitle_lint.py BUILD_FOLDER            some recordings, and all texts (the test)
    subtitle_lint.py BUILD_FOLDER --all      every recording of the evaluation set
    subtitle_lint.py BUILD_FOLDER --keep DIR where the files stay

Recordings are heard and translated into what a plain installation can; then the references that humans made of them stand in
for translations into the other languages, at the times of what was said. Last, the aligned texts are set at the pace of speech.
What is read here is the files alone: this knows nothing of how they are written.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = 77  # what ctest takes for "skipped"
TARGETS = ["pt", "en"]  # of a plain installation
IN_TEST = 8  # recordings

COLUMNS = {"zh": 32, "yue": 32, "ja": 32, "ko": 32, "th": 35}
CHARACTERS_PER_S = {"zh": 9, "yue": 9, "ja": 4, "ko": 12, "ar": 20, "hi": 22}
USUAL_COLUMNS, USUAL_CHARACTERS_PER_S = 42, 17
LINES = 2
SHORTEST_S, LONGEST_S = 5 / 6, 7.0
GAP_S, FLICKER_S = 2 / 24, 0.5
ROUNDING_S = 0.0015
ARTICLES = {
    "en": {"a", "an", "the"},
    "pt": {"o", "a", "os", "as", "um", "uma"},
    "es": {"el", "la", "los", "las", "un", "una"},
    "fr": {"le", "la", "les", "un", "une"},
    "de": {"der", "die", "das", "den", "dem", "ein", "eine"},
    "it": {"il", "lo", "la", "i", "gli", "le", "un", "una"},
}
NEVER_FIRST = "、。，．・：；！？）］｝〉》」』】〕〗,.;:!?%)]}"
NEVER_LAST = "（［｛〈《「『【〔〖([{"
RIGHT_TO_LEFT_MARK = "\u200f"

# Nothing breaks these.
FORBIDDEN = ["form", "order", "lines", "columns", "longest", "markup", "direction", "punctuation", "text"]
# Asked for, not forced: speech may leave no better way. At most so many in 100 cues; docs/subtitles.md says why.
ASKED = {"pace": 100.0, "fast": 1.0, "shortest": 1.0, "gap": 0.0, "flicker": 0.0, "orphan": 0.0, "article": 0.5}
RULES = [*FORBIDDEN, *ASKED]


@dataclass
class Cue:
    start_s: float
    end_s: float
    lines: list[str]


@dataclass
class Report:
    cues: int = 0
    files: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def say(self, rule: str, where: str) -> None:
        self.broken[rule] += 1
        self.examples.setdefault(rule, where)

    def add(self, other: "Report") -> None:
        self.cues += other.cues
        self.files += other.files
        self.broken += other.broken
        for rule, where in other.examples.items():
            self.examples.setdefault(rule, where)


# --- reading


TIMES = re.compile(r"(\d\d+):([0-5]\d):([0-5]\d)([,.])(\d{3}) --> (\d\d+):([0-5]\d):([0-5]\d)[,.](\d{3})")


def seconds(hours: str, minutes: str, rest: str, thousandths: str) -> float:
    return int(hours) * 3600 + int(minutes) * 60 + int(rest) + int(thousandths) / 1000


def times(line: str, mark: str) -> tuple[float, float]:
    found = TIMES.fullmatch(line)
    if not found or found[4] != mark:
        raise ValueError(f"no times: {line!r}")
    return seconds(found[1], found[2], found[3], found[5]), seconds(*found.groups()[5:])


def read_srt(text: str) -> list[Cue]:
    """The cues of a SubRip file; ValueError where it is none."""
    cues = []
    for number, block in enumerate(text.split("\n\n")[:-1], 1):
        lines = block.split("\n")
        if lines[0] != str(number):
            raise ValueError(f"number {lines[0]!r} in place of {number}")
        cues.append(Cue(*times(lines[1], ","), lines[2:]))
    if text and not text.endswith("\n\n"):
        raise ValueError("it ends inside a cue")
    return cues


def read_vtt(text: str) -> list[Cue]:
    """The cues of a WebVTT file, without its escapes; ValueError where it is none."""
    head, *blocks = text.split("\n\n")
    if head.rstrip("\n") != "WEBVTT" or not text.endswith("\n"):
        raise ValueError("no WebVTT")
    cues = []
    for block in blocks:
        first, *lines = block.rstrip("\n").split("\n")
        for line in lines:
            if "<" in line or ">" in line or re.search(r"&(?!(amp|lt|gt|lrm|rlm|nbsp);)", line):
                raise ValueError(f"not escaped: {line!r}")
        plain = [line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for line in lines]
        cues.append(Cue(*times(first, "."), plain))
    return cues


# --- looking


def columns(line: str) -> int:
    """Of a screen of fixed width: East Asian wide characters take two, marks none."""
    width = 0
    for char in line:
        if unicodedata.category(char) in ("Mn", "Me", "Cf"):
            continue
        if "\u1160" <= char <= "\u11ff":  # vowels and finals of a Hangul syllable
            continue
        width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width


def characters(line: str) -> int:
    """As a reader counts them: a mark belongs to its letter."""
    return sum(unicodedata.category(char) not in ("Mn", "Me", "Mc", "Cf") for char in line)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200f]", "", text)


def check_lines(lines: list[str], lang: str, report: Report, where: str) -> None:
    width = COLUMNS.get(lang, USUAL_COLUMNS)
    if not lines or any(not line.strip(" \u200f") for line in lines):
        report.say("form", where)
    if len(lines) > LINES:
        report.say("lines", where)
    for line in lines:
        if columns(line) > width:
            report.say("columns", where)
        if lang == "ar" and not (line.startswith(RIGHT_TO_LEFT_MARK) and line.endswith(RIGHT_TO_LEFT_MARK)):
            report.say("direction", where)
        bare = line.strip(RIGHT_TO_LEFT_MARK)
        if bare and lang in ("zh", "yue", "ja") and (bare[0] in NEVER_FIRST or bare[-1] in NEVER_LAST):
            report.say("punctuation", where)
    for line in lines[:-1]:
        if line.split()[-1:] and line.split()[-1].lower() in ARTICLES.get(lang, ()):
            report.say("article", where)
    if len(lines) == LINES and is_orphan(lines, width):
        report.say("orphan", where)


def check_both(lines: list[str], languages: list[str], report: Report, where: str) -> None:
    if not lines or any(not line.strip() for line in lines):
        report.say("form", where)
    if len(lines) > 2 * LINES:
        report.say("lines", where)
    if max(map(columns, lines), default=0) > max(COLUMNS.get(lang, USUAL_COLUMNS) for lang in languages):
        report.say("columns", where)


def is_orphan(lines: list[str], width: int) -> bool:
    """A short word alone on a line, beside a line of several."""
    shorter, longer = sorted(lines, key=columns)
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in shorter)
    alone = columns(shorter) <= 4 if wide else len(shorter.split()) == 1
    return alone and columns(shorter) * 4 < width and columns(longer) > columns(shorter)


def check(cues: list[Cue], languages: list[str], texts: list[str], report: Report, name: str) -> None:
    """Cues that show a text in each of these languages, one below the other."""
    end_s = -1.0
    for number, cue in enumerate(cues, 1):
        where = f"{name} #{number} {cue.start_s:.3f}-{cue.end_s:.3f} {' | '.join(cue.lines)}"
        report.cues += 1
        length_s = cue.end_s - cue.start_s
        after_s = cues[number].start_s - cue.end_s if number < len(cues) else 9.0
        if cue.start_s < end_s or length_s <= 0:
            report.say("order", where)
        end_s = cue.end_s
        if length_s > LONGEST_S + ROUNDING_S:
            report.say("longest", where)
        if length_s < SHORTEST_S - ROUNDING_S:
            report.say("shortest", where)
        if after_s < GAP_S - ROUNDING_S:
            report.say("gap", where)
        elif GAP_S + ROUNDING_S < after_s < FLICKER_S - ROUNDING_S and length_s < LONGEST_S - ROUNDING_S:
            report.say("flicker", where)
        if len(languages) == 1:
            check_lines(cue.lines, languages[0], report, where)
        else:
            check_both(cue.lines, languages, report, where)
        limit = CHARACTERS_PER_S.get(languages[0], USUAL_CHARACTERS_PER_S)
        shown = sum(map(characters, cue.lines)) + len(cue.lines) - 1
        if len(languages) == 1 and shown > limit * (length_s + ROUNDING_S):
            # No room: the next one follows at once, and speech is faster than people read.
            report.say("fast" if after_s > GAP_S + ROUNDING_S and length_s < LONGEST_S - ROUNDING_S else "pace", where)
    shown_text = "".join(squeezed("".join(cue.lines)) for cue in cues)
    if sorted(shown_text) != sorted(squeezed("".join(texts))) or (
        len(languages) == 1 and shown_text != squeezed("".join(texts))
    ):
        report.say("text", name)


def lint(folder: Path, made: dict) -> Iterator[tuple[str, str, Report]]:
    """(language, kind, what was found) of each pair of files."""
    for kind, texts in made["texts"].items():
        languages = {
            "translation": [made["target"]],
            "source": [made["source"]],
            "both": [made["target"], made["source"]],
        }[kind]
        report = Report(files=2)
        name = f"{made['name']}.{kind}"
        wanted = [text for text in texts if squeezed(text)]
        srt = (folder / f"{name}.srt").read_text(encoding="utf-8")
        vtt = (folder / f"{name}.vtt").read_text(encoding="utf-8")
        try:
            cues = read_srt(srt)
            if "-->" in "".join(line for cue in cues for line in cue.lines):
                report.say("markup", name)
            check(cues, languages, [re.sub("-{2,}>", "->", text) for text in wanted], report, name)
        except (ValueError, IndexError) as fault:
            report.say("form", f"{name}.srt: {fault}")
            cues = []
        try:
            twins = read_vtt(vtt)
            if [(cue.start_s, cue.end_s) for cue in twins] != [(cue.start_s, cue.end_s) for cue in cues]:
                report.say("form", f"{name}.vtt has other times")
        except (ValueError, IndexError) as fault:
            report.say("markup", f"{name}.vtt: {fault}")
        yield "+".join(dict.fromkeys(languages)) if kind == "both" else languages[0], kind, report


# --- what is written


def recordings(folder: Path, all_of_them: bool) -> Iterator[dict]:
    clips = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    known = {clip["file"]: clip for clip in clips}
    kinds = {".wav", ".ogg", ".mp3", ".flac", ".m4a", ".mp4", ".webm"}
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in kinds)
    if not all_of_them:  # some of every folder and language
        files = files[:: max(1, len(files) // IN_TEST)]
    for file in files:
        clip = known.get(file, {})
        lang = (clip.get("lang") or "").split(",")[0]
        name = file.replace("/", "-").rsplit(".", 1)[0]
        target = next(each for each in TARGETS if each != lang)
        yield {
            "name": f"{name}-into-{target}",
            "file": str(folder / file),
            "target": target,
            "written": clip.get("references") or {},
        }
        if all_of_them:
            yield {"name": f"{name}-said", "file": str(folder / file)}


def texts(folder: Path) -> Iterator[dict]:
    """Aligned sentences, English said at a usual pace, fifteen characters a second."""
    for path in sorted((folder / "text").glob("*.*")):
        english = path.with_suffix(".en")
        if path == english:
            continue
        said = english.read_text(encoding="utf-8").splitlines()
        segments, at_s = [], 0.5
        for source, target in zip(said, path.read_text(encoding="utf-8").splitlines(), strict=True):
            length_s = max(0.6, len(source) / 15)
            segments.append(
                {"start": at_s, "end": at_s + length_s, "source_lang": "en", "source": source, "target": target}
            )
            at_s += length_s + 0.3 + 0.2 * (len(segments) % 5)
        yield {"name": f"text-{path.name}", "target": path.suffix[1:], "segments": segments}


def hostile() -> dict:
    nasty = [
        "<b>bold</b> & --> arrows ----> <i>",
        "1\n\n2\n00:00:00,000 --> 00:00:09,000\nforged",
        "&amp; &lt; &nbsp; <c.red>",
        "Supercalifragilisticexpialidocious" * 2,
        "a",
        "!?",
        "مرحبا (API) 123, שלום",
    ]
    segments = [
        {"start": 3.0 * i, "end": 3.0 * i + 2, "source_lang": "en", "source": text, "target": text}
        for i, text in enumerate(nasty)
    ]
    return {"name": "hostile", "target": "pt", "segments": segments}


# --- the run


def write(build: Path, wanted: list[dict], folder: Path) -> list[dict]:
    command = [build / "subtitle_files", folder, "--recipe", "fast"]
    lines = "".join(json.dumps(each) + "\n" for each in wanted)
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def print_table(reports: dict[tuple[str, str], Report]) -> Report:
    whole = Report()
    print(f"| text | kind | files | cues | {' | '.join(RULES)} |\n|{'---|' * (len(RULES) + 4)}")
    for (lang, kind), report in sorted(reports.items()):
        whole.add(report)
        counts = " | ".join(str(report.broken[rule] or "") for rule in RULES)
        print(f"| {lang} | {kind} | {report.files} | {report.cues} | {counts} |")
    counts = " | ".join(str(whole.broken[rule]) for rule in RULES)
    print(f"| all | | {whole.files} | {whole.cues} | {counts} |")
    return whole


def verdict(whole: Report) -> int:
    bad = [rule for rule in FORBIDDEN if whole.broken[rule]]
    bad += [rule for rule, most in ASKED.items() if 100 * whole.broken[rule] > most * whole.cues]
    for rule, where in whole.examples.items():
        print(f"{'***' if rule in bad else '   '} {rule}: {where}")
    return 1 if bad or not whole.cues else 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    folder = Path(os.environ.get("DRAGOMAN_EVAL_DIR") or ROOT.parent / "shared" / "eval")
    if not (folder / "manifest.jsonl").is_file():
        print(f"*** no evaluation set in {folder}: name its folder in DRAGOMAN_EVAL_DIR ***")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    reports: dict[tuple[str, str], Report] = {}
    with tempfile.TemporaryDirectory() as temporary:
        out = arguments.keep or Path(temporary)
        out.mkdir(parents=True, exist_ok=True)
        wanted = [*texts(folder), hostile(), *recordings(folder, arguments.all)]
        for made in write(arguments.build, wanted, out):
            for lang, kind, report in lint(out, made):
                reports.setdefault((lang, kind), Report()).add(report)
    return verdict(print_table(reports))


if __name__ == "__main__":
    sys.exit(main())
