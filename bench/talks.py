"""Makes talks with slides: videos in which names of the evaluation texts are said and shown.

Everything is drawn by a fixed seed. A talk is two sentences of one language, each with at least
one rare name, spoken by one voice of Kokoro over noise. While a sentence is said, a slide shows its
names among others that are not said (as many again, at least two) and common words of the texts, in
one of the fonts and layouts below. There is a key frame every four seconds at least. A rare name is a capitalised word of at least five letters inside
a sentence, which no sentence has in small letters, at most two sentences have at all, and Whisper's
vocabulary does not hold as a whole.

The program bench_tts speaks, ffmpeg (with drawtext) draws and encodes: apt-get install ffmpeg fonts-dejavu.
"""

import hashlib
import json
import random
import re
import shutil
import subprocess
import tempfile
import wave
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from harness import built, eval_set, models

RATE_HZ = 24_000
# Those that people lent: of a robot's names Whisper hears hardly one, whatever it is shown.
VOICES = {
    "en": ["af_heart", "am_michael", "bf_emma", "bm_george", "af_bella", "am_fenrir"],
    "pt": ["pf_dora", "pm_alex", "pm_santa"],
}
FONTS = [
    "DejaVuSans",
    "DejaVuSans-Bold",
    "DejaVuSansCondensed",
    "DejaVuSerif",
    "DejaVuSerif-Italic",
    "DejaVuSansMono",
]
COLOURS = [
    ("white", "black"),
    ("0x102040", "white"),
    ("black", "0xffe080"),
    ("0xf4f0e0", "0x302010"),
    ("0x305030", "white"),
]
LAYOUTS = ["bullets", "title", "columns", "lower third", "sentence"]
NOISES = [("white", 25.0), ("pink", 15.0), ("babble", 20.0)]  # dB below the speech
GAP_S = 0.8
MOST_LETTERS = 140  # some eight seconds
SENTENCES = 2


@dataclass
class Talk:
    number: int
    lang: str
    voice: str
    font: str
    layout: str
    noise: str
    sentences: list[str]
    names: list[list[str]]  # said and shown, of each sentence
    others: list[list[str]] = field(default_factory=list)  # shown alone

    @property
    def shown(self) -> set[str]:
        return {name for group in self.names + self.others for name in group}


def sentences_of(lang: str) -> list[str]:
    texts = [eval_set.sentences("flores-devtest-100", lang)]
    if lang == "en":
        texts.append(eval_set.sentences("ntrex-100", lang))
    said = (clip for clip in eval_set.clips() if clip.lang in ("en", "de", "fr", "es", "pt"))
    texts.append([clip.references[lang] for clip in said if lang in clip.references])
    return list(dict.fromkeys(" ".join(s.split()) for text in texts for s in text if len(s) < MOST_LETTERS))


def rare_names(sentences: list[str]) -> dict[int, list[str]]:
    """Sentence number to its rare names, of those that have any."""
    tokens = (models.store() / "whisper-base" / "vocabulary.txt").read_text(encoding="utf-8")
    common = {token.strip("\u0120 ").lower() for token in tokens.splitlines()}
    word = re.compile(r"[^\W\d_]+", re.UNICODE)
    small = {w for s in sentences for w in word.findall(s) if w[0].islower()}
    spread = Counter(w for s in sentences for w in set(word.findall(s)))
    found = {}
    for number, sentence in enumerate(sentences):
        first = word.search(sentence)
        names = [
            w
            for w in dict.fromkeys(word.findall(sentence[first.end() :] if first else ""))
            if len(w) >= 5
            and w[0].isupper()
            and w[1:].islower()
            and w.lower() not in small
            and spread[w] <= 2
            and w.lower() not in common
        ]
        if names:
            found[number] = names[:4]
    return found


