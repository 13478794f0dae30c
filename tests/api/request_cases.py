"""The table of requests: what is changed in a good request, and the answer that the contract has for it."""

import base64
from dataclasses import dataclass, field
from typing import Any

from recordings import data_url, silence, video_without_sound

PARAMETER = "invalid_parameter_error"
REQUEST = "invalid_request_error"
ABSENT = object()  # takes a member away

BODY = "Required body invalid, check the request body format."
LANGUAGE = "Current language settings are not supported!"
STREAM = "This model only support stream mode, please enable the stream parameter to access the model."
UNREADABLE = "The audio format is illegal and cannot be opened."
URL = "The provided URL does not appear to be valid. Ensure it is correctly formatted."
EMPTY = "The audio is empty"
FORBIDDEN = (
    "Don't have authorization to access the media resource during the data inspection process."
)
NO_USER = "The input messages do not contain elements with the role of user."
NO_CONTENT = "The content field is a required field."

DATA = "messages.0.content.0.input_audio.data"
PART = "messages.0.content.0"
SHORT_SILENCE = data_url(silence(0.2))


@dataclass(frozen=True)
class Case:
    """`changes`: path to the value it gets, ABSENT takes it away. `raw`: sent in place of a body.

    `message` is the whole message, or, where `advice` is set, what a sentence of ours follows.
    """

    name: str
    changes: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    code: str = ""
    message: str = ""
    advice: bool = False
    param: str | None = None
    raw: bytes | None = None
    strict: bool = False  # asked of the server with a key and all limits
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    path: str = "/v1/chat/completions"


def good_body() -> dict[str, Any]:
    part = {"type": "input_audio", "input_audio": {"data": SHORT_SILENCE, "format": "wav"}}
    return {
        "model": "qwen3-livetranslate-flash",
        "messages": [{"role": "user", "content": [part]}],
        "modalities": ["text", "audio"],
        "audio": {"voice": "Cherry", "format": "wav"},
        "stream": True,
        "stream_options": {"include_usage": True},
        "translation_options": {"source_lang": "en", "target_lang": "pt"},
    }


def taken(path: str, *values: Any) -> list[Case]:
    return [Case(f"{path} = {shown(value)}", {path: value}) for value in values]


def refused(path: str, *values: Any, message: str, **more: Any) -> list[Case]:
    more = {"status": 400, "code": PARAMETER} | more
    return [Case(f"{path} = {shown(value)}", {path: value}, message=message, **more) for value in values]


def shown(value: Any) -> str:
    text = "absent" if value is ABSENT else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def wrong_types(path: str, type_name: str, *values: Any, **more: Any) -> list[Case]:
    return refused(path, *values, message=f"'{path.split('.')[-1]}' must be {type_name}", **more)


def fields() -> list[Case]:
    text, number, flag, array, thing = "x", 7, True, [], {}
    cases = taken("model", "qwen3-livetranslate-flash-2025-12-01", "dragoman")
    cases += refused("model", ABSENT, None, "", message="you must provide a model parameter.", code=REQUEST)
    cases += refused("model", "gpt-x", status=404, code="model_not_found",
                     message="The model gpt-x does not exist or you do not have access to it.")
    cases += wrong_types("model", "String", number, thing)

    cases += taken("stream_options", ABSENT, None, {}, {"include_usage": False})
    cases += wrong_types("stream_options", "Object", array, flag)
    cases += wrong_types("stream_options.include_usage", "Boolean", "yes", 1)
    cases += wrong_types("stream", "Boolean", 1, "true")

    cases += taken("modalities", ["text"], ["audio", "text"], ABSENT, None)
    cases += wrong_types("modalities", "Array", "text")
    cases += refused("modalities", [], ["audio"], ["text", "image"], [1], message=BODY, advice=True)

    cases += taken("audio.voice", "Nofish", "pf_dora")
    cases += refused("audio.voice", "Nobody", message="The requested voice 'Nobody' is not supported.", advice=True)
    cases += refused("audio.voice", "Kiki", message="The requested voice 'Kiki' is not supported.", advice=True)
    cases += refused("audio.voice", ABSENT, None, message="Field required: audio.voice")
    cases += wrong_types("audio.voice", "String", number)
    cases += taken("audio.format", "pcm16")
    cases += refused("audio.format", "mp3", "WAV", message=BODY, advice=True)
    cases += refused("audio.format", ABSENT, message="Field required: audio.format")
    cases += refused("audio", ABSENT, None, message="Field required: audio")
    cases += wrong_types("audio", "Object", text)
    for path in ("speech_rate", "audio.speech_rate"):
        cases += taken(path, 0.5, 1, 2.0, None)
        cases += refused(path, 0.49, 2.01, -1, message="Range of speech_rate should be [0.5, 2.0]")
        cases += wrong_types(path, "Float", "fast")

    for path in ("max_tokens", "max_completion_tokens"):
        cases += taken(path, 1, 4096, None)
        cases += refused(path, 0, 4097, -5, message=f"Range of {path} should be [1, 4096]")
        cases += wrong_types(path, "Integer", 1.5, "10")
    cases += taken("seed", 0, 2147483647)
    cases += refused("seed", -1, code=REQUEST, param="seed", message="-1 is lesser than the minimum of 0 - 'seed'")
    cases += refused("seed", 2147483648, code=REQUEST, param="seed",
                     message="2147483648 is greater than the maximum of 2147483647 - 'seed'")
    cases += wrong_types("seed", "Integer", "1", 0.5, code=REQUEST, param="seed")
    cases += taken("temperature", 0, 1.99)
    cases += refused("temperature", 2, -0.1, message="Temperature should be in [0.0, 2.0)")
    cases += wrong_types("temperature", "Float", "hot", flag)
    cases += taken("top_p", 0.01, 1)
    cases += refused("top_p", 0, 1.01, message="Range of top_p should be (0.0, 1.0]")
    cases += wrong_types("top_p", "Float", array)
    cases += taken("top_k", 0, 101, None)
    cases += refused("top_k", -1, message="Parameter top_k be greater than or equal to 0")
    cases += wrong_types("top_k", "Integer", 0.5)
    cases += taken("presence_penalty", -2, 2)
    cases += refused("presence_penalty", -2.1, 2.1, message="Presence_penalty should be in [-2.0, 2.0]")
    cases += taken("repetition_penalty", 0.1, 1000)
    cases += refused("repetition_penalty", 0, -1, message="Repetition_penalty should be greater than 0.0")
    return cases


