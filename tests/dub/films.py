"""Films made of recordings of the evaluation set: pictures that move, speech with pauses between, chapters, tags, subtitles.

    films.py FOLDER      makes them all and says what is in each
"""

import dataclasses
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))

from harness import eval_file


@dataclasses.dataclass(frozen=True)
class Film:
    """How a film is made, and into what it is to be dubbed."""

    name: str
    source: str
    target: str
    clips: tuple[str, ...]
    pauses_s: tuple[float, ...]  # before each clip, in turn
    coders: tuple[str, ...]  # ffmpeg's, for picture, sound and subtitles
    dubbed: str  # the dubbed film's name
    options: tuple[str, ...] = ()  # of `dragoman dub`


FLEURS_EN = tuple(f"speech/fleurs/fleurs-en-00{i}.ogg" for i in range(5))
FLEURS_PT = tuple(f"speech/fleurs/fleurs-pt-00{i}.ogg" for i in range(5))
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "50", "-pix_fmt", "yuv420p")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k")

FILMS = (
    Film(
        "talk.mp4", "en", "pt", ("speech/misc/jfk.wav", *FLEURS_EN, "speech/leopard/test.wav"),
        (0.7, 1.2, 0.9), (*H264, "-c:a", "aac", "-c:s", "mov_text"), "talk.pt.mp4", ("--original", "both"),
    ),
    Film(
        "aula.mkv", "pt", "en", FLEURS_PT, (1.0, 0.6), (*H264, "-c:a", "flac", "-c:s", "srt"),
        "aula.en.mkv", ("--original", "track", "--speakers"),
    ),
    Film(
        "short.webm", "en", "pt", FLEURS_EN[2:4], (0.8,), (*VP9, "-c:a", "libopus", "-c:s", "webvtt"),
        "short.pt.webm", ("--original", "track"),
    ),
)  # fmt: skip


def ffmpeg(*arguments: str | Path) -> str:
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def seconds(file: Path) -> float:
    probe = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(file)]
    return float(subprocess.run(probe, check=True, stdout=subprocess.PIPE, text=True).stdout)


def make(film: Film, folder: Path) -> Path:
    """The film, in that folder."""
    sound = folder / f"{film.name}.wav"
    chapters = join(film, sound)
    length_s = seconds(sound)
    tags = folder / f"{film.name}.tags"
    tags.write_text(tags_of(film, chapters, length_s))
    captions = folder / f"{film.name}.srt"
    captions.write_text("1\n00:00:00,500 --> 00:00:02,000\nCaptions of old\n")
    made = folder / film.name
    ffmpeg(
        "-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={length_s}",
        "-i", sound, "-i", captions, "-f", "ffmetadata", "-i", tags,
        "-map", "0:v", "-map", "1:a", "-map", "2:s", "-map_metadata", "3", "-map_chapters", "3",
        "-metadata:s:a:0", f"language={film.source}", "-metadata:s:s:0", "language=eng",
        *film.coders, made,
    )  # fmt: skip
    return made


def join(film: Film, into: Path) -> list[float]:
    """Writes the clips one after the other, over a low hum; where each begins."""
    inputs: list[str | Path] = []
    filters = []
    starts = []
    at = 0.0
    for i, clip in enumerate(film.clips):
        path = eval_file(clip)
        at += film.pauses_s[i % len(film.pauses_s)]
        starts.append(at)
        inputs += ["-i", path]
        delay_ms = round(at * 1000)
        filters.append(f"[{i}]aresample=48000,aformat=channel_layouts=mono,adelay={delay_ms}[c{i}]")
        at += seconds(path)
    names = "".join(f"[c{i}]" for i in range(len(film.clips)))
    filters.append(f"{names}amix=inputs={len(film.clips)}:normalize=0,apad=pad_dur=2[speech]")
    filters.append("sine=frequency=90:sample_rate=48000,volume=0.02[hum]")
    filters.append("[speech][hum]amix=inputs=2:duration=first:normalize=0,aformat=channel_layouts=stereo[all]")
    ffmpeg(*inputs, "-filter_complex", ";".join(filters), "-map", "[all]", "-c:a", "pcm_s16le", into)
    return starts


def tags_of(film: Film, starts_s: list[float], length_s: float) -> str:
    text = f";FFMETADATA1\ntitle=A film named {film.name}\nartist=Somebody\ncomment=Kept as it is\n"
    for i, start in enumerate(starts_s):
        end = starts_s[i + 1] if i + 1 < len(starts_s) else length_s
        text += f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={round(start * 1000)}\nEND={round(end * 1000)}\ntitle=Part {i + 1}\n"
    return text


if __name__ == "__main__":
    for each in FILMS:
        path = make(each, Path(sys.argv[1]))
        print(f"{path}: {len(each.clips)} clips, {seconds(path):.1f} s, {each.source} into {each.target}")
