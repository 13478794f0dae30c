"""How well synthesised speech is understood: FLORES sentences spoken by our synthesiser, written down
by Whisper small as faster-whisper runs it (beam 5), and compared with what was to be spoken.

The error of a language is a bound from above: the judge mishears people as well, which the error on
human clips of the evaluation set beside it shows. Counted are words; characters for German, Russian
and Korean; toneless pinyin syllables for Chinese; kana for Japanese, both of the readings that
pypinyin and Open JTalk give, so that the judge's choice of characters costs nothing. A percent sign
counts as its word. Names in Latin letters inside another script are a matter of their own: "史密斯 (Smith)" is spoken once, as people
read it, and other names are spoken as English, which the judge writes in the script around them.
The first error compares with all that is written, as if brackets were read. Beside it stand the
error against the text without such brackets (the rule of src/text/spoken/glosses.h), the error in
the language's own script, Latin letters left out of what was written and of what was heard, and the
error of the sentences that have none.

    setup/setup.py run listening bench/round_trip.py en es ... [--voice ID] [--sentences 60]
        [--first 0] [--own-script] [--show 5] [--out FILE]
    ... round_trip.py de --wavs DIR       # judges what another program spoke: DIR/000.wav, ...
"""

import argparse
import json
import re
import subprocess
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import jiwer
import pyopenjtalk
import pypinyin
from faster_whisper import WhisperModel

from harness import built, eval_set, models, scoring

# The voices that answer to Cherry, the contract's first name.
DEFAULT_VOICES = {
    "en": "af_heart",
    "es": "ef_dora",
    "it": "if_sara",
    "pt": "pf_dora",
    "fr": "ff_siwis",
    "de": "if_sara:0.5+hf_alpha:0.5",
    "ru": "if_sara",
    "zh": "zf_xiaobei",
    "ja": "jf_alpha",
    "ko": "hf_alpha",
    "hi": "hf_alpha",
    "yue": "espeak-yue",
}
# What the judge is told to hear where it does not know the language itself.
HEARD_AS = {"yue": "zh"}
BY_LETTER = ["de", "ru", "ko"]
LATIN = re.compile("[A-Za-z]")
# How the sign is said, where it is counted as it is spelt: judges write it either way.
PERCENT = {
    "en": "percent",
    "de": "Prozent",
    "es": "por ciento",
    "fr": "pour cent",
    "it": "per cento",
    "pt": "por cento",
    "ru": "процентов",
    "ko": "퍼센트",
}
OTHER_SCRIPTS = ["zh", "yue", "ja", "ko", "ru", "hi"]
# A bracket behind a word and perhaps a quote that closes it.
BRACKET = re.compile(r"(\w)([”’\"»」』》〉】]?) ?[(（]([^()（）]{2,100})[)）]")
GLOSS = re.compile(r"[\w .\-‐–'‘’&,·]+")


@dataclass
class Row:
    lang: str
    voice: str
    sentences: int
    unit: str
    error: float
    unread_error: float | None  # against the text without the brackets that nobody reads
    own_error: float | None  # Latin letters left out on both sides
    plain_error: float | None  # of the sentences without Latin letters, where the language has others
    plain_sentences: int
    human: float | None
    human_clips: int
    speech_s: float
    cpu_s_per_audio_s: float | None = None
    peak_rss_mb: float | None = None
    misheard: list[str] = field(default_factory=list)


