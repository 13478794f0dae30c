"""Liveness and readiness tell the truth from the first moment to the last."""

import http.client
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from harness import Server
from recordings import silence


class HeldRecording:
    """A recording whose second half is sent when it is let go."""

    def __init__(self) -> None:
        self._go = threading.Event()
        held = self
        body = silence(120)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "audio/wav")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2])
                held._go.wait(60)
                self.wfile.write(body[len(body) // 2 :])

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/held.wav"

    def let_go(self) -> None:
        self._go.set()

    def stop(self) -> None:
        self.let_go()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def recording() -> Iterator[HeldRecording]:
    recording = HeldRecording()
    yield recording
    recording.stop()


def begin(server: Server, url: str) -> http.client.HTTPResponse:
    """A stream whose head is here and whose job waits for more of its recording."""
    part = {"type": "input_audio", "input_audio": {"data": url, "format": "wav"}}
    asked = {
        "model": "dragoman",
        "messages": [{"role": "user", "content": [part]}],
        "stream": True,
        "translation_options": {"source_lang": "en", "target_lang": "pt"},
    }
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    connection.request(
        "POST", "/v1/chat/completions", json.dumps(asked), {"Content-Type": "application/json"}
    )
    return connection.getresponse()


def test_alive_at_once_ready_when_the_models_are_there() -> None:
    server = Server("--recipe", "fast")  # which has said that it listens, and nothing more
    assert server.status("/healthz") == 200
    assert server.status("/readyz") == 503
    assert server.status("/v1/models") == 200
    response = begin(server, "http://127.0.0.1:1/never-fetched.wav")
    assert response.status == 503 and response.getheader("Retry-After")
    assert json.loads(response.read())["error"]["code"] == "model_unavailable"
    server.wait_until_ready()
    assert server.status("/healthz") == 200
    assert server.stop() == 0, "".join(server.log)


def test_told_to_stop_while_models_load_it_stops() -> None:
    server = Server("--recipe", "fast")
    assert server.status("/readyz") == 503
    assert server.stop() == 0, "".join(server.log)


def test_stopping_it_finishes_what_runs_and_says_that_it_is_not_ready(recording: HeldRecording) -> None:
    server = Server("--recipe", "fast", "--allow-private-urls", "--grace-period-s", "60")
    server.wait_until_ready()
    response = begin(server, recording.url)
    assert response.status == 200
    server.tell_to_stop()
    pause = threading.Event()
    for _ in range(100):  # the signal takes its way
        if server.status("/readyz") == 503:
            break
        pause.wait(0.1)
    assert server.status("/readyz") == 503
    assert server.status("/healthz") == 200
    assert begin(server, recording.url).status == 503
    recording.let_go()
    assert response.read().decode().endswith("data: [DONE]\n\n")
    assert server.wait() == 0, "".join(server.log)


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
