"""The hosted product's own client: plays a recording to a live session as fast as it was spoken.

    dashscope_python.py URL RECORDING SOURCE TARGET [voice]     RECORDING: WAV, mono, 16 kHz, 16 bit

Prints one JSON object: `events`, each with its time in seconds since the first sound was sent.
"""

import base64
import importlib.metadata
import json
import sys
import threading
import time
import wave
from typing import Any

from dashscope.audio.qwen_omni import MultiModality, OmniRealtimeCallback, OmniRealtimeConversation
from dashscope.audio.qwen_omni.omni_realtime import TranslationParams

PIECE_S = 0.1
SILENCE_S = 2.0  # behind the recording
KEPT = ("text", "stash", "transcript", "audio_start_ms", "audio_end_ms", "error")


class Recorder(OmniRealtimeCallback):
    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.events: list[dict[str, Any]] = []
        self.updated = threading.Event()

    def on_event(self, message: dict[str, Any]) -> None:
        event = {"at_s": time.monotonic() - self.begun, "type": message["type"]}
        event.update({name: message[name] for name in KEPT if name in message})
        if "delta" in message:
            event["bytes"] = len(base64.b64decode(message["delta"]))
        if message["type"] == "response.done":
            event["usage"] = message["response"]["usage"]
        self.events.append(event)
        if message["type"] in ("session.updated", "error"):
            self.updated.set()


def pieces(recording: str) -> list[bytes]:
    with wave.open(recording) as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (16000, 1, 2)
        sound = wav.readframes(wav.getnframes()) + bytes(int(32000 * SILENCE_S))
    size = int(32000 * PIECE_S)
    return [sound[at : at + size] for at in range(0, len(sound), size)]


def main(url: str, recording: str, source: str, target: str, voice: str | None = None) -> None:
    recorder = Recorder()
    session = OmniRealtimeConversation(
        model="qwen3-livetranslate-flash-realtime", callback=recorder, url=url, api_key="any"
    )
    session.connect()
    session.update_session(
        output_modalities=[MultiModality.TEXT] + ([MultiModality.AUDIO] if voice else []),
        voice=voice,
        input_audio_transcription_model="qwen3-asr-flash-realtime",
        translation_params=TranslationParams(language=target),
        **({} if source == "auto" else {"input_audio_transcription": {"language": source}}),
    )
    assert recorder.updated.wait(10), recorder.events
    recorder.begun = begun = time.monotonic()
    for number, piece in enumerate(pieces(recording)):
        time.sleep(max(0.0, begun + number * PIECE_S - time.monotonic()))
        session.append_audio(base64.b64encode(piece).decode())
    session.end_session(timeout=60)
    session.close()
    print(json.dumps({"version": importlib.metadata.version("dashscope"), "events": recorder.events}))


main(*sys.argv[1:])
