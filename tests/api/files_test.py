"""Files, uploads and jobs of the running server: by the official client, through kills and cut lines."""

import io
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np
import openai
import pytest
from harness import ROOT, Server, eval_file

WAIT_S = 300.0  # a loaded machine takes its time
WISH = {"model": "dragoman", "translation_options": {"source_lang": "en", "target_lang": "pt"}}
SPOKEN = WISH | {"modalities": ["text", "audio"], "audio": {"voice": "Cherry"}}


def client_of(server: Server, key: str = "any") -> openai.OpenAI:
    return openai.OpenAI(api_key=key, base_url=server.url + "/v1", max_retries=0)


def http(server: Server, key: str = "any") -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.Client(base_url=server.url + "/v1", headers=headers, timeout=WAIT_S)


def start(state: Path, *options: str) -> Server:
    server = Server("--state-dir", str(state), *options)
    server.wait_until_ready()
    return server


@pytest.fixture(scope="module")
def files_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("files") / "state")
    yield server
    assert server.stop() == 0, "".join(server.log)


def speech(times: int) -> bytes:
    """A sentence of eleven seconds, said so often."""
    with wave.open(str(eval_file("speech/misc/jfk.wav"))) as source:
        rate_hz = source.getframerate()
        said = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate_hz)
        out.writeframes(np.tile(np.concatenate([said, np.zeros(rate_hz, "<i2")]), times).tobytes())
    return file.getvalue()


def upload(server: Server, data: bytes, name: str = "speech.wav") -> str:
    return client_of(server).files.create(file=(name, data), purpose="user_data").id


def start_job(server: Server, file_id: str, wish: dict[str, Any] = WISH) -> str:
    answer = http(server).post("/jobs", json=wish | {"file_id": file_id})
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def follow(server: Server, job: str, after: str | None = None) -> Iterator[tuple[str, str]]:
    """(id, data) of each event, until the stream ends."""
    headers = {"Last-Event-ID": after} if after else {}
    place = ""
    with http(server).stream("GET", f"/jobs/{job}/events", headers=headers) as answer:
        assert answer.status_code == 200
        for line in answer.iter_lines():
            if line.startswith("id: "):
                place = line[4:]
            elif line.startswith("data: "):
                yield place, line[6:]


def text_of(events: list[tuple[str, str]]) -> str:
    deltas = [choice["delta"] for _, data in events if data != "[DONE]" for choice in json.loads(data)["choices"]]
    return "".join(delta["content"] or "" for delta in deltas)


