"""Small videos of many kinds, made from nothing."""

import io
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

os.environ["SVT_LOG"] = "0"  # silence, before the encoder is loaded

import av
import cv2
import numpy as np

av.logging.set_level(av.logging.PANIC)

FILM = Fraction(24000, 1001)
NTSC = Fraction(30000, 1001)

ENDINGS = {"matroska": "mkv", "mpegts": "ts", "asf": "wmv", "mpeg": "mpg"}


@dataclass(frozen=True)
class Picture:
    """`times`: when each frame is shown, in milliseconds; without it they are `frames` at an even `rate`."""

    coder: str = "mpeg4"
    width: int = 64
    height: int = 48
    rate: Fraction = Fraction(25)
    frames: int = 50
    times: tuple[int, ...] = ()
    rotation: int = 0
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sound:
    coder: str = "aac"
    seconds: float = 2.0
    rate_hz: int = 44100


@dataclass(frozen=True)
class Cover:
    """A still picture that belongs to the sound."""

    width: int = 200
    height: int = 300


@dataclass(frozen=True)
class Video:
    """Tracks in the order of the container. `seekable`: whether the muxer may go back to its header and
    fill in what it has counted since. `patch` changes the finished bytes."""

    name: str
    container: str
    tracks: tuple[Picture | Sound | Cover, ...]
    options: dict[str, str] = field(default_factory=dict)
    seekable: bool = True
    patch: Callable[[bytes], bytes] | None = None

    def make(self, folder: Path) -> Path:
        path = folder / f"{self.name}.{ENDINGS.get(self.container, self.container)}"
        with open(path, "wb") as file:
            sink = str(path) if self.seekable else Pipe(file)
            with av.open(sink, "w", format=self.container, options=self.options) as container:
                packets = [packet for track in self.tracks for packet in PACKETS[type(track)](container, track)]
                for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
                    container.mux(packet)
        if self.patch:
            path.write_bytes(self.patch(path.read_bytes()))
        return path


@dataclass(frozen=True)
class Written:
    """A video of OpenCV's own writer."""

    name: str
    ending: str
    coder: str
    rate: float
    frames: int = 23

    def make(self, folder: Path) -> Path:
        path = folder / f"{self.name}.{self.ending}"
        coder = cv2.VideoWriter_fourcc(*self.coder)
        writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, coder, self.rate, (128, 96))
        assert writer.isOpened(), self.name
        for index in range(self.frames):
            writer.write(np.full((96, 128, 3), 40 + 5 * index, np.uint8))
        writer.release()
        return path


class Pipe:
    """A file that can only be written on."""

    def __init__(self, file: io.BufferedWriter) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        return self._file.write(data)


def picture_packets(container: av.container.OutputContainer, picture: Picture) -> Iterator[av.Packet]:
    stream = container.add_stream(picture.coder, rate=picture.rate, options=picture.options)
    stream.width, stream.height = picture.width, picture.height
    stream.pix_fmt = stream.codec.video_formats[0].name
    tick = Fraction(1, 1000) if picture.times else 1 / picture.rate
    stream.codec_context.time_base = tick
    if picture.rotation:
        stream.set_display_rotation(picture.rotation)
    for index, time in enumerate(picture.times or range(picture.frames)):
        yield from stream.encode(grey_frame(picture, 40 + 5 * index % 160, stream.pix_fmt, time, tick))
    yield from stream.encode()


def cover_packets(container: av.container.OutputContainer, cover: Cover) -> Iterator[av.Packet]:
    stream = container.add_stream("mjpeg", rate=1)
    stream.width, stream.height, stream.pix_fmt = cover.width, cover.height, "yuvj420p"
    stream.disposition = av.stream.Disposition.attached_pic
    yield from stream.encode(grey_frame(cover, 99, stream.pix_fmt, 0, Fraction(1)))
    yield from stream.encode()


def grey_frame(size: Picture | Cover, grey: int, kind: str, time: int, tick: Fraction) -> av.VideoFrame:
    pixels = np.full((size.height, size.width, 3), grey, np.uint8)
    frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format=kind)
    frame.pts, frame.time_base = time, tick
    return frame


def sound_packets(container: av.container.OutputContainer, sound: Sound) -> Iterator[av.Packet]:
    stream = container.add_stream(sound.coder, rate=sound.rate_hz, layout="mono")
    stream.format = stream.codec.audio_formats[0]
    count = round(sound.seconds * sound.rate_hz)
    tone = (8000 * np.sin(np.arange(count) * 2 * np.pi * 440 / sound.rate_hz)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(tone[None, :], "s16", "mono")
    frame.rate, frame.pts = sound.rate_hz, 0
    fitting = av.AudioResampler(stream.format, "mono", sound.rate_hz, stream.frame_size)
    for part in fitting.resample(frame):
        yield from stream.encode(part)
    yield from stream.encode()


PACKETS = {Picture: picture_packets, Sound: sound_packets, Cover: cover_packets}


def in_box(box: bytes, offset: int, layout: str, *values: int, only: int | None = None) -> Callable[[bytes], bytes]:
    """Writes numbers behind the name of every MP4 box of that name, or of the one of that index."""

    def patch(data: bytes) -> bytes:
        changed = bytearray(data)
        at, index = data.find(box), 0
        assert at >= 0, box
        while at >= 0:
            if only in (None, index):
                struct.pack_into(layout, changed, at + len(box) + offset, *values)
            at, index = data.find(box, at + len(box)), index + 1
        return bytes(changed)

    return patch


def cut(part: float) -> Callable[[bytes], bytes]:
    """What is left of a transfer that broke off."""
    return lambda data: data[: int(len(data) * part)]
