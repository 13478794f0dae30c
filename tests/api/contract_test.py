"""The running server keeps the wire contract, as the official client sees it."""

import base64
import http.client
import json
import socket
import sys
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import openai
import pytest
from harness import RecordingSite, Server
from recordings import data_url, first_seconds, loudness, samples_of, silence, video_without_sound, wav

MODELS = ["qwen3-livetranslate-flash", "qwen3-livetranslate-flash-2025-12-01", "dragoman"]


def audio_part(data: str) -> dict[str, Any]:
    return {"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}


def video_part(url: str) -> dict[str, Any]:
    return {"type": "video_url", "video_url": {"url": url}}


def request(part: dict[str, Any], source: str | None = "en", target: str = "pt", **more: Any) -> dict[str, Any]:
    languages = {"target_lang": target} | ({"source_lang": source} if source else {})
    return {
        "model": MODELS[0],
        "messages": [{"role": "user", "content": [part]}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "extra_body": {"translation_options": languages},
        **more,
    }


def ask(client: openai.OpenAI, *arguments: Any, **more: Any) -> tuple[str, bytes, Any]:
    """The text, the speech and the usage of one answer."""
    text, speech, usage = "", "", None
    for chunk in client.chat.completions.create(**request(*arguments, **more)):
        if not chunk.choices:
            usage = chunk.usage
            continue
        delta = chunk.choices[0].delta
        text += delta.content or ""
        if hasattr(delta, "audio"):
            speech += delta.audio["data"]
    return text, base64.b64decode(speech), usage


def refusal(client: openai.OpenAI, *arguments: Any, **more: Any) -> openai.APIStatusError:
    with pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(**request(*arguments, **more))
    return caught.value


def message(error: openai.APIStatusError) -> str:
    assert isinstance(error.body, dict)
    assert error.body["type"] and error.body["param"] is None
    assert error.request_id
    return error.body["message"]


def test_lists_the_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == MODELS
    assert client.models.retrieve(MODELS[1]).object == "model"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-x")


def test_refuses_an_unknown_model(client: openai.OpenAI) -> None:
    error = refusal(client, audio_part(data_url(silence(1))), model="gpt-x")
    assert error.status_code == 404
    assert message(error) == "The model gpt-x does not exist or you do not have access to it."


def test_refuses_voices_that_do_not_speak_the_language(client: openai.OpenAI) -> None:
    speech = {"modalities": ["text", "audio"]}
    for voice in ("Kiki", "Nobody"):
        error = refusal(
            client, audio_part(data_url(silence(1))), audio={"voice": voice, "format": "wav"}, **speech
        )
        assert error.status_code == 400
        assert message(error).startswith(f"The requested voice '{voice}' is not supported. ")


@pytest.mark.parametrize(("source", "target"), [("pt", "pt"), ("en", "xx"), ("klingon", "pt")])
def test_refuses_languages(client: openai.OpenAI, source: str, target: str) -> None:
    error = refusal(client, audio_part(data_url(silence(1))), source, target)
    assert error.status_code == 400
    assert message(error).startswith("Current language settings are not supported!")


@pytest.mark.parametrize("source", ["en", None])
def test_answers_silence_with_nothing(client: openai.OpenAI, source: str | None) -> None:
    text, speech, usage = ask(
        client,
        audio_part(data_url(silence(2.5))),
        source,
        modalities=["text", "audio"],
        audio={"voice": "Cherry", "format": "wav"},
    )
    assert (text, speech) == ("", b"")
    assert usage.prompt_tokens_details.audio_tokens == 32  # 2.5 s at 12.5 a second, rounded up
    assert usage.completion_tokens == 0


def test_answers_a_video_without_sound_with_nothing(client: openai.OpenAI) -> None:
    text, _, usage = ask(client, video_part(data_url(video_without_sound(), "video/avi")))
    assert text == ""
    details = usage.prompt_tokens_details.model_dump()
    assert details["video_tokens"] == 434  # the guide's script: 6 frames of 384x384
    assert usage.prompt_tokens == details["video_tokens"] + details["audio_tokens"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", "The audio is empty"),
        ("data:;base64,", "The audio is empty"),
        (data_url(wav(np.zeros(0))), "The audio is empty"),
        (data_url(b"This is a text that somebody named .mp3. " * 50, "audio/mpeg"), "The audio format is illegal"),
        (data_url(silence(1)[:20]), "The audio format is illegal"),
        (data_url(b"RIFF\xff\xff\xff\xffWAVE" + bytes(4000)), "The audio format is illegal"),
        ("data:;base64,AAA", "The audio format is illegal"),
        ("file:///etc/passwd", "The provided URL does not appear to be valid."),
        ("http://127.0.0.1:1/nobody.wav", "Failed to download multimodal content."),
    ],
)
def test_refuses_what_is_no_recording(client: openai.OpenAI, data: str, expected: str) -> None:
    error = refusal(client, audio_part(data))
    assert error.status_code == 400
    assert message(error).startswith(expected)


def test_refuses_what_is_no_video(client: openai.OpenAI) -> None:
    error = refusal(client, video_part(data_url(b"no video" * 100, "video/mp4")))
    assert message(error).startswith("Invalid video file.")


def test_tells_what_is_wrong_with_a_url(client: openai.OpenAI, site: RecordingSite) -> None:
    for path, status, expected in (
        ("/missing.wav", 404, "Failed to download multimodal content."),
        ("/broken.wav", 500, "Failed to download multimodal content."),
        ("/mine.wav", 403, "Don't have authorization to access the media resource"),
        ("/login.wav", 401, "Don't have authorization to access the media resource"),
    ):
        error = refusal(client, audio_part(site.add(path, b"", status)))
        assert message(error).startswith(expected), path
    error = refusal(client, audio_part(site.add("/empty.wav", b"")))
    assert message(error).startswith("The audio is empty")


def test_takes_what_there_is_of_a_cut_recording(client: openai.OpenAI) -> None:
    text, _, usage = ask(client, audio_part(data_url(silence(10)[:80_000])))
    assert text == ""
    assert usage.prompt_tokens_details.audio_tokens == 32  # the 2.5 s that are there


def test_answers_with_one_object_where_allowed(client: openai.OpenAI) -> None:
    asked = request(audio_part(data_url(silence(1)))) | {"stream": False}
    del asked["stream_options"]
    completion = client.chat.completions.create(**asked)
    assert completion.object == "chat.completion"
    assert completion.choices[0].message.content == ""
    assert completion.usage.prompt_tokens == 13


def test_streams_only_by_default(strict_client: openai.OpenAI) -> None:
    asked = request(audio_part(data_url(silence(1)))) | {"stream": False}
    del asked["stream_options"]
    with pytest.raises(openai.BadRequestError) as caught:
        strict_client.chat.completions.create(**asked)
    assert message(caught.value) == (
        "This model only support stream mode, please enable the stream parameter to access the model."
    )


def test_asks_for_the_key(strict_server: Server) -> None:
    stranger = openai.OpenAI(api_key="guess", base_url=strict_server.url + "/v1", max_retries=0)
    with pytest.raises(openai.AuthenticationError) as caught:
        stranger.models.list()
    assert message(caught.value) == "Incorrect API key provided."


def test_reaches_no_private_address_by_default(strict_client: openai.OpenAI, site: RecordingSite) -> None:
    error = refusal(strict_client, audio_part(site.add("/private.wav", silence(1))))
    assert message(error).startswith("Don't have authorization to access the media resource")


def test_serves_the_next_client_when_one_leaves(
    strict_server: Server, strict_client: openai.OpenAI
) -> None:
    """One job may run at a time: its place comes free when the client hangs up."""
    where = urlsplit(strict_server.url)
    asked = request(audio_part(data_url(silence(200))))
    asked |= asked.pop("extra_body")
    with socket.create_connection((where.hostname, where.port)) as leaver:
        body = json.dumps(asked).encode()
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer sesame\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        leaver.sendall(head.encode() + body)
        assert leaver.recv(12) == b"HTTP/1.1 200"
    text, _, _ = ask(strict_client, audio_part(data_url(silence(1))))  # which waits for its turn
    assert text == ""


def test_keeps_a_page_of_another_site_out(server: Server) -> None:
    where = urlsplit(server.url)
    connection = http.client.HTTPConnection(where.hostname, where.port)
    for headers, status in (
        ({"Host": "rebound.example"}, 403),
        ({"Content-Type": "text/plain", "Origin": "https://rebound.example"}, 415),
    ):
        connection.request("POST", "/v1/chat/completions", b"{}", headers)
        response = connection.getresponse()
        response.read()
        assert response.status == status
        assert response.getheader("Access-Control-Allow-Origin") is None
    connection.close()


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
