"""POST /v1/audio/transcriptions and /v1/audio/translations of the running server, by the official clients and curl."""

import io
import json
import re
import resource
import socket
import subprocess
import sys
import time
import unicodedata
import wave
from pathlib import Path
from typing import Any

import numpy as np
import openai
import pytest
from conftest import KEY
from harness import Server, eval_file, node_in
from recordings import silence, wav

PROGRAMS = Path(__file__).parent / "clients"
SAID = "And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country."
FLEURS_WER = 25.0  # in 100, of one clip; the recogniser makes 9 over all of them


def recording() -> Path:
    return eval_file("speech/misc/jfk.wav")


def transcribe(client: openai.OpenAI, file: Any = None, **more: Any) -> Any:
    return client.audio.transcriptions.create(model="dragoman", file=file or recording(), **more)


def translate(client: openai.OpenAI, file: Any, **more: Any) -> Any:
    return client.audio.translations.create(model="dragoman", file=file, **more)


def words(text: str) -> list[str]:
    plain = "".join(" " if unicodedata.category(char)[0] in "PSZC" else char for char in text.lower())
    return plain.split()


def word_errors(expected: list[str], heard: list[str]) -> int:
    """Levenshtein's distance, in words."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(expected, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1]


def curl(server: Server, *form: str, path: str = "transcriptions", fails: bool = False) -> str:
    command = ["curl", "-sS", "--fail-with-body", f"{server.url}/v1/audio/{path}"]
    for part in form:
        command += ["-F", part]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode == 22) == fails, done.stdout + done.stderr
    return done.stdout


def test_json(client: openai.OpenAI) -> None:
    answer = transcribe(client, language="en")
    assert words(answer.text) == words(SAID)
    assert answer.usage.type == "tokens"
    assert answer.usage.input_tokens == answer.usage.input_token_details.audio_tokens == 138  # 11 s
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens


def test_the_text_of_foreign_speech_is_within_its_error_rate(client: openai.OpenAI) -> None:
    lines = eval_file("manifest.jsonl").read_text(encoding="utf-8").splitlines()
    clips = [json.loads(line) for line in lines]
    for lang in ("de", "es", "pt"):
        clip = next(each for each in clips if each["file"].startswith(f"speech/fleurs/fleurs-{lang}-"))
        answer = transcribe(client, eval_file(clip["file"]), response_format="verbose_json")
        expected = words(clip["transcript"])
        assert 100 * word_errors(expected, words(answer.text)) <= FLEURS_WER * len(expected), answer.text
        assert answer.language == {"de": "german", "es": "spanish", "pt": "portuguese"}[lang]


def test_verbose_json_has_segments_and_words(client: openai.OpenAI) -> None:
    both = transcribe(client, response_format="verbose_json", timestamp_granularities=["word", "segment"])
    assert both.language == "english"
    assert both.duration == pytest.approx(11.0, abs=0.01)
    assert both.usage.seconds == 11
    assert " ".join(segment.text for segment in both.segments) == both.text
    assert [segment.id for segment in both.segments] == list(range(len(both.segments)))
    assert words(" ".join(word.word for word in both.words)) == words(both.text)
    times = [time for word in both.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0 <= times[0] < 2 and 9 < times[-1] <= 11
    for segment in both.segments:
        assert 0 <= segment.start < segment.end <= 11

    usual = transcribe(client, response_format="verbose_json")
    assert usual.segments == both.segments
    assert usual.words is None
    alone = transcribe(client, response_format="verbose_json", timestamp_granularities=["word"])
    assert alone.words == both.words
    assert alone.segments is None


def test_files(client: openai.OpenAI, server: Server) -> None:
    text = transcribe(client, response_format="text")
    assert words(text) == words(SAID)
    srt = transcribe(client, response_format="srt")
    assert srt.startswith("1\n00:00:0")
    shown = [line for line in srt.splitlines() if re.search("[a-z]", line)]
    assert words(" ".join(shown)) == words(SAID)
    vtt = transcribe(client, response_format="vtt")
    assert vtt.startswith("WEBVTT\n\n00:00:0")
    assert curl(server, f"file=@{recording()}", "model=dragoman", "response_format=srt") == srt


def test_a_stream_says_what_the_whole_answer_says(client: openai.OpenAI, server: Server) -> None:
    whole = transcribe(client)
    events = list(transcribe(client, stream=True))
    assert {event.type for event in events[:-1]} == {"transcript.text.delta"}
    assert "".join(event.delta for event in events[:-1]) == events[-1].text == whole.text
    assert events[-1].type == "transcript.text.done"
    assert events[-1].usage.model_dump() == whole.usage.model_dump()
    raw = curl(server, f"file=@{recording()}", "model=dragoman", "stream=true")
    assert raw.endswith("data: [DONE]\n\n")


def test_damage_in_the_middle_is_passed_over(client: openai.OpenAI) -> None:
    data = bytearray(recording().read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    events = list(transcribe(client, ("cut.wav", bytes(data)), stream=True))
    assert events[-1].type == "transcript.text.done"
    assert words(events[-1].text)[:5] == words(SAID)[:5]


def test_translations(client: openai.OpenAI) -> None:
    clip = eval_file("speech/fleurs/fleurs-pt-000.ogg")
    english = translate(client, clip)
    assert len(words(english.text)) > 8
    verbose = translate(client, clip, response_format="verbose_json")
    assert verbose.language == "english"
    assert verbose.task == "translate"
    assert verbose.text == english.text
    assert verbose.segments[0].text in verbose.text
    portuguese = translate(client, recording(), extra_body={"target_lang": "pt", "language": "en"})
    assert "americanos" in portuguese.text
    assert translate(client, clip, response_format="srt").startswith("1\n00:00:0")


def test_a_prompt_is_read(client: openai.OpenAI) -> None:
    answer = transcribe(client, language="en", prompt="A speech by President Kennedy.")
    assert word_errors(words(SAID), words(answer.text)) <= 3


def test_silence_has_no_text(client: openai.OpenAI) -> None:
    answer = transcribe(client, ("silence.wav", silence(2)), response_format="verbose_json")
    assert (answer.text, answer.segments, answer.language) == ("", [], "")
    assert transcribe(client, ("silence.wav", silence(2)), response_format="srt") == ""


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"model": "whisper-9"}, 404, "The model whisper-9 does not exist"),
        ({"language": "klingon"}, 400, "There is no language 'klingon' here."),
        ({"language": "yue"}, 400, "No installed model recognises Cantonese."),
        ({"response_format": "diarized_json"}, 400, "The response_format must be json or text"),
        ({"temperature": 2}, 400, "Range of temperature should be [0.0, 1.0]"),
        ({"timestamp_granularities": ["word"]}, 400, "need the response_format verbose_json"),
        ({"include": ["logprobs"]}, 400, "include[] must be empty"),
        ({"chunking_strategy": {"type": "server_vad"}}, 400, "'chunking_strategy' must be String"),
        ({"stream": True, "response_format": "srt"}, 400, "A stream has the response_format json or text."),
        ({"file": ("empty.wav", b"")}, 400, "The audio"),
        ({"file": ("no.wav", wav(np.zeros(0)))}, 400, "The audio is empty"),
        ({"file": ("text.wav", b"this is no recording" * 50)}, 400, "The audio format is illegal"),
    ],
)
def test_what_cannot_be_is_refused(
    client: openai.OpenAI, changes: dict[str, Any], status: int, message: str
) -> None:
    asked = {"model": "dragoman", "file": ("silence.wav", silence(0.5))} | changes
    with pytest.raises(openai.APIStatusError) as refusal:
        client.audio.transcriptions.create(**asked)
    assert refusal.value.status_code == status
    assert message in refusal.value.message
    assert refusal.value.request_id


def test_forms_that_are_none(server: Server) -> None:
    assert "Field required: file" in curl(server, "model=dragoman", fails=True)
    assert "you must provide a model parameter." in curl(server, f"file=@{recording()}", fails=True)
    body = json.dumps({"model": "dragoman"})
    command = ["curl", "-sS", "--json", body, f"{server.url}/v1/audio/transcriptions"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "multipart/form-data" in done.stdout


def test_a_key_is_asked_for(strict_server: Server, strict_client: openai.OpenAI) -> None:
    anybody = openai.OpenAI(api_key="no " + KEY, base_url=strict_server.url + "/v1", max_retries=0)
    with pytest.raises(openai.AuthenticationError):
        transcribe(anybody, ("silence.wav", silence(0.5)))
    assert transcribe(strict_client, ("silence.wav", silence(0.5))).text == ""


def memory_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def test_a_large_file_goes_to_the_disk_and_not_into_memory(server: Server, client: openai.OpenAI) -> None:
    transcribe(client, ("silence.wav", silence(1)))
    before = memory_bytes(server.pid)
    large = io.BytesIO(silence(2) + bytes(200 << 20))  # what lies behind the sound is not looked at
    body = io.BytesIO()
    body.write(b'--B\r\nContent-Disposition: form-data; name="model"\r\n\r\ndragoman\r\n--B\r\n')
    body.write(b'Content-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n')
    body.write(large.getvalue() + b"\r\n--B--\r\n")
    most = 0
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as line:
        data = body.getbuffer()
        line.sendall(
            b"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n"
            b"Content-Type: multipart/form-data; boundary=B\r\nContent-Length: %d\r\n\r\n"
            % (int(port), len(data))
        )
        for begin in range(0, len(data), 8 << 20):
            line.sendall(data[begin : begin + (8 << 20)])
            most = max(most, memory_bytes(server.pid))
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200"), answer[:300]
    assert most - before < 64 << 20


def test_a_client_that_goes_away_ends_its_job(server: Server, client: openai.OpenAI) -> None:
    def running() -> float:
        lines = curl_metrics(server).splitlines()
        name = 'dragoman_jobs_running{job="transcript"}'
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))

    with wave.open(str(recording())) as said:
        data = wav(np.tile(np.frombuffer(said.readframes(said.getnframes()), dtype="<i2"), 60))
    stream = transcribe(client, ("long.wav", data), stream=True)
    next(iter(stream))
    assert running() >= 1
    stream.close()
    for _ in range(300):
        if running() == 0:
            return
        time.sleep(0.1)
    pytest.fail("the job goes on")


def curl_metrics(server: Server) -> str:
    return subprocess.run(["curl", "-sS", server.url + "/metrics"], capture_output=True, text=True, check=True).stdout


def test_node(server: Server, tmp_path: Path) -> None:
    interpreter = node_in(tmp_path)
    program = PROGRAMS / "transcriptions_node.mjs"
    (tmp_path / program.name).write_bytes(program.read_bytes())
    command = [interpreter, program.name, server.url + "/v1", str(recording())]
    done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=True)
    report = json.loads(done.stdout.splitlines()[-1])
    assert words(report["json"]) == words(report["text"]) == words(SAID)
    assert report["streamed"] == {"delta": report["json"], "done": report["json"]}
    assert report["srt"].startswith("1\n00:00:0")
    assert report["vtt"].startswith("WEBVTT\n")
    assert words(" ".join(report["verbose"]["words"])) == words(SAID)
    assert report["verbose"]["segments"] > 0
    assert "americanos" in report["translated"]
    assert "There is no language 'klingon' here." in report["refused"]


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