def files_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_the_official_client_stores_lists_reads_and_deletes(files_server: Server) -> None:
    client = client_of(files_server)
    path = eval_file("speech/misc/jfk.wav")
    with path.open("rb") as recording:
        file = client.files.create(file=recording, purpose="user_data")
    assert (file.filename, file.bytes, file.purpose) == ("jfk.wav", path.stat().st_size, "user_data")
    assert file.id in [known.id for known in client.files.list()]
    assert client.files.retrieve(file.id) == file
    assert client.files.content(file.id).read() == path.read_bytes()
    assert client.files.delete(file.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(file.id)


def test_the_official_client_uploads_in_parts(files_server: Server) -> None:
    client = client_of(files_server)
    video = eval_file("video/friday.mp4")
    done = client.uploads.upload_file_chunked(
        file=video, mime_type="video/mp4", purpose="user_data", part_size=100_000
    )
    assert done.status == "completed"
    assert done.file is not None
    assert client.files.content(done.file.id).read() == video.read_bytes()
    given_up = client.uploads.create(bytes=10, filename="x", mime_type="audio/wav", purpose="user_data")
    assert client.uploads.cancel(given_up.id).status == "cancelled"


def test_a_job_is_followed_and_gives_its_results(files_server: Server) -> None:
    recording = speech(1)
    job = start_job(files_server, upload(files_server, recording), SPOKEN)
    events = list(follow(files_server, job))
    assert events[-1][1] == "[DONE]"
    said = text_of(events)
    assert "país" in said
    with http(files_server) as client:
        shown = client.get(f"/jobs/{job}").json()
        assert shown["status"] == "succeeded"
        assert shown["progress"]["done_s"] == pytest.approx(12, abs=0.5)
        assert shown["usage"]["completion_tokens_details"]["audio_tokens"] > 0
        results = {kind: client.get(f"/jobs/{job}/results/{kind}") for kind in ("text", "json", "srt", "vtt", "wav")}
        assert results["text"].text.strip() == said.strip()
        assert results["json"].json()["segments"][0]["words"]
        assert "-->" in results["srt"].text
        assert results["vtt"].text.startswith("WEBVTT")
        with wave.open(io.BytesIO(results["wav"].content)) as spoken:
            assert 2 < spoken.getnframes() / spoken.getframerate() < 30
        assert job in [entry["id"] for entry in client.get("/jobs").json()["data"]]
        assert client.delete(f"/jobs/{job}").json()["deleted"]
        assert client.get(f"/jobs/{job}").status_code == 404


def test_a_video_counts_its_picture(files_server: Server) -> None:
    video = upload(files_server, eval_file("video/friday.mp4").read_bytes(), "friday.mp4")
    job = start_job(files_server, video, WISH | {"media": "video"})
    assert list(follow(files_server, job))[-1][1] == "[DONE]"
    usage = http(files_server).get(f"/jobs/{job}").json()["usage"]
    assert usage["prompt_tokens_details"]["video_tokens"] > 0


def test_what_is_no_recording_fails_its_job_in_the_contracts_words(files_server: Server) -> None:
    job = start_job(files_server, upload(files_server, b"no sound at all"))
    last = list(follow(files_server, job))[-1][1]
    assert json.loads(last)["error"]["message"].startswith("The audio format is illegal")
    assert http(files_server).get(f"/jobs/{job}").json()["status"] == "failed"


def test_cancel_ends_a_running_job_and_keeps_what_it_said(files_server: Server) -> None:
    job = start_job(files_server, upload(files_server, speech(30)))
    first = next(follow(files_server, job))
    with http(files_server) as client:
        begun = time.monotonic()
        assert client.post(f"/jobs/{job}/cancel", json={}).json()["status"] == "cancelled"
        assert time.monotonic() - begun < 60
        assert text_of([first]).strip() in client.get(f"/jobs/{job}/results/text").text


def test_a_killed_server_goes_on_with_its_job_and_says_nothing_twice(tmp_path: Path) -> None:
    server = start(tmp_path)
    job = start_job(server, upload(server, speech(8)), SPOKEN)
    before: list[tuple[str, str]] = []
    for event in follow(server, job):
        before.append(event)
        if len(before) >= 12:
            break
    server.kill()
    server = start(tmp_path)
    try:
        after = list(follow(server, job, after=before[-1][0]))
        assert after[-1][1] == "[DONE]"
        assert list(follow(server, job)) == before + after
        places = [tuple(map(int, place.split("."))) for place, data in before + after if data != "[DONE]"]
        assert places == sorted(set(places))
        said = text_of(before + after)
        assert 7 <= said.lower().count("não pergunt") <= 9, said
        shown = http(server).get(f"/jobs/{job}").json()
        assert shown["progress"]["total_s"] == pytest.approx(96, abs=1)
        assert shown["usage"]["prompt_tokens_details"]["audio_tokens"] == 1200
        samples = sum(
            len(choice["delta"]["audio"]["data"]) * 3 // 4 // 2
            for _, data in before + after
            if data != "[DONE]"
            for choice in json.loads(data)["choices"]
            if "audio" in choice["delta"]
        )
        with wave.open(io.BytesIO(http(server).get(f"/jobs/{job}/results/wav").content)) as spoken:
            assert abs(spoken.getnframes() - samples) < 3
    finally:
        assert server.stop() == 0


def half_a_form(server: Server, path: str, member: str, data: bytes) -> socket.socket:
    """Sends the half of a form; the connection stays open."""
    form = (
        f'--B\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n--B\r\n'
        f'Content-Disposition: form-data; name="{member}"; filename="x"\r\n\r\n'
    ).encode()
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)))
    connection.sendall(
        f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: multipart/form-data; boundary=B\r\n"
        f"Content-Length: {len(form) + 2 * len(data)}\r\n\r\n".encode()
        + form
        + data
    )
    return connection


def wait_for(what: Any) -> None:
    for _ in range(int(WAIT_S / 0.05)):
        if what():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def test_a_kill_in_an_upload_leaves_whole_parts_and_nothing_else(tmp_path: Path) -> None:
    server = start(tmp_path)
    data = os.urandom(200_000)
    client = client_of(server)
    made = client.uploads.create(bytes=len(data), filename="a.bin", mime_type="audio/wav", purpose="user_data")
    part = client.uploads.parts.create(made.id, data=data[:100_000])
    part_line = half_a_form(server, f"/v1/uploads/{made.id}/parts", "data", data[100_000:150_000])
    file_line = half_a_form(server, "/v1/files", "file", data)
    wait_for(lambda: len(files_in(tmp_path / "parts")) == 2 and len(files_in(tmp_path / "files")) == 1)
    server.kill()
    part_line.close()
    file_line.close()
    server = start(tmp_path)
    try:
        assert files_in(tmp_path / "parts") == [part.id]
        assert files_in(tmp_path / "files") == []
        assert [kept["id"] for kept in http(server).get(f"/uploads/{made.id}").json()["parts"]] == [part.id]
        client = client_of(server)
        rest = client.uploads.parts.create(made.id, data=data[100_000:])
        done = client.uploads.complete(made.id, part_ids=[part.id, rest.id])
        assert done.file is not None
        assert client.files.content(done.file.id).read() == data
        assert files_in(tmp_path / "parts") == []
    finally:
        assert server.stop() == 0