def draw(count: int, langs: list[str], seed: int) -> list[Talk]:
    chance = random.Random(seed)
    talks = []
    pools = {}
    for lang in langs:
        sentences = sentences_of(lang)
        pools[lang] = (sentences, rare_names(sentences))
    for number in range(count):
        lang = langs[number % len(langs)]
        sentences, names = pools[lang]
        chosen = chance.sample(sorted(names), SENTENCES)
        talk = Talk(
            number,
            lang,
            VOICES[lang][number // len(langs) % len(VOICES[lang])],
            FONTS[number % len(FONTS)],
            LAYOUTS[number // 2 % len(LAYOUTS)],
            "",
            [sentences[i] for i in chosen],
            [names[i] for i in chosen],
        )
        talk.noise = f"{NOISES[number % len(NOISES)][0]} {NOISES[number % len(NOISES)][1]:.0f} dB"
        spare = [n for i in names if i not in chosen for n in names[i]]
        talk.others = [chance.sample(spare, max(2, len(group))) for group in talk.names]
        talks.append(talk)
    return talks


def speak(talks: list[Talk], folder: Path) -> dict[int, list[NDArray[np.float32]]]:
    """The sentences of each talk, spoken; kept in the folder by what was said."""

    def place(voice: str, text: str) -> Path:
        return folder / f"{voice}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.wav"

    for lang, voice in sorted({(talk.lang, talk.voice) for talk in talks}):
        of_voice = [talk for talk in talks if (talk.lang, talk.voice) == (lang, voice)]
        lines = dict.fromkeys(text for talk in of_voice for text in talk.sentences)
        lines = [text for text in lines if not place(voice, text).is_file()]
        if not lines:
            continue
        command = [str(built("bench_tts")), str(models.store()), voice, lang]
        with tempfile.TemporaryDirectory() as wavs:
            subprocess.run(
                [*command, "--wavs", wavs], input="".join(f"{line}\n" for line in lines),
                text=True, check=True, capture_output=True,
            )
            for i, text in enumerate(lines):
                shutil.move(Path(wavs) / f"{i:03}.wav", place(voice, text))
    return {t.number: [read_wav(place(t.voice, text)) for text in t.sentences] for t in talks}


def read_wav(path: Path) -> NDArray[np.float32]:
    with wave.open(str(path)) as file:
        assert file.getframerate() == RATE_HZ
        frames = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return frames.astype(np.float32) / 32768


def write_wav(path: Path, samples: NDArray[np.float32]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())


def noise(kind: str, count: int, chance: np.random.Generator, voices: list[NDArray[np.float32]]):
    if kind == "babble":
        mixed = np.zeros(count, np.float32)
        for _ in range(6):
            voice = voices[int(chance.integers(len(voices)))]
            mixed += np.resize(np.roll(voice, int(chance.integers(len(voice)))), count)
        return mixed
    white = chance.standard_normal(count).astype(np.float32)
    if kind == "white":
        return white
    spectrum = np.fft.rfft(white)
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    return np.fft.irfft(spectrum, count).astype(np.float32)


def sound(talk: Talk, parts: list[NDArray[np.float32]], voices: list[NDArray[np.float32]]):
    """The sound of a talk, and when each slide comes."""
    gap = np.zeros(int(GAP_S * RATE_HZ), np.float32)
    pieces, starts, at = [gap], [], len(gap)
    for part in parts:
        starts.append(max(0.0, at / RATE_HZ - 0.6))
        pieces += [part, gap]
        at += len(part) + len(gap)
    speech = np.concatenate(pieces)
    kind, below = NOISES[talk.number % len(NOISES)]
    bed = noise(kind, len(speech), np.random.default_rng(talk.number), voices)
    loud = np.sqrt(np.mean(np.concatenate(parts) ** 2))
    bed *= loud / np.sqrt(np.mean(bed**2)) * 10 ** (-below / 20)
    return speech + bed, starts


def lines_of(talk: Talk, number: int, chance: random.Random) -> list[tuple[str, int, str, str]]:
    """What stands on a slide: text, size, x, y."""
    names = talk.names[number] + talk.others[number]
    chance.shuffle(names)
    words = [w for w in re.findall(r"\w{4,}", talk.sentences[(number + 1) % SENTENCES]) if w.islower()]
    topic = " ".join(words[:3]).capitalize() or "Notes"
    if talk.layout == "bullets":
        rows = [(topic, 54, "80", "60")]
        return rows + [(f"- {n}", 40, "110", str(180 + 70 * i)) for i, n in enumerate(names[:7])]
    if talk.layout == "title":
        rows = [(", ".join(names[:2]), 60, "(w-text_w)/2", "250")]
        return rows + [(", ".join(names[2:5]), 36, "(w-text_w)/2", "370"),
                       (topic, 28, "(w-text_w)/2", "620")]
    if talk.layout == "columns":
        return [(topic, 40, "60", "40")] + [
            (n, 38, "80" if i % 2 == 0 else "680", str(160 + 90 * (i // 2)))
            for i, n in enumerate(names)
        ]
    if talk.layout == "lower third":
        return [(" ".join(names[:2]), 34, "60", "590"), (", ".join(names[2:]), 26, "60", "650")]
    parts = [names[i : i + 2] for i in range(0, len(names), 2)]
    filler = words + ["with", "from", "about"]
    return [(topic, 44, "80", "60")] + [
        (f"{filler[i % len(filler)].capitalize()} {' and '.join(part)} {filler[-1]}", 34, "80",
         str(190 + 80 * i))
        for i, part in enumerate(parts)
    ]


def picture_filter(talk: Talk, starts: list[float], folder: Path) -> str:
    chance = random.Random(talk.number)
    _, ink = COLOURS[talk.number % len(COLOURS)]
    font = f"/usr/share/fonts/truetype/dejavu/{talk.font}.ttf"
    filters = []
    for number, start in enumerate(starts):
        start = 0.0 if number == 0 else start
        end = starts[number + 1] if number + 1 < len(starts) else 1e6
        for row, (text, size, x, y) in enumerate(lines_of(talk, number, chance)):
            path = folder / f"text-{talk.number}-{number}-{row}"
            path.write_text(text, encoding="utf-8")
            filters.append(
                f"drawtext=fontfile={font}:textfile={path}:fontsize={size}:fontcolor={ink}"
                f":x={x}:y={y}:enable='between(t,{start:.3f},{end - 0.001:.3f})'"
            )
    return ",".join(filters)


def make(talks: list[Talk], folder: Path) -> list[Path]:
    """Writes talk-000.mp4 and so on, once; and talks.json beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    spoken = speak(talks, folder)
    voices = [part for parts in spoken.values() for part in parts]
    paths = []
    for talk in talks:
        path = folder / f"talk-{talk.number:03}.mp4"
        paths.append(path)
        if path.is_file():
            continue
        samples, starts = sound(talk, spoken[talk.number], voices)
        write_wav(folder / "sound.wav", samples)
        paper, _ = COLOURS[talk.number % len(COLOURS)]
        seconds = len(samples) / RATE_HZ
        run = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi"]
        run += ["-i", f"color=c={paper}:s=1280x720:r=5:d={seconds:.2f}"]
        run += ["-i", str(folder / "sound.wav"), "-vf", picture_filter(talk, starts, folder)]
        run += ["-c:v", "libx264", "-preset", "superfast", "-g", "20", "-crf", "26", "-pix_fmt", "yuv420p"]
        run += ["-c:a", "aac", "-b:a", "96k", "-shortest", str(folder / "partial.mp4")]
        subprocess.run(run, check=True)
        (folder / "partial.mp4").rename(path)
    report = json.dumps([asdict(talk) for talk in talks], indent=1, ensure_ascii=False)
    (folder / "talks.json").write_text(report + "\n", encoding="utf-8")
    return paths
