"""Audio and video files of every kind, made with PyAV."""

import base64
import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.stream import Disposition
from av.video.stream import VideoStream

_BLOCK = 1024  # samples
_COVER = 32  # pixels
_HASTE = {
    "libx264": {"preset": "ultrafast"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
}


@dataclass(frozen=True)
class Track:
    """Sound, one row of `samples` for each channel."""

    coder: str
    rate_hz: int
    samples: np.ndarray
    layout: str = "mono"
    start_s: float = 0
    language: str | None = None
    default: bool = False
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """Grey frames, shown at the given times."""

    coder: str
    times_s: Sequence[float]
    rate: int = 25
    width: int = 176
    height: int = 144

    @property
    def tick_s(self) -> Fraction:
        """Of its clock: as coarse as the times allow."""
        regular = all(abs(at * self.rate - round(at * self.rate)) < 1e-6 for at in self.times_s)
        return Fraction(1, self.rate if regular else 1000)


class Pipe(io.RawIOBase):
    """Takes bytes and never goes back, as a recorder that writes into a pipe."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, part) -> int:
        self.bytes += part
        return len(part)


def write(
    target: Path | Pipe,
    container: str,
    tracks: Sequence[Track],
    picture: Picture | None = None,
    cover: bytes | None = None,
    options: dict[str, str] | None = None,
) -> None:
    """Writes a file; into a Pipe with the header as it was before the end was known."""
    place = str(target) if isinstance(target, Path) else target
    with av.open(place, "w", format=container, options=options or {}) as out:
        shown = _add_picture(out, picture) if picture else None
        heard = [_add_track(out, track) for track in tracks]
        if cover:
            _add_cover(out, container, heard[0], cover)
        if shown:
            _encode_picture(out, shown, picture)
        for stream, track in zip(heard, tracks, strict=True):
            _encode_track(out, stream, track)


def _add_track(out: av.container.OutputContainer, track: Track) -> AudioStream:
    options = {"strict": "experimental"} | track.options
    stream = out.add_stream(track.coder, rate=track.rate_hz, layout=track.layout, options=options)
    stream.time_base = Fraction(1, track.rate_hz)
    if track.language:
        stream.metadata["language"] = track.language
    if track.default:
        stream.disposition = Disposition.default
    return stream


def _add_picture(out: av.container.OutputContainer, picture: Picture) -> VideoStream:
    stream = out.add_stream(picture.coder, rate=picture.rate, width=picture.width, height=picture.height)
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = picture.tick_s
    stream.options = _HASTE.get(picture.coder, {})
    stream.codec_context.thread_count = 1
    return stream


def _add_cover(out: av.container.OutputContainer, container: str, heard: AudioStream, cover: bytes) -> None:
    if container == "matroska":
        out.add_attachment("cover.jpg", "image/jpeg", cover)
    elif container == "ogg":
        kind = b"image/jpeg"
        sizes = struct.pack(">5I", _COVER, _COVER, 24, 0, len(cover))
        picture = struct.pack(">2I", 3, len(kind)) + kind + struct.pack(">I", 0) + sizes + cover
        heard.metadata["METADATA_BLOCK_PICTURE"] = base64.b64encode(picture).decode()
    else:
        pasted = out.add_stream("mjpeg", rate=1, width=_COVER, height=_COVER)
        pasted.pix_fmt = "yuvj420p"
        pasted.disposition = Disposition.attached_pic
        out.start_encoding()
        packet = av.Packet(cover)
        packet.stream, packet.pts, packet.dts = pasted, 0, 0
        out.mux(packet)


def _encode_track(out: av.container.OutputContainer, stream: AudioStream, track: Track) -> None:
    for begin in range(0, track.samples.shape[1], _BLOCK):
        block = np.ascontiguousarray(track.samples[:, begin : begin + _BLOCK], np.float32)
        frame = av.AudioFrame.from_ndarray(block, "fltp", track.layout)
        frame.sample_rate = track.rate_hz
        frame.time_base = Fraction(1, track.rate_hz)
        frame.pts = begin + round(track.start_s * track.rate_hz)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def _encode_picture(out: av.container.OutputContainer, stream: VideoStream, picture: Picture) -> None:
    for index, time_s in enumerate(picture.times_s):
        shade = 64 + index % 128
        frame = av.VideoFrame.from_ndarray(
            np.full((picture.height * 3 // 2, picture.width), shade, np.uint8), "yuv420p"
        )
        frame.time_base = picture.tick_s
        frame.pts = round(time_s / picture.tick_s)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def begin_later(path: Path, seconds: float) -> None:
    """Says in the header of an AVI that its second stream, the sound, begins late."""
    data = bytearray(path.read_bytes())
    header = data.index(b"strh", data.index(b"strh") + 4) + 8
    assert data[header : header + 4] == b"auds"
    scale, rate = struct.unpack_from("<2I", data, header + 20)
    struct.pack_into("<I", data, header + 28, round(seconds * rate / scale))
    path.write_bytes(data)


def jpeg() -> bytes:
    """A small picture, as albums have on their cover."""
    coder = av.CodecContext.create("mjpeg", "w")
    coder.width = coder.height = _COVER
    coder.pix_fmt = "yuvj420p"
    coder.time_base = Fraction(1)
    frame = av.VideoFrame.from_ndarray(np.full((_COVER * 3 // 2, _COVER), 128, np.uint8), "yuvj420p")
    return b"".join(bytes(packet) for packet in [*coder.encode(frame), *coder.encode(None)])
