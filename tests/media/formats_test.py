"""Recordings of every kind are heard as they were spoken: one test for each cell of a matrix.

    python3 setup/setup.py run media tests/media/formats_test.py [--table] [pytest's options]

With --table the matrix is printed as Markdown. Files are made with PyAV, and the sound that comes
of them is compared with the formula that was encoded.
"""

import base64
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import make
import numpy as np
import pytest
import sound
from formats import KINDS, Kind, frame_s, priming_s
from probe import Heard, Probe, Video
from table import Table

LATE_S = 0.7


def kinds(wanted: Callable[[Kind], object] = lambda kind: True) -> pytest.MarkDecorator:
    chosen = [kind for kind in KINDS if wanted(kind)]
    return pytest.mark.parametrize("kind", chosen, ids=[kind.name for kind in chosen])


def variants(name: str, of: Callable[[Kind], tuple]) -> pytest.MarkDecorator:
    pairs = [(kind, variant) for kind in KINDS for variant in of(kind)]
    return pytest.mark.parametrize(("kind", name), pairs, ids=[f"{kind.name}-{variant}" for kind, variant in pairs])


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recordings")


@pytest.fixture(scope="session")
def probe(folder: Path) -> Iterator[Probe]:
    probe = Probe(folder)
    yield probe
    assert probe.close() == 0


