"""POST /v1/audio/speech of the running server, as the official clients and curl ask for it."""

import base64
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import openai
import pytest
import soundfile
from harness import Server, node_in
from recordings import loudness

SENTENCE = "The weather is fine today, and we are going for a walk."
PROGRAMS = Path(__file__).parent / "clients"


def ask(client: openai.OpenAI, text: str = SENTENCE, **more: Any) -> bytes:
    asked: dict[str, Any] = {"model": "dragoman", "voice": "Cherry", "input": text} | more
    return client.audio.speech.create(**asked).content


def pcm(client: openai.OpenAI, text: str = SENTENCE, **more: Any) -> np.ndarray:
    data = ask(client, text, response_format="pcm", **more)
    return np.frombuffer(data, dtype="<i2").astype(float) / 32768


@pytest.mark.parametrize("kind", ["mp3", "opus", "wav"])
def test_each_format_is_a_file_of_the_same_speech(client: openai.OpenAI, kind: str) -> None:
    file = soundfile.SoundFile(io.BytesIO(ask(client, response_format=kind)))
    samples, rate_hz = file.read(60 * file.samplerate), file.samplerate  # a stream states no length
    bare = pcm(client)
    assert len(samples) / rate_hz == pytest.approx(len(bare) / 24000, abs=0.15)
    assert loudness(samples) == pytest.approx(loudness(bare), rel=0.1)


# What they hold is decoded by media/audio_encode_test.cc: libsndfile wants a FLAC of a stated length, and no AAC.
@pytest.mark.parametrize(("kind", "start"), [("aac", b"\xff\xf1"), ("flac", b"fLaC")])
def test_the_others_come_in_their_own_frames(client: openai.OpenAI, kind: str, start: bytes) -> None:
    data = ask(client, response_format=kind)
    assert data.startswith(start)
    assert len(data) > 5000


def test_mp3_is_what_comes_when_nothing_is_said(client: openai.OpenAI) -> None:
    with client.audio.speech.with_streaming_response.create(
        model="dragoman", voice="Cherry", input=SENTENCE
    ) as response:
        assert response.headers["content-type"] == "audio/mpeg"
        assert response.headers["transfer-encoding"] == "chunked"
        assert len(list(response.iter_bytes(512))) > 10


def test_events(server: Server, client: openai.OpenAI) -> None:
    body = {"model": "dragoman", "voice": "Cherry", "input": SENTENCE}
    body |= {"response_format": "pcm", "stream_format": "sse"}
    command = ["curl", "-sS", "--fail-with-body", "--json", json.dumps(body)]
    done = subprocess.run(
        [*command, server.url + "/v1/audio/speech"], capture_output=True, text=True, check=True
    )
    events = [json.loads(line[6:]) for line in done.stdout.splitlines() if line.startswith("data: ")]
    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"}
    sound = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    assert len(sound) == len(pcm(client)) * 2
    usage = events[-1]["usage"]
    assert events[-1]["type"] == "speech.audio.done"
    assert usage["input_tokens"] > 10
    assert usage["output_tokens"] == -(-len(sound) // 2 * 25 // (2 * 24000))
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


@pytest.mark.parametrize("speed", [0.25, 0.5, 2.0, 4.0])
def test_speed(client: openai.OpenAI, speed: float) -> None:
    usual = len(pcm(client))
    assert len(pcm(client, speed=speed)) * speed == pytest.approx(usual, rel=0.1)


def test_the_language_is_told_from_the_text(client: openai.OpenAI) -> None:
    english = pcm(client, "Chat, table, direction.", extra_body={"language": "en"})
    french = pcm(client, "Chat, table, direction.", extra_body={"language": "fr"})
    assert len(english) != len(french) or not np.allclose(english, french)
    portuguese = "Não sei o que você quer dizer com isso."
    named = pcm(client, portuguese, extra_body={"language": "pt"})
    assert len(pcm(client, portuguese)) == len(named)


NOTHING = "The input has nothing that can be spoken"
BAD = [
    ("empty", {"input": ""}, "Range of input length should be [1, 49152]"),
    ("blank", {"input": " \n"}, NOTHING),
    ("one mark", {"input": "?"}, NOTHING),
    ("emoji alone", {"input": "🙂🎵"}, NOTHING),
    ("tags alone", {"input": "<speak><break time='9s'/></speak>"}, NOTHING),
    ("another script", {"input": "これは日本語です", "voice": "af_heart"}, NOTHING),
    ("too long", {"input": "a" * 49_153}, "Range of input length should be [1, 49152]"),
    ("no such voice", {"voice": "nobody"}, "The requested voice 'nobody' is not supported."),
    ("a voice of another language", {"voice": "pf_dora", "extra_body": {"language": "en"}}, "pf_dora"),
    ("no such language", {"extra_body": {"language": "klingon"}}, "There is no language 'klingon'"),
    ("a language that nobody speaks", {"input": "สวัสดีครับ"}, "language"),
]


@pytest.mark.parametrize(("changes", "message"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_what_is_wrong_is_said(client: openai.OpenAI, changes: dict[str, Any], message: str) -> None:
    text = changes.pop("input", SENTENCE) if "input" in changes else SENTENCE
    with pytest.raises(openai.BadRequestError) as refused:
        ask(client, text, **{key: value for key, value in changes.items() if key != "input"})
    assert message in refused.value.message


ODD = [
    ("control and bidi characters", "He\u0007llo\u202e there\u200f, my\u0000 friend."),
    ("SSML", "<speak>Hello <break time='9s'/> there, <b>my</b> friend.</speak>"),
    ("a word of a thousand letters", "Hello " + "a" * 1000),
    ("another script inside", "Hello 世界, my friend."),
]


@pytest.mark.parametrize("text", [odd[1] for odd in ODD], ids=[odd[0] for odd in ODD])
def test_odd_text_is_spoken_as_far_as_it_can_be(client: openai.OpenAI, text: str) -> None:
    assert 0.5 < len(pcm(client, text)) / 24000 < 90


def test_a_long_text_begins_soon_and_can_be_left(client: openai.OpenAI) -> None:
    text = "This is one of a great many sentences. " * 260  # 10,140 characters
    with client.audio.speech.with_streaming_response.create(
        model="dragoman", voice="Cherry", input=text, response_format="pcm"
    ) as response:
        assert next(response.iter_bytes(4096))
    assert len(pcm(client, "Done.")) > 0  # the synthesiser is free again


def test_openai_for_node(server: Server, tmp_path: Path) -> None:
    interpreter = node_in(tmp_path)
    (tmp_path / "speech_node.mjs").write_bytes((PROGRAMS / "speech_node.mjs").read_bytes())
    done = subprocess.run(
        [interpreter, "speech_node.mjs", server.url + "/v1"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["start"] == "RIFF"
    assert report["bytes"] > report["streamed"] > 24000
    assert "The requested voice 'nobody' is not supported." in report["refused"]


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
