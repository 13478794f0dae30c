"""Engines behind real services: llama.cpp's server translates, and a second dragoman hears and speaks."""

import base64
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))
from harness import SETUP, Server, eval_file, program

SAID = ["E assim, ", "meus caros ", "compatriotas, ", "perguntem."]


@pytest.fixture(scope="module")
def far() -> Iterator[Server]:
    server = Server("--recipe", "fast")
    server.wait_until_ready()
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def llama_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    model = tmp_path_factory.mktemp("llama") / "parrot.gguf"
    subprocess.run([program().parent / "parrot_model", model, *SAID], check=True)
    command = [*SETUP, "run", "llama_server", Path(__file__).parent / "llama_server.py", model, "parrot"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    lines = (line.strip() for line in process.stdout)
    yield next(line for line in lines if line.startswith("http://"))
    process.stdin.close()
    process.wait(60)


def models_alone(folder: Path, *names: str) -> dict[str, str]:
    """A store that holds only these of the installed models."""
    default = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "dragoman/models"
    installed = Path(os.environ.get("DRAGOMAN_MODELS_DIR") or default)
    for name in names:
        (folder / name).symlink_to(installed / name)
    return os.environ | {"DRAGOMAN_MODELS_DIR": str(folder)}


def translated(url: str, *modalities: str) -> dict[str, Any]:
    """What comes of the recording: text, times of segments and speech."""
    data = base64.b64encode(eval_file("speech/misc/jfk.wav").read_bytes()).decode()
    part = {"type": "input_audio", "input_audio": {"data": f"data:;base64,{data}", "format": "wav"}}
    body = {
        "model": "dragoman",
        "messages": [{"role": "user", "content": [part]}],
        "modalities": list(modalities),
        "stream": True,
        "translation_options": {"source_lang": "en", "target_lang": "pt"},
    }
    if "audio" in modalities:
        body["audio"] = {"voice": "Cherry", "format": "wav"}
    request = urllib.request.Request(
        url + "/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    text, audio = "", b""
    with urllib.request.urlopen(request, timeout=300) as answer:
        for line in answer:
            if not line.startswith(b"data: {"):
                continue
            chunk = json.loads(line[6:])
            assert "error" not in chunk, chunk
            for choice in chunk["choices"]:
                text += choice["delta"].get("content") or ""
                audio += base64.b64decode((choice["delta"].get("audio") or {}).get("data") or "")
    return {"text": text, "audio": audio}


def test_a_second_dragoman_hears_and_speaks(far: Server, tmp_path: Path) -> None:
    service = far.url + "/v1"
    near = Server(
        *("--recogniser-url", service, "--recogniser-model", "dragoman"),
        *("--synthesiser-url", service, "--synthesiser-model", "dragoman"),
        env=models_alone(tmp_path, "silero-vad", "student-en-pt", "student-pt-en"),
    )
    try:
        near.wait_until_ready()
        mine, theirs = translated(near.url, "text", "audio"), translated(far.url, "text", "audio")
        assert mine["text"] == theirs["text"]
        assert len(theirs["text"]) > 50
        assert len(mine["audio"]) == pytest.approx(len(theirs["audio"]), rel=0.1)
    finally:
        near.stop()


def test_llama_server_translates(llama_url: str) -> None:
    options = ("--translator-url", llama_url + "/v1", "--translator-model", "parrot")
    near = Server("--recipe", "fast", *options, "--translator-directions", "en-pt")
    try:
        near.wait_until_ready()
        assert set(translated(near.url, "text")["text"].split()) == set("".join(SAID).split())
    finally:
        near.stop()


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
