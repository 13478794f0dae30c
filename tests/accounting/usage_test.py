"""The usage that the running server tells is that of its answer, counted here anew from what came over the wire."""

import base64
import json
import math
import sys
import unicodedata
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "api"))

import pytest
from harness import Server, eval_file
from recordings import first_seconds


def text_tokens(text: str) -> int:
    """The rule of docs/accounting.md, for scripts that write spaces."""
    tokens = run = 0
    for character in text:
        if character.isspace():
            run = 0
        elif unicodedata.category(character)[0] in "LM" or unicodedata.category(character) == "Nd":
            tokens, run = tokens + (run % 4 == 0), run + 1
        else:
            tokens, run = tokens + 1, 0
    return tokens


def audio_tokens(samples: int, rate_hz: int) -> int:
    return math.ceil(max(samples, rate_hz) * 25 / (2 * rate_hz)) if samples else 0


@dataclass
class Answer:
    texts: list[str] = field(default_factory=list)
    speech: bytes = b""
    usage: dict[str, Any] = field(default_factory=dict)

    def counted(self, input_samples: int, video_tokens: int | None = None) -> dict[str, Any]:
        """The usage of this answer to a recording of so many samples at 16 kHz."""
        sound, text = audio_tokens(len(self.speech) // 2, 24000), sum(map(text_tokens, self.texts))
        heard = audio_tokens(input_samples, 16000)
        video = {} if video_tokens is None else {"video_tokens": video_tokens}
        asked = heard + (video_tokens or 0)
        nothing = ("accepted_prediction_tokens", "rejected_prediction_tokens", "reasoning_tokens")
        return {
            "prompt_tokens": asked,
            "completion_tokens": sound + text,
            "total_tokens": asked + sound + text,
            "prompt_tokens_details": {"audio_tokens": heard, "text_tokens": 0, "cached_tokens": None, **video},
            "completion_tokens_details": {"audio_tokens": sound, "text_tokens": text, **dict.fromkeys(nothing)},
        }


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    server.wait_until_ready()
    yield server
    assert server.stop() == 0, "".join(server.log)


def ask(server: Server, part: dict[str, Any], target: str, **more: Any) -> Answer:
    body = {
        "model": "qwen3-livetranslate-flash",
        "messages": [{"role": "user", "content": [part]}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "translation_options": {"source_lang": "en", "target_lang": target},
        **more,
    }
    request = urllib.request.Request(
        server.url + "/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    answer = Answer()
    with urllib.request.urlopen(request) as response:
        events = [line[6:] for line in response.read().decode().splitlines() if line.startswith("data: ")]
    assert events.pop() == "[DONE]"
    answer.usage = json.loads(events.pop())["usage"]
    speech = ""
    for event in events:
        chunk = json.loads(event)
        assert chunk["usage"] is None
        delta = chunk["choices"][0]["delta"]
        answer.texts.append(delta["content"] or "")
        speech += delta.get("audio", {"data": ""})["data"]
    answer.speech = base64.b64decode(speech)
    return answer


def audio_part(recording: bytes) -> dict[str, Any]:
    data = "data:;base64," + base64.b64encode(recording).decode()
    return {"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}


@pytest.mark.parametrize("seconds", [7.0, 11.0])
def test_usage_is_that_of_text_and_speech(server: Server, seconds: float) -> None:
    recording = first_seconds(eval_file("speech/misc/jfk.wav").read_bytes(), seconds)
    spoken = {"modalities": ["text", "audio"], "audio": {"voice": "Cherry", "format": "wav"}}
    answer = ask(server, audio_part(recording), "pt", **spoken)
    assert len("".join(answer.texts)) > 20
    assert len(answer.speech) > 2 * 24000
    assert answer.usage == answer.counted(int(seconds * 16000))


def test_usage_is_that_of_a_text_cut_short(server: Server) -> None:
    recording = first_seconds(eval_file("speech/misc/jfk.wav").read_bytes(), 11)
    answer = ask(server, audio_part(recording), "pt", max_tokens=7)
    assert answer.usage["completion_tokens"] == 7
    assert answer.usage == answer.counted(answer.usage["prompt_tokens"] * 1280)
    assert answer.usage["prompt_tokens"] <= audio_tokens(11 * 16000, 16000)


def test_usage_of_a_video_counts_its_picture_and_its_sound(server: Server) -> None:
    video = base64.b64encode(eval_file("video/friday.mp4").read_bytes()).decode()
    answer = ask(server, {"type": "video_url", "video_url": {"url": f"data:video/mp4;base64,{video}"}}, "pt")
    assert answer.usage == answer.counted(answer.usage["prompt_tokens_details"]["audio_tokens"] * 1280, 1802)
    assert answer.usage["prompt_tokens_details"]["audio_tokens"] == 77  # 6.15 s


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-rs", "-p", "no:cacheprovider", *sys.argv[1:]]))