@pytest.fixture(scope="session")
def url(folder: Path) -> Iterator[str]:
    """Where the folder is served, without ranges."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def plain(folder: Path) -> Callable[[Kind], Path]:
    """The plainest recording of a kind, made once."""

    def give(kind: Kind) -> Path:
        path = folder / f"plain.{kind.name}"
        if not path.exists():
            make.write(path, kind.muxer, kind.tracks(), kind.film())
        return path

    return give


def options_of(kind: Kind) -> list[str]:
    return ["--video"] if kind.picture else []


def check_voice(heard: Heard, voice: str = "one", lag_s: float = 0, late_s: float = 0, tail_s: float = 0) -> None:
    """Whether the voice was heard whole, in time and at its level."""
    assert heard.error is None
    assert heard.audio
    said = np.concatenate([np.zeros(round(late_s * sound.HEARD_HZ)), sound.speak(sound.HEARD_HZ, voice)])
    seconds = len(heard.samples) / sound.HEARD_HZ
    assert -0.05 < seconds - (sound.SECONDS + late_s + lag_s) < 0.05 + tail_s
    likeness = sound.compare(heard.samples, said)
    assert likeness.correlation > 0.9, likeness
    assert abs(likeness.lag_s - lag_s) < 0.02, likeness
    assert abs(likeness.gain_db) < 3, likeness


def check_plain(
    heard: Heard,
    kind: Kind,
    voice: str = "one",
    coder: str = "",
    rate_hz: int = 0,
    tells_priming: bool | None = None,
) -> None:
    coder, rate_hz = coder or kind.coder, rate_hz or kind.rate_hz
    told = kind.tells_priming if tells_priming is None else tells_priming
    lag_s = 0 if told else priming_s(coder, rate_hz)
    check_voice(heard, voice, lag_s=lag_s, tail_s=frame_s(coder, rate_hz))


@kinds()
def test_opens(kind: Kind, probe: Probe, plain: Callable[[Kind], Path]) -> None:
    heard = probe.listen(plain(kind), *options_of(kind))
    check_plain(heard, kind)
    if kind.picture is None:
        assert heard.video is None
    else:
        check_video(heard, plain(kind), sound.SECONDS)
    if heard.duration_s is not None:
        assert heard.duration_s == pytest.approx(sound.SECONDS, abs=0.15)


def check_video(heard: Heard, path: Path, seconds: float) -> None:
    assert heard.video == as_opencv_sees(path)
    shown_s = heard.video.frames / heard.video.frames_per_second
    assert shown_s == pytest.approx(seconds, abs=0.15)


def as_opencv_sees(path: Path) -> Video:
    capture = cv2.VideoCapture(str(path))
    assert capture.isOpened()
    seen = Video(
        int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
        int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        capture.get(cv2.CAP_PROP_FPS),
        int(capture.get(cv2.CAP_PROP_FRAME_COUNT)),
    )
    capture.release()
    return seen


@variants("rate_hz", lambda kind: kind.rates_hz)
def test_rates(kind: Kind, rate_hz: int, probe: Probe, folder: Path) -> None:
    path = folder / f"rate.{kind.name}"
    make.write(path, kind.muxer, kind.tracks(rate_hz=rate_hz))
    check_plain(probe.listen(path), kind, rate_hz=rate_hz)


def channels_of(kind: Kind) -> tuple[str, ...]:
    two = ("2", "left", "right", "opposite") if 2 in kind.channels else ()
    return (*(("1",) if 1 in kind.channels else ()), *two, *(("5.1",) if 6 in kind.channels else ()))


@variants("layout", channels_of)
def test_channels(kind: Kind, layout: str, probe: Probe, folder: Path) -> None:
    voice = sound.speak(kind.rate_hz)
    silence = sound.hiss(kind.rate_hz, 9, 0.002)  # as of a microphone that nobody speaks into
    around = [sound.hiss(kind.rate_hz, seed) for seed in range(5)]
    path = folder / f"channels.{kind.name}"
    channels = {
        "1": [voice],
        "2": [voice, voice],
        "left": [voice, silence],
        "right": [silence, voice],
        "opposite": [voice, -voice],
        "5.1": [*around[:2], voice, *around[2:]],  # FFmpeg's order: the centre comes third
    }[layout]
    make.write(path, kind.muxer, kind.mixed(channels))
    check_plain(probe.listen(path), kind)


@variants("coder", lambda kind: kind.coders)
def test_codings(kind: Kind, coder: str, probe: Probe, folder: Path) -> None:
    rate_hz = {"libopus": 48000, "g726": 8000}.get(coder, 44100)
    path = folder / f"coding.{kind.name}"
    make.write(path, kind.muxer, kind.tracks(coder=coder, rate_hz=rate_hz))
    check_plain(probe.listen(path), kind, coder=coder, rate_hz=rate_hz)


@variants("door", lambda kind: ("memory", "pipe", "url"))
def test_doors(kind: Kind, door: str, probe: Probe, plain: Callable[[Kind], Path], url: str) -> None:
    path, options = plain(kind), options_of(kind)
    expected = probe.listen(path, *options)
    if door == "pipe":
        heard = probe.listen_to_pipe(path.read_bytes(), *options)
    elif door == "url":
        heard = probe.listen(url + path.name, *options)
    else:
        heard = probe.listen(path, "--memory", *options)
    assert (heard.error, heard.audio, heard.video) == (None, True, expected.video)
    both = min(len(heard.samples), len(expected.samples))
    np.testing.assert_array_equal(heard.samples[:both], expected.samples[:both])
    # Where the end is not known beforehand, what fills an MP3's last frame may be heard.
    assert abs(len(heard.samples) - len(expected.samples)) < 0.05 * sound.HEARD_HZ


@variants("name", lambda kind: ("recording", "recording.txt", "recording.wav", "recording.mp4"))
def test_any_name(kind: Kind, name: str, probe: Probe, plain: Callable[[Kind], Path], folder: Path) -> None:
    shutil.copy(plain(kind), folder / name)
    check_plain(probe.listen(folder / name, *options_of(kind)), kind)


@kinds()
def test_cut_off(kind: Kind, probe: Probe, folder: Path) -> None:
    whole, part = folder / f"whole.{kind.name}", folder / f"cut.{kind.name}"
    make.write(whole, kind.muxer, kind.tracks(), kind.film(), options=front(kind))
    data = whole.read_bytes()
    part.write_bytes(data[: len(data) * 7 // 10])
    heard = probe.listen(part, *options_of(kind))
    assert heard.error is None
    seconds = len(heard.samples) / sound.HEARD_HZ
    assert 0.4 * sound.SECONDS < seconds < 0.9 * sound.SECONDS
    likeness = sound.compare(heard.samples, sound.speak(sound.HEARD_HZ)[: len(heard.samples)])
    assert likeness.correlation > 0.9, likeness
    for length in (1, 10, 100, len(data) // 100, len(data) // 10):
        part.write_bytes(data[:length])
        little = probe.listen(part, *options_of(kind))
        assert little.error or len(little.samples) < 0.3 * sound.HEARD_HZ * sound.SECONDS


def front(kind: Kind) -> dict[str, str]:
    return {"movflags": "faststart"} if kind.index else {}


@variants("index", lambda kind: ("front", "end", "lost") if kind.index else ())
def test_index(kind: Kind, index: str, probe: Probe, folder: Path) -> None:
    path = folder / f"index.{kind.name}"
    make.write(path, kind.muxer, kind.tracks(), kind.film(), options=front(kind) if index == "front" else {})
    data = path.read_bytes()
    assert (data.index(b"moov") < data.index(b"mdat")) == (index == "front")
    if index == "lost":
        heard = probe.listen_to_pipe(data[: data.index(b"moov")], *options_of(kind))
        assert heard.error and "damaged" in heard.error
    else:
        check_plain(probe.listen_to_pipe(data, *options_of(kind)), kind)


@kinds(lambda kind: kind.picture)
def test_late_start(kind: Kind, probe: Probe, folder: Path) -> None:
    """The sound begins after the picture."""
    path = folder / f"late.{kind.name}"
    make.write(path, kind.muxer, kind.tracks(start_s=LATE_S), kind.film(LATE_S + sound.SECONDS))
    lag_s = 0.0
    if not kind.times:
        make.begin_later(path, LATE_S)
        lag_s = priming_s(kind.coder, kind.rate_hz)
    heard = probe.listen(path, *options_of(kind))
    check_voice(heard, lag_s=lag_s, late_s=LATE_S, tail_s=frame_s(kind.coder, kind.rate_hz))


@kinds(lambda kind: kind.index)
def test_edit_list(kind: Kind, probe: Probe, folder: Path) -> None:
    """Sound alone that begins late: the container's own clock holds."""
    path = folder / f"edited.{kind.name}"
    make.write(path, kind.muxer, kind.tracks(start_s=LATE_S))
    heard = probe.listen(path)
    check_voice(heard, late_s=LATE_S, tail_s=frame_s(kind.coder, kind.rate_hz))