def messages() -> list[Case]:
    part = good_body()["messages"][0]["content"][0]
    user = {"role": "user", "content": [part]}
    cases = refused("messages", ABSENT, None, message="Field required: messages")
    cases += refused("messages", [], message="[] is too short - 'messages'")
    cases += wrong_types("messages", "Array", "x", {})
    cases += refused("messages", [user, user], message="messages length only support 1")
    cases += refused("messages", [{"role": "system", "content": "x"}, user],
                     [{"role": "assistant", "content": "x"}, user], message="Role must be in [user]")
    cases += refused("messages.0.role", "system", "assistant", ABSENT, 1, message=NO_USER)
    cases += refused("messages.0", "x", None, message=NO_USER)
    cases += refused("messages.0.content", ABSENT, None, [], "", message=NO_CONTENT)
    cases += refused("messages.0.content", "translate this", [1], [part, part], {}, message=BODY, advice=True)
    cases += refused(PART, {"type": "text", "text": "hello"}, {"type": "image_url"}, message=BODY, advice=True)
    cases += refused(f"{PART}.type", ABSENT, message="Field required: type")
    cases += refused(f"{PART}.type", "video_url", message="Field required: video_url")
    cases += refused(f"{PART}.input_audio", ABSENT, message="Field required: input_audio")
    cases += wrong_types(f"{PART}.input_audio", "Object", "x")
    cases += refused(DATA, ABSENT, message="Field required: input_audio.data")
    cases += wrong_types(DATA, "String", 7)
    cases += refused(f"{PART}.input_audio.format", ABSENT, message="Field required: input_audio.format")
    cases += taken(f"{PART}.input_audio.format", "mp3", "")
    cases += taken("messages.0.name", "Ann")
    return cases


def languages() -> list[Case]:
    source, target = "translation_options.source_lang", "translation_options.target_lang"
    cases = taken(source, ABSENT, None, "", "auto", "AUTO", "EN", "English", "german", "Chinese", "zh")
    cases += refused(source, "klingon", "e", "pt", "PT", "yue", message=LANGUAGE, advice=True)
    cases += wrong_types(source, "String", 7)
    cases += taken(target, "PT", "Portuguese", "portuguese")
    cases += refused(target, "auto", "", "xx", "en", "th", message=LANGUAGE, advice=True)
    cases += refused(target, ABSENT, None, message="Field required: translation_options.target_lang")
    cases += wrong_types(target, "String", ["pt"])
    cases += refused("translation_options", ABSENT, None, message="Field required: translation_options")
    cases += wrong_types("translation_options", "Object", "pt")
    wanted = {"source_lang": "en", "target_lang": "pt"}
    cases.append(Case("translation_options in extra_body",
                      {"translation_options": ABSENT, "extra_body": {"translation_options": wanted}}))
    cases.append(Case("everything of ours in extra_body",
                      {"translation_options": ABSENT,
                       "extra_body": {"translation_options": wanted, "speech_rate": 1.5, "seed": 1}}))
    cases += taken("extra_body", "x", {"unknown": 1})
    cases += taken("translation_options.terms", [], [{"source": "a", "target": "b"}])
    cases += wrong_types("translation_options.terms", "Array", {})
    cases += refused("translation_options.terms", [1], [{"source": "a"}], [{"source": "", "target": "b"}],
                     message=BODY, advice=True)
    cases += taken("translation", {"corpus": {"phrases": {"a": "b"}}}, {}, {"corpus": {}})
    cases += wrong_types("translation.corpus", "Object", [])
    cases += refused("translation.corpus.phrases", {"a": 1}, message=BODY, advice=True)
    return cases


