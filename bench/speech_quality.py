"""How well our program hears and translates the evaluation clips; --round-trip: and speaks.

Every clip of the manifest goes through the command line, once for each target. Reported: the error
rate of the source text (words; characters where a language has no spaces), whether the language was
named right, chrF2 of the translation against what human translators wrote, and the words invented
where nobody speaks. With --round-trip our server also speaks each translation and Whisper base, as
faster-whisper runs it, writes down what it hears: its error against the text that was to be spoken
bounds from above how unclear the voice is.

A clip that the program gives up on counts as an empty text, and is listed with what the program
said. Scores are pooled over clips; a few clips a language are a small sample, so a point is noise.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import wave
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from faster_whisper import WhisperModel

from harness import built, eval_set, models, scoring
from harness.eval_set import Clip
from harness.systems import Dragoman, Task

CLIP_LIMIT_S = 600


@dataclass
class Result:
    """One clip in one target language. `failure` is the program's own last line, if it gave up."""

    clip: str
    lang: str
    target: str
    source_lang: str = ""
    source_text: str = ""
    text: str = ""
    failure: str = ""


def main() -> None:
    options = parse_arguments()
    clips = [clip for clip in eval_set.clips() if options.clips in clip.path.as_posix()]
    results: dict[Path, list[Result]] = defaultdict(list)
    for clip in clips:
        for target in options.targets:
            if target not in clip.lang.split(","):
                results[clip.path].append(translate(clip, target))
    report = {
        "recognition": recognition(clips, results),
        "translation": translation(clips, results),
        "invented": invented(clips, results),
        "failed": failures(results),
    }
    if options.round_trip:
        report["round_trip"] = [round_trip(clips, target) for target in options.targets]
    for title, rows in report.items():
        print_table(title, rows)
    if options.out:
        everything = [asdict(result) for each in results.values() for result in each]
        report["results"] = everything
        options.out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    sys.exit(1 if missed_bounds(options, report) else 0)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--targets", nargs="+", default=["en", "pt"])
    parser.add_argument("--clips", default="", help="only clips with this in their path")
    parser.add_argument("--round-trip", action="store_true")
    parser.add_argument("--max-wer", type=float, help="fail above this word error rate, all clips")
    parser.add_argument(
        "--min-chrf", type=float, help="fail below this chrF2 to English, all clips"
    )
    parser.add_argument(
        "--max-invented", type=int, help="fail above so many words where nobody speaks"
    )
    parser.add_argument("--out", type=Path, help="the tables and every text, as JSON")
    return parser.parse_args()


def translate(clip: Clip, target: str) -> Result:
    """Runs the command line on one clip; the source language is for it to find."""
    result = Result(clip.path.name, clip.lang, target)
    command = [str(built("dragoman")), "translate", str(clip.path), "--to", target, "--json", "-"]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=CLIP_LIMIT_S
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        result.failure = lines[-1]
        return result
    said = json.loads(done.stdout)
    result.source_lang = said["source_lang"] or ""
    result.source_text = " ".join(segment["source_text"] for segment in said["segments"])
    result.text = said["text"]
    return result


def recognition(
    clips: Iterable[Clip], results: dict[Path, list[Result]]
) -> list[dict[str, object]]:
    """A row for each spoken language, and one for all whose errors are counted in words."""
    expected: dict[str, list[str]] = defaultdict(list)
    heard: dict[str, list[str]] = defaultdict(list)
    named: dict[str, list[bool]] = defaultdict(list)
    unseen: dict[str, int] = defaultdict(int)
    for clip in clips:
        if not clip.lang or "," in clip.lang:
            continue
        of_clip = results[clip.path]
        if not of_clip:  # it speaks the only target that was asked for
            continue
        language = next((each.source_lang for each in of_clip if each.source_lang), "")
        named[clip.lang].append(language == clip.lang)
        source = next((each.source_text for each in of_clip if each.source_text), "")
        if not source and any(each.text for each in of_clip):
            unseen[clip.lang] += 1  # the route never wrote the source text down
        elif clip.transcript:
            expected[clip.lang].append(clip.transcript)
            heard[clip.lang].append(source)
    rows: list[dict[str, object]] = [
        {
            "language": lang,
            "clips": len(expected[lang]),
            "unit": "characters" if lang in scoring.BY_CHARACTER else "words",
            "error, %": rate(expected[lang], heard[lang], lang),
            "language named right": f"{sum(named[lang])} of {len(named[lang])}",
            "source text not given": unseen[lang],
        }
        for lang in sorted(named)
    ]
    by_words = [lang for lang in sorted(named) if lang not in scoring.BY_CHARACTER]
    references = [text for lang in by_words for text in expected[lang]]
    pooled_error = rate(references, [text for lang in by_words for text in heard[lang]], "en")
    rows.append(
        {
            "language": "all counted in words",
            "clips": len(references),
            "unit": "words",
            "error, %": pooled_error,
            "source text not given": sum(unseen[lang] for lang in by_words),
        }
    )
    return rows