@variants("asked", lambda kind: ("none", "pt", "fr") if kind.languages else ())
def test_tracks(kind: Kind, asked: str, probe: Probe, folder: Path) -> None:
    """The first, or the one in the language that is asked for."""
    path = folder / f"tracks.{kind.name}"
    if not path.exists():
        first, second = kind.tracks("one", language="eng") + kind.tracks("two", language="por")
        make.write(path, kind.muxer, [first, second], kind.film())
    language = [] if asked == "none" else ["--language", asked]
    heard = probe.listen(path, *options_of(kind), *language)
    check_plain(heard, kind, "two" if asked == "pt" else "one")


@kinds()
def test_no_length(kind: Kind, probe: Probe, folder: Path) -> None:
    """As a recorder leaves it that cannot go back to its header."""
    path = folder / f"live.{kind.name}"
    pipe = make.Pipe()
    make.write(pipe, kind.muxer, kind.tracks(), kind.film(), options=kind.piped)
    path.write_bytes(pipe.bytes)
    heard = probe.listen(path, *options_of(kind))
    # What an MP3 tells of its priming stands in its header.
    check_plain(heard, kind, tells_priming=kind.tells_priming and kind.muxer != "mp3")
    if kind.picture:
        assert heard.video
        assert heard.video.frames / heard.video.frames_per_second == pytest.approx(sound.SECONDS, abs=0.1)


@kinds(lambda kind: kind.picture and kind.times)
def test_frames_vary(kind: Kind, probe: Probe, folder: Path) -> None:
    path = folder / f"vary.{kind.name}"
    times_s = np.cumsum([0, *([0.04] * 20), *([0.12] * 8), 0.3, *([0.04] * 8)])
    make.write(path, kind.muxer, kind.tracks(), make.Picture(kind.picture, list(times_s)))
    heard = probe.listen(path, *options_of(kind))
    check_plain(heard, kind)
    check_video(heard, path, sound.SECONDS)


@kinds(lambda kind: kind.cover)
def test_cover(kind: Kind, probe: Probe, folder: Path) -> None:
    """A picture on the sleeve makes no video."""
    path = folder / f"cover.{kind.name}"
    cover = make.jpeg()
    make.write(path, "mp4" if kind.muxer == "ipod" else kind.muxer, kind.tracks(), cover=cover)
    assert cover in path.read_bytes() or base64.b64encode(cover)[8:-8] in path.read_bytes()
    heard = probe.listen(path)
    check_plain(heard, kind)
    assert heard.video is None


@kinds(lambda kind: kind.picture)
def test_no_sound(kind: Kind, probe: Probe, folder: Path) -> None:
    path = folder / f"silent.{kind.name}"
    make.write(path, kind.muxer, [], kind.film())
    heard = probe.listen(path, *options_of(kind))
    assert (heard.error, heard.audio, len(heard.samples)) == (None, False, 0)
    check_video(heard, path, sound.SECONDS)


if __name__ == "__main__":
    wanted = [word for word in sys.argv[1:] if word != "--table"]
    table = Table([kind.name for kind in KINDS])
    tidy = ["-p", "no:cacheprovider", "-o", "tmp_path_retention_policy=failed"]
    status = pytest.main([__file__, "-q", *tidy, *wanted], plugins=[table])
    if "--table" in sys.argv:
        print(table)
    sys.exit(status)
