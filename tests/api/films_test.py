"""Dubbed films as jobs of the running server: made, followed, cancelled, and gone on with after kills.

setup/setup.py run tests tests/api/films_test.py
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from files_test import follow, http, start, start_job, text_of, upload, wait_for
from harness import Server, eval_file

WISH = {
    "model": "dragoman",
    "translation_options": {"source_lang": "en", "target_lang": "pt", "terms": [{"source": "country", "target": "nação"}]},
    "film": {"original": "track"},
}


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sentences said under a picture that moves."""
    made = tmp_path_factory.mktemp("film") / "film.mkv"
    sounds = ["-i", eval_file("speech/misc/jfk.wav"), "-i", eval_file("speech/fleurs/fleurs-en-000.ogg")]
    join = "[1]aresample=48000,apad=pad_dur=1.5[a];[2]aresample=48000,apad=pad_dur=1.5[b];[a][b]concat=n=2:v=0:a=1[all]"
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10:duration=20", *sounds, "-filter_complex", join,
        "-map", "0:v", "-map", "[all]", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", made,
    )  # fmt: skip
    return made


def ffmpeg(*arguments: str | Path) -> str:
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def hashes(file: Path, streams: str) -> list[str]:
    return ffmpeg("-i", file, "-map", streams, "-c", "copy", "-f", "streamhash", "-").split()


def fetch(server: Server, job: str, into: Path) -> Path:
    answer = http(server).get(f"/jobs/{job}/results/film")
    assert answer.status_code == 200, answer.text
    into.write_bytes(answer.content)
    return into


def test_a_film_is_made_fetched_and_comes_to_the_same_after_kills(film: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    server = start(state)
    file = upload(server, film.read_bytes(), "film.mkv")
    first = start_job(server, file, WISH)
    events = list(follow(server, first))
    assert events[-1][1] == "[DONE]"
    assert "nação" in text_of(events)
    with http(server) as client:
        shown = client.get(f"/jobs/{first}").json()
        assert shown["status"] == "succeeded" and shown["film"] == "mp4"
        assert shown["progress"]["done_s"] == shown["progress"]["total_s"]
        assert shown["usage"]["completion_tokens_details"]["audio_tokens"] > 0
        assert client.get(f"/jobs/{first}/results/wav").status_code == 409
        assert "-->" in client.get(f"/jobs/{first}/results/srt").text
        whole = client.get(f"/jobs/{first}/results/film")
        assert whole.headers["content-type"] == "video/mp4"
        rest = client.get(f"/jobs/{first}/results/film", headers={"Range": "bytes=1000-"})
        assert rest.status_code == 206 and rest.content == whole.content[1000:]
    made = fetch(server, first, tmp_path / "first.mp4")
    assert hashes(made, "0:v") == hashes(film, "0:v")
    probe = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", "-show_streams", made], check=True, stdout=subprocess.PIPE
    )
    tracks = [(each["codec_type"], each["tags"].get("language")) for each in json.loads(probe.stdout)["streams"]]
    assert [kind for kind, _ in tracks] == ["video", "audio", "audio", "subtitle", "subtitle"]
    assert ("audio", "por") in tracks and ("subtitle", "eng") in tracks

    second = start_job(server, file, WISH)
    work = state / "work" / second
    before: list[tuple[str, str]] = []
    for reached in ("heard-", "spoken-"):
        wait_for(lambda reached=reached: work.is_dir() and any(each.name.startswith(reached) for each in work.iterdir()))
        server.kill()
        server = start(state)
    try:
        before = list(follow(server, second))
        assert before[-1][1] == "[DONE]"
        assert text_of(before) == text_of(events), "said twice, or not at all"
        assert hashes(fetch(server, second, tmp_path / "second.mp4"), "0") == hashes(made, "0")
        assert not work.exists()
        with http(server) as client:
            for job in (first, second):
                assert client.delete(f"/jobs/{job}").json()["deleted"]
        assert not any((state / "films").iterdir())
    finally:
        assert server.stop() == 0


def test_cancelled_nothing_of_it_stays_and_what_cannot_be_is_said(film: Path, tmp_path: Path) -> None:
    server = start(tmp_path, "--max-stored-bytes", str(film.stat().st_size + 100_000))
    try:
        file = upload(server, film.read_bytes(), "film.mkv")
        job = start_job(server, file, WISH | {"film": {"format": "webm"}})
        assert "cannot hold" in json.loads(list(follow(server, job))[-1][1])["error"]["message"]
        job = start_job(server, file, WISH)
        work = tmp_path / "work" / job
        wait_for(lambda: work.is_dir())
        with http(server) as client:
            assert client.post(f"/jobs/{job}/cancel", json={}).json()["status"] == "cancelled"
            assert client.get(f"/jobs/{job}/results/film").status_code == 409
        assert not work.exists()
        job = start_job(server, file, WISH)  # more than there is room for
        assert json.loads(list(follow(server, job))[-1][1])["error"]["code"] == "insufficient_storage"
        assert not any((tmp_path / "films").iterdir()) and not any((tmp_path / "work").iterdir())
        both = http(server).post("/jobs", json=WISH | {"file_id": file, "url": "https://a.example/x"})
        assert both.status_code == 400 and "file_id" in both.text
    finally:
        assert server.stop() == 0


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
