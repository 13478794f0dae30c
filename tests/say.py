#!/usr/bin/env python3
"""Speaks a sentence into a WAV file with the eSpeak NG of a build folder: a recording from nothing.

    say.py BUILD_FOLDER VOICE TEXT FILE.wav
"""
import ctypes
import pathlib
import sys
import wave

_RETRIEVAL, _POSITION_CHARACTER, _UTF8 = 1, 1, 1  # of espeak-ng/speak_lib.h


def speak(build: pathlib.Path, voice: str, text: str) -> tuple[bytes, int]:
    """Returns 16-bit mono samples and their rate."""
    library = ctypes.CDLL(str(build / "lib/libespeak-ng.so.1"))
    rate = library.espeak_Initialize(_RETRIEVAL, 0, str(build / "lib").encode(), 0)
    if rate <= 0 or library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise SystemExit(f"eSpeak NG in {build} has no voice {voice}")
    samples = bytearray()

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
    def collect(data, count, _):
        if data and count > 0:
            samples.extend(ctypes.string_at(data, 2 * count))
        return 0

    library.espeak_SetSynthCallback(collect)
    data = text.encode() + b"\0"
    library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, _POSITION_CHARACTER, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return bytes(samples), rate


def main(build: str, voice: str, text: str, target: str) -> None:
    samples, rate = speak(pathlib.Path(build).resolve(), voice, text)
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