def test_a_cut_upload_leaves_nothing(files_server: Server, tmp_path: Path) -> None:
    server = start(tmp_path)
    try:
        line = half_a_form(server, "/v1/files", "file", os.urandom(100_000))
        wait_for(lambda: len(files_in(tmp_path / "files")) == 1)
        line.close()
        wait_for(lambda: files_in(tmp_path / "files") == [])
    finally:
        assert server.stop() == 0


def test_limits_are_said_clearly(tmp_path: Path) -> None:
    server = start(tmp_path, "--max-bytes", "1000", "--max-stored-bytes", "1500")
    try:
        client = client_of(server)
        with pytest.raises(openai.APIStatusError) as too_large:
            upload(server, b"x" * 1001)
        assert too_large.value.status_code == 413
        assert upload(server, b"x" * 1000)
        with pytest.raises(openai.APIStatusError) as full:
            upload(server, b"x" * 900)
        assert full.value.status_code == 507
        with pytest.raises(openai.APIStatusError) as promised:
            client.uploads.create(bytes=1001, filename="x", mime_type="audio/wav", purpose="user_data")
        assert promised.value.status_code == 413
        assert len(files_in(tmp_path / "files")) == 1
    finally:
        assert server.stop() == 0


def test_what_is_over_its_time_is_cleaned_away(tmp_path: Path) -> None:
    server = start(tmp_path)
    old, new = upload(server, b"old"), upload(server, b"new")
    assert server.stop() == 0
    with sqlite3.connect(tmp_path / "state.sqlite3") as state:
        state.execute("UPDATE files SET expires = 1 WHERE id = ?", [old])
    state.close()
    server = start(tmp_path)
    try:
        wait_for(lambda: files_in(tmp_path / "files") == [new])
        assert [file.id for file in client_of(server).files.list()] == [new]
    finally:
        assert server.stop() == 0


def test_each_key_sees_its_own_alone(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.touch(mode=0o600)
    keys.write_text("sesame\ntahini\n")
    server = start(tmp_path / "state", "--api-keys-file", str(keys))
    try:
        mine, other = client_of(server, "sesame"), client_of(server, "tahini")
        file = mine.files.create(file=("a", b"x"), purpose="user_data")
        upload_id = mine.uploads.create(bytes=1, filename="a", mime_type="audio/wav", purpose="user_data").id
        job = http(server, "sesame").post("/jobs", json=WISH | {"file_id": file.id}).json()["id"]
        assert list(other.files.list()) == []
        for call in (other.files.retrieve, other.files.content, other.files.delete):
            with pytest.raises(openai.NotFoundError):
                call(file.id)
        with http(server, "tahini") as client:
            assert client.post("/jobs", json=WISH | {"file_id": file.id}).status_code == 404
            assert client.post(f"/uploads/{upload_id}/complete", json={"part_ids": ["x"]}).status_code == 404
            assert client.get("/jobs").json()["data"] == []
            for path in (f"/jobs/{job}", f"/jobs/{job}/events", f"/jobs/{job}/results/text", f"/uploads/{upload_id}"):
                assert client.get(path).status_code == 404, path
            assert client.post(f"/jobs/{job}/cancel", json={}).status_code == 404
            assert client.delete(f"/jobs/{job}").status_code == 404
        with pytest.raises(openai.AuthenticationError):
            client_of(server, "guess").files.list()
        assert mine.files.retrieve(file.id).id == file.id
    finally:
        assert server.stop() == 0


def test_the_lines_of_the_documentation_do_what_it_says(files_server: Server, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "files-and-jobs.md").read_text(encoding="utf-8")
    commands = page.split("```sh\n")[1].split("```")[0].split("\n\n")
    (tmp_path / "talk.wav").write_bytes(speech(1))
    known = {"URL": files_server.url}
    outputs = []
    for command in commands:
        shell = ["bash", "-euo", "pipefail", "-c", command]
        done = subprocess.run(shell, cwd=tmp_path, env=os.environ | known, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        outputs.append(done.stdout)
        for name, sign in (("FILE", '"object":"file"'), ("JOB", '"film":null'), ("FILM", '"film":"mka"')):
            if sign in done.stdout and name not in known:
                known[name] = json.loads(done.stdout)["id"]
    assert len(outputs) == 7
    assert outputs[3].endswith("data: [DONE]\n\n")
    assert "-->" in (tmp_path / "talk.srt").read_text(encoding="utf-8")
    with wave.open(str(tmp_path / "talk-pt.wav")) as spoken:
        assert spoken.getnframes() > 24000
    assert (tmp_path / "talk-pt.mka").stat().st_size > 50_000


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