def rate(references: Sequence[str], hypotheses: Sequence[str], lang: str) -> float | None:
    return scoring.error_rate(references, hypotheses, lang) if references else None


def translation(
    clips: Iterable[Clip], results: dict[Path, list[Result]]
) -> list[dict[str, object]]:
    """A row for each direction with references, and one for each target over all sources."""
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for clip in clips:
        for result in results[clip.path]:
            reference = clip.references.get(result.target)
            if reference:
                pairs[clip.lang, result.target].append((reference, result.text))
                pairs["all", result.target].append((reference, result.text))
    return [
        {
            "direction": f"{source} to {target}",
            "clips": len(texts),
            "chrF2": scoring.chrf([each[0] for each in texts], [each[1] for each in texts]),
        }
        for (source, target), texts in sorted(pairs.items(), key=lambda pair: pair[0][::-1])
    ]


def invented(clips: Iterable[Clip], results: dict[Path, list[Result]]) -> list[dict[str, object]]:
    """A row for each clip in which nobody says words that can be understood."""
    return [
        {
            "clip": result.clip,
            "target": result.target,
            "words invented": scoring.words(result.text, result.target),
        }
        for clip in clips
        if not clip.lang
        for result in results[clip.path]
        if not result.failure
    ]


def failures(results: dict[Path, list[Result]]) -> list[dict[str, object]]:
    return [
        {"clip": result.clip, "target": result.target, "the program said": result.failure}
        for each in results.values()
        for result in each
        if result.failure
    ]


def round_trip(clips: Iterable[Clip], target: str) -> dict[str, object]:
    """Speaks all translations into one language and counts what a listener gets wrong."""
    listener = WhisperModel(str(models.folder("whisper-base")), compute_type="int8")
    texts, heard, speech_s = [], [], 0.0
    server = Dragoman(Task("auto", target, speech=True))
    try:
        for clip in clips:
            if not clip.references or target == clip.lang:
                continue
            outcome = server.run([clip.path])[0]
            texts.append(outcome.text)
            heard.append(listen(listener, outcome.pcm, target))
            speech_s += outcome.speech_s
    finally:
        server.close()
    return {
        "target": target,
        "clips": len(texts),
        "speech, s": speech_s,
        "error, %": rate(texts, heard, target),
    }


def listen(listener: WhisperModel, pcm: bytes, lang: str) -> str:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        with wave.open(file.name, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(24000)
            out.writeframes(pcm)
        segments, _ = listener.transcribe(file.name, language=lang, beam_size=5)
        return " ".join(segment.text for segment in segments)


def print_table(title: str, rows: Sequence[dict[str, object]]) -> None:
    print(f"\n## {title.replace('_', ' ')}\n")
    if not rows:
        print("none")
        return
    heads = list(rows[0])
    lines = [heads, ["---"] * len(heads)]
    lines += [[cell(row.get(head)) for head in heads] for row in rows]
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))


def cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def missed_bounds(
    options: argparse.Namespace, report: dict[str, list[dict[str, object]]]
) -> list[str]:
    """Says which of the bounds asked for are not kept; a score that is missing keeps none."""
    words = report["recognition"][-1]
    wer = words["error, %"]
    chrf = next(
        (row["chrF2"] for row in report["translation"] if row["direction"] == "all to en"), None
    )
    missed = []
    if options.max_wer is not None and not (isinstance(wer, float) and wer <= options.max_wer):
        missed.append(f"word error rate {cell(wer)} is above {options.max_wer}")
    if options.min_chrf is not None and not (isinstance(chrf, float) and chrf >= options.min_chrf):
        missed.append(f"chrF2 to English {cell(chrf)} is below {options.min_chrf}")
    if options.max_wer is not None and words["source text not given"]:
        missed.append(f"the source text of {words['source text not given']} clips is not given")
    words_invented = sum(int(str(row["words invented"])) for row in report["invented"])
    if options.max_invented is not None and words_invented > options.max_invented:
        missed.append(f"{words_invented} words are invented, more than {options.max_invented}")
    if report["failed"] and (options.max_wer is not None or options.min_chrf is not None):
        missed.append(f"the program gave up on {len(report['failed'])} recordings")
    for line in missed:
        print(f"\nBOUND MISSED: {line}")
    return missed


if __name__ == "__main__":
    main()
