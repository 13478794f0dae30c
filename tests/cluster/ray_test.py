"""The deployment in packaging/examples/ray, really run by Ray Serve around a server on fake engines."""

import base64
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
import ray
from ray import serve

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("DRAGOMAN_BUILD_DIR", ROOT / "build/release")).resolve()
sys.path[:0] = [str(ROOT / "packaging/examples/ray"), str(ROOT / "tests/queue")]

from queue_tools import free_port, make_wav  # noqa: E402


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    paths = [path for path in sys.path if path]
    settings = {"DRAGOMAN": str(BUILD / "fake_server"), "DRAGOMAN_CPUS": "0.1", "PYTHONPATH": ":".join(paths),
                "DRAGOMAN_STATE_DIR": str(tmp_path_factory.mktemp("state"))}
    os.environ.update(settings, RAY_USAGE_STATS_ENABLED="0")
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=100 << 20, log_to_driver=False)
    port = free_port()
    serve.start(http_options={"host": "127.0.0.1", "port": port})
    import serve_dragoman

    serve.run(serve_dragoman.app)
    yield f"http://127.0.0.1:{port}"
    serve.shutdown()
    ray.shutdown()


def programs() -> list[int]:
    found = subprocess.run(["pgrep", "-f", f"{BUILD}/fake_server serve"], capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


def request_body(folder: pathlib.Path) -> bytes:
    make_wav(folder / "a.wav", 1)
    sound = base64.b64encode((folder / "a.wav").read_bytes()).decode()
    audio = {"type": "input_audio", "input_audio": {"data": f"data:;base64,{sound}", "format": "wav"}}
    return json.dumps({
        "model": "qwen3-livetranslate-flash", "messages": [{"role": "user", "content": [audio]}], "stream": True,
        "modalities": ["text"], "translation_options": {"source_lang": "en", "target_lang": "pt"},
    }).encode()


def ask(url: str, body: bytes) -> str:
    request = urllib.request.Request(f"{url}/v1/chat/completions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        return answer.read().decode()


def test_a_stream_passes_through(url: str, tmp_path: pathlib.Path) -> None:
    answer = ask(url, request_body(tmp_path))
    assert "Hello there" in answer
    assert answer.rstrip().endswith("data: [DONE]")


def test_errors_are_the_programs_own(url: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as fault:
        ask(url, b"{}")
    assert fault.value.code == 400
    assert "error" in json.load(fault.value)


def test_a_program_that_dies_is_replaced(url: str, tmp_path: pathlib.Path) -> None:
    (before,) = programs()
    os.kill(before, signal.SIGKILL)
    end = time.monotonic() + 120
    while True:
        try:
            assert "Hello there" in ask(url, request_body(tmp_path))
            break
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < end
            time.sleep(1)
    assert before not in programs()


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
