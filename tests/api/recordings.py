"""Recordings made from nothing, and what is said about them."""

import base64
import io
import struct
import wave

import numpy as np


def wav(samples: np.ndarray, rate_hz: int = 16000) -> bytes:
    """A mono WAV file of 16-bit samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate_hz)
        out.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


def silence(seconds: float) -> bytes:
    return wav(np.zeros(int(16000 * seconds)))


def first_seconds(recording: bytes, seconds: float) -> bytes:
    """The beginning of a mono WAV file."""
    with wave.open(io.BytesIO(recording)) as source:
        rate = source.getframerate()
        frames = source.readframes(int(rate * seconds))
    return wav(np.frombuffer(frames, dtype="<i2"), rate)


def video_without_sound(side: int = 64, rate: int = 25, frames: int = 75) -> bytes:
    """An AVI file of uncompressed grey pictures, with one stream."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    def chunks(kind: bytes, *parts: bytes) -> bytes:
        return chunk(b"LIST", kind + b"".join(parts))

    size = 3 * side * side
    main = struct.pack("<10I16x", 1_000_000 // rate, size * rate, 0, 0, frames, 0, 1, size, side, side)
    stream = struct.pack(
        "<4s4sIHHIIIIIIIIhhhh", b"vids", b"DIB ", 0, 0, 0, 0, 1, rate, 0, frames, size, 0, 0, 0, 0, side, side
    )
    picture = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, size, 0, 0, 0, 0)
    header = chunks(
        b"hdrl",
        chunk(b"avih", main),
        chunks(b"strl", chunk(b"strh", stream), chunk(b"strf", picture)),
    )
    movie = chunks(b"movi", *(chunk(b"00db", bytes([index % 256]) * size) for index in range(frames)))
    return chunk(b"RIFF", b"AVI " + header + movie)


def data_url(recording: bytes, kind: str = "audio/wav") -> str:
    return f"data:{kind};base64,{base64.b64encode(recording).decode()}"


def samples_of(pcm: bytes) -> np.ndarray:
    """What the wire calls wav: raw samples, 24 kHz."""
    return np.frombuffer(pcm, dtype="<i2")


def loudness(samples: np.ndarray) -> float:
    """The root mean square, of full scale."""
    return float(np.sqrt(np.mean(np.square(samples.astype(np.float64) / 32768))))