def recordings() -> list[Case]:
    plain = base64.b64encode(silence(0.2)).decode()
    video = data_url(video_without_sound(), "video/avi")
    cases = taken(DATA, f"data:;base64,{plain}", f"data:audio/wav;base64,{plain}", plain,
                  f"DATA:audio/mpeg;x=1;BASE64,{plain}", plain.replace("A", "A\n", 3))
    cases += refused(DATA, "", "data:;base64,", data_url(silence(0)), message=EMPTY)
    cases += refused(DATA, "cherry.wav", "data:;base64,####", "data:;base64,AAA", "./x", data_url(b"no sound" * 99),
                     data_url(silence(1)[:20]), message=UNREADABLE, advice=True)
    cases += refused(DATA, "http://", "https://", "http://user@host/a.wav", "http://" + "x" * 9000, message=URL)
    cases += refused(DATA, "data:audio/wav,abc", "ftp://host/a.wav", "file:///etc/passwd", "concat:a|b",
                     message=URL, advice=True)
    cases += refused(DATA, "http://127.0.0.1:1/a.wav", message="Failed to download multimodal content.", advice=True)
    cases += refused(DATA, "http://127.0.0.1:1/a.wav", message=FORBIDDEN, advice=True, strict=True)
    cases += refused(DATA, "A" * 10_485_764, strict=True,
                     message="Exceeded limit on max bytes per data-uri item : 10485760'.")
    cases.append(Case("video_url in base64", {PART: {"type": "video_url", "video_url": {"url": video}}}))
    for url, message in (("AAAA", URL), ("data:;base64,#", "Invalid video file."),
                         (data_url(b"no film" * 99), "Invalid video file.")):
        cases += refused(PART, {"type": "video_url", "video_url": {"url": url}}, message=message, advice=True)
    cases += refused(PART, {"type": "video_url", "video_url": {}}, message="Field required: video_url.url")
    cases += refused(PART, {"type": "video_url", "video_url": "http://h/1.mp4"}, message="'video_url' must be Object")
    return cases


def streaming() -> list[Case]:
    cases = []
    for name, value in (("absent", ABSENT), ("null", None), ("false", False)):
        cases.append(Case(f"stream {name}, text only", {"stream": value, "modalities": ["text"], "audio": ABSENT},
                          400, PARAMETER, STREAM, strict=True))
        cases.append(Case(f"stream {name}, with speech", {"stream": value}, 400, PARAMETER,
                          "'audio' output only support with stream=true", strict=True))
    return cases


def bodies() -> list[Case]:
    raws = [b"", b"null", b"[]", b'"x"', b"{", b"{} {}", b'{"a":"\xff"}', b"{'a':1}", b'{"a":NaN}', b"[" * 100]
    cases = [Case(f"body {raw[:12]!r}", {}, 400, PARAMETER, BODY, True, raw=raw) for raw in raws]
    cases += taken("tools", [{"type": "function"}], None)
    cases += taken("user", "ann")
    cases += taken("metadata", {"a": {"b": [1, 2]}})
    return cases


def door() -> list[Case]:
    key = "Incorrect API key provided."
    route = "Translations are at /v1/chat/completions."
    return [
        Case("no key", status=401, code="invalid_api_key", message=key, strict=True, headers={"Authorization": ""}),
        Case("another key", status=401, code="invalid_api_key", message=key, strict=True,
             headers={"Authorization": "Bearer guess"}),
        Case("key without scheme", status=401, code="invalid_api_key", message=key, strict=True,
             headers={"Authorization": "sesame"}),
        Case("the key", strict=True),
        Case("any key where there are none", headers={"Authorization": "Bearer any"}),
        Case("the other prefix", path="/compatible-mode/v1/chat/completions"),
        Case("content type with charset", headers={"Content-Type": "application/json; charset=utf-8"}),
        Case("another content type", status=415, code=REQUEST, message="The content type must be application/json.",
             headers={"Content-Type": "text/plain"}),
        Case("another host", status=403, code=REQUEST, message="The Host header 'evil.example' does not name this server.",
             advice=True, headers={"Host": "evil.example"}),
        Case("another route", status=404, code=REQUEST, message=f"There is no /v1/completions here. {route}",
             path="/v1/completions"),
        Case("another method", status=405, code=REQUEST, method="PUT",
             message="/v1/chat/completions takes POST, OPTIONS, not PUT."),
        Case("a body above the limit", status=413, code=REQUEST, message="Request body too large:", advice=True,
             raw=b"{", headers={"Content-Length": "1000000000000"}),
    ]


CASES = [*fields(), *messages(), *languages(), *recordings(), *streaming(), *bodies(), *door()]
