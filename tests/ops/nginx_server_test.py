"""The server behind nginx, as packaging/nginx configures it: over TLS a client sees what it would see without."""

import json
import sys
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from proxy import Proxy

sys.path.append(str(Path(__file__).resolve().parents[1] / "api"))
from harness import Server  # noqa: E402
from recordings import data_url, silence  # noqa: E402

KEY = "sesame"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY + "\n")
    server = Server("--api-keys-file", str(keys), "--max-body-bytes", "1M", "--recipe", "fast")
    server.wait_until_ready()
    yield server
    assert server.stop() == 0, "".join(server.log)


@pytest.fixture(scope="module")
def proxy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    proxy = Proxy(server.url.removeprefix("http://"), tmp_path_factory.mktemp("nginx"))
    yield proxy
    proxy.stop()


def ask(proxy: Proxy, seconds: float, **headers: str) -> HTTPResponse:
    asked: dict[str, Any] = {
        "model": "dragoman",
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "input_audio", "input_audio": {"data": data_url(silence(seconds)), "format": "wav"}}
                ],
            }
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "translation_options": {"source_lang": "en", "target_lang": "pt"},
    }
    connection = proxy.connect()
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"} | headers
    connection.request("POST", "/v1/chat/completions", json.dumps(asked).encode(), headers)
    return connection.getresponse()


def test_streams_a_translation(proxy: Proxy) -> None:
    response = ask(proxy, 2.5, traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
    body = response.read().decode()
    assert response.status == 200
    assert response.getheader("Content-Type") == "text/event-stream; charset=utf-8"
    assert (response.getheader("traceresponse") or "").startswith(f"00-{TRACE}-")
    assert body.endswith("data: [DONE]\n\n")
    assert '"audio_tokens":32' in body


def test_hands_refusals_on(proxy: Proxy) -> None:
    assert ask(proxy, 1, Authorization="Bearer guess").status == 401
    too_large = ask(proxy, 60)
    assert too_large.status == 413
    assert "message" in json.loads(too_large.read())["error"]  # the server's own words, not nginx's


def test_says_how_it_is(proxy: Proxy) -> None:
    for path in ("/healthz", "/readyz"):
        connection = proxy.connect()
        connection.request("GET", path)
        assert connection.getresponse().status == 200


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