def main() -> None:
    options = parse_arguments()
    judge = WhisperModel(str(models.folder("whisper-small")), compute_type="int8", cpu_threads=2)
    rows = []
    for lang in options.langs:
        rows.append(round_trip(judge, lang, options))
        print(table(rows[-1:], header=len(rows) == 1), flush=True)
        print("".join(f"\n{line}" for line in rows[-1].misheard[: options.show]), flush=True)
        if options.out:
            report = [asdict(row) for row in rows]
            text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
            options.out.write_text(text, encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("langs", nargs="+", metavar="LANG")
    parser.add_argument("--voice", help="an installed voice, in place of each language's default")
    parser.add_argument("--sentences", type=int, default=60)
    parser.add_argument("--first", type=int, default=0, help="the number of the first sentence")
    parser.add_argument("--wavs", type=Path, help="judge these; speak nothing")
    parser.add_argument("--show", type=int, default=0, help="how many of the worst to print")
    parser.add_argument("--own-script", action="store_true", help="no sentence with Latin letters")
    parser.add_argument("--no-human", action="store_true", help="leave human clips out")
    parser.add_argument("--out", type=Path, help="everything, as JSON")
    return parser.parse_args()


def round_trip(judge: WhisperModel, lang: str, options: argparse.Namespace) -> Row:
    text_lang = "zh" if lang == "yue" else lang
    all_texts = eval_set.sentences("flores-devtest-100", text_lang)
    texts = all_texts[options.first : options.first + options.sentences]
    if options.own_script:
        texts = [text for text in texts if not LATIN.search(text)]
    voice = options.voice or DEFAULT_VOICES[lang]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.wavs or Path(scratch)
        cost = {} if options.wavs else speak(texts, voice, lang, folder)
        waves = [folder / f"{number:03}.wav" for number in range(len(texts))]
        heard = [listen(judge, path, lang) for path in waves]
        speech_s = sum(eval_set.audio_s(path) for path in waves)
    people = [clip for clip in eval_set.clips() if clip.lang == lang and clip.transcript]
    human = None
    if people and not options.no_human:
        said = [clip.transcript or "" for clip in people]
        human = error(said, [listen(judge, clip.path, lang) for clip in people], lang)
    other_script = lang in OTHER_SCRIPTS
    plain = [pair for pair in zip(texts, heard, strict=True) if not LATIN.search(pair[0])]
    return Row(
        lang=lang,
        voice="" if options.wavs else voice,
        sentences=len(texts),
        unit=unit(lang),
        error=error(texts, heard, lang),
        unread_error=error([read_out(text) for text in texts], heard, lang)
        if other_script
        else None,
        own_error=error(without_latin(texts), without_latin(heard), lang) if other_script else None,
        plain_error=error(*zip(*plain, strict=True), lang) if plain else None,
        plain_sentences=len(plain),
        human=human,
        human_clips=len(people),
        speech_s=speech_s,
        cpu_s_per_audio_s=cost.get("cpu_s_per_audio_s"),
        peak_rss_mb=cost.get("peak_rss_mb"),
        misheard=worst(texts, heard, lang),
    )


def read_out(text: str) -> str:
    """Without the brackets that only repeat in Latin letters what stands before them."""

    def kept(found: re.Match[str]) -> str:
        own_letter = found[1].isalpha() and not LATIN.match(found[1])
        words = found[3].split()
        gloss = (
            GLOSS.fullmatch(found[3])
            and all(char.isascii() or is_latin(char) or not char.isalpha() for char in found[3])
            and all(any(map(str.isalpha, word)) or not any(map(str.isdigit, word)) for word in words)
            and sum(map(str.isalpha, found[3])) >= 2
            and not re.search(r"\.[a-z]", found[3])
        )
        return found[1] + found[2] if own_letter and gloss else found[0]

    return BRACKET.sub(kept, text)


def is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN")


def without_latin(texts: Sequence[str]) -> list[str]:
    return ["".join(char for char in text if not is_latin(char)) for text in texts]


def speak(texts: Sequence[str], voice: str, lang: str, folder: Path) -> dict[str, float]:
    """Leaves one recording a sentence in `folder`; gives what bench_tts says of the cost."""
    command = [str(built("bench_tts")), str(models.store()), voice, lang, "--wavs", str(folder)]
    lines = "".join(f"{text}\n" for text in texts)
    done = subprocess.run(command, input=lines, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bench_tts: {done.stderr.strip()}")
    cost: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    return cost


def listen(judge: WhisperModel, path: Path, lang: str) -> str:
    segments, _ = judge.transcribe(str(path), language=HEARD_AS.get(lang, lang), beam_size=5)
    return " ".join(segment.text.strip() for segment in segments)


def unit(lang: str) -> str:
    return {"zh": "pinyin", "yue": "pinyin", "ja": "kana"}.get(
        lang, "characters" if lang in BY_LETTER else "words"
    )


def spelled(text: str, lang: str) -> str:
    """The form in which errors are counted, its units with spaces between."""
    reading: dict[str, Callable[[str], Sequence[str]]] = {"zh": pinyin, "yue": pinyin, "ja": kana}
    if lang in reading:
        return " ".join(reading[lang](scoring.normalise(text, "zh" if lang == "yue" else lang)))
    if lang in PERCENT:
        text = text.replace("%", f" {PERCENT[lang]} ")
    plain = scoring.normalise(text, lang)
    return " ".join(plain.replace(" ", "")) if lang in BY_LETTER else plain


def pinyin(text: str) -> Sequence[str]:
    return pypinyin.lazy_pinyin(text, errors=list)


def kana(text: str) -> Sequence[str]:
    reading = pyopenjtalk.g2p(text, kana=True)
    return [char for char in reading if unicodedata.category(char)[0] == "L" or char == "ー"]


def counts(text: str, heard: str, lang: str) -> tuple[int, int]:
    found = jiwer.process_words(spelled(text, lang), spelled(heard, lang))
    wrong = found.substitutions + found.deletions + found.insertions
    return wrong, found.substitutions + found.deletions + found.hits


def error(texts: Sequence[str], heard: Sequence[str], lang: str) -> float:
    """Pooled over sentences, in percent."""
    pairs = [counts(*pair, lang) for pair in zip(texts, heard, strict=True)]
    return 100.0 * sum(wrong for wrong, _ in pairs) / sum(length for _, length in pairs)


def worst(texts: Sequence[str], heard: Sequence[str], lang: str) -> list[str]:
    """What was misheard, most errors first."""
    pairs = [(counts(text, ear, lang)[0], text, ear) for text, ear in zip(texts, heard, strict=True)]
    return [
        f"{wrong} wrong\n  said  {text}\n  heard {ear}"
        for wrong, text, ear in sorted(pairs, reverse=True)
        if wrong
    ]


def table(rows: Sequence[Row], header: bool) -> str:
    lines = []
    if header:
        lines += [
            "| language | voice | sentences | unit | error, % | brackets unread, % | own script, % "
            "| sentences without Latin, % (their number) | people, % (clips) | speech, s "
            "| CPU-s per audio-s | peak RSS, MB |",
            "| --- " * 12 + "|",
        ]
    for row in rows:
        unread = "-" if row.unread_error is None else f"{row.unread_error:.1f}"
        own = "-" if row.own_error is None else f"{row.own_error:.1f}"
        human = "-" if row.human is None else f"{row.human:.1f} ({row.human_clips})"
        plain = "-" if row.plain_error is None else f"{row.plain_error:.1f} ({row.plain_sentences})"
        cost = "-" if row.cpu_s_per_audio_s is None else f"{row.cpu_s_per_audio_s:.3f}"
        rss = "-" if row.peak_rss_mb is None else f"{row.peak_rss_mb:.0f}"
        lines.append(
            f"| {row.lang} | {row.voice} | {row.sentences} | {row.unit} | {row.error:.1f} "
            f"| {unread} | {own} | {plain} | {human} | {row.speech_s:.0f} | {cost} | {rss} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
