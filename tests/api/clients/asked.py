"""What the Python clients ask for and how they report: one JSON object in the last line of standard output."""

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

BASE_URL, RECORDING, BROKEN_RECORDING = sys.argv[1:]
MODEL = "qwen3-livetranslate-flash"
STREAMING = {"stream": True, "stream_options": {"include_usage": True}}
MODALITIES = ["text", "audio"]
AUDIO = {"voice": "Cherry", "format": "wav"}
LANGUAGES = {"translation_options": {"source_lang": "en", "target_lang": "pt"}}
NO_LANGUAGES = {"translation_options": {"source_lang": "en", "target_lang": "klingon"}}


def messages(recording: str = RECORDING) -> list[dict[str, Any]]:
    part = {"type": "input_audio", "input_audio": {"data": recording, "format": "wav"}}
    return [{"role": "user", "content": [part]}]


def usage(of: Any) -> dict[str, int]:
    """OpenAI's usage object, in the words of the report."""
    return {
        "input": of.prompt_tokens,
        "output": of.completion_tokens,
        "audio_input": of.prompt_tokens_details.audio_tokens,
        "audio_output": of.completion_tokens_details.audio_tokens,
    }


def gathered(stream: Iterable[Any], data: Callable[[Any], str]) -> dict[str, Any]:
    """What OpenAI's chunks make together; `data` is the base64 of one's audio."""
    text, speech, last = "", "", None
    for chunk in stream:
        for choice in chunk.choices:
            text += choice.delta.content or ""
            audio = getattr(choice.delta, "audio", None)
            speech += data(audio) if audio else ""
        last = chunk
    return {"text": text, "speech": speech, "usage": usage(last.usage)}


def whole(answer: Any) -> dict[str, Any]:
    """OpenAI's object that comes without streaming."""
    message = answer.choices[0].message
    return {"text": message.content, "speech": message.audio.data, "usage": usage(answer.usage)}


def failure(kind: type[Exception], act: Callable[[], Any]) -> dict[str, str]:
    """The client's own error that ends what `act` does."""
    try:
        act()
    except kind as error:
        return {"exception": type(error).__name__, "message": str(error)}
    raise RuntimeError("this should have failed")


def report(**parts: Any) -> None:
    print(json.dumps(parts))
