"""nginx as packaging/nginx configures it hands everything on as it comes, both ways."""

import http.server
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from proxy import Proxy

EVENTS = [f"data: {number}\n\n".encode() for number in range(5)]
PARTS = [b"a" * 1000, b"b" * 1000, b"c" * 1000]


class Upstream:
    """Sends each event only once the client has the one before, and reads a body only as it is sent: what
    a proxy holds back never arrives."""

    def __init__(self) -> None:
        self.seen = threading.Semaphore(0)  # a client tells what it has got
        self.part_read = threading.Semaphore(0)
        self.gone = threading.Event()
        self.hosts: list[str] = []
        upstream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                upstream.hosts.append(self.headers["Host"])
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream; charset=utf-8")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for event in EVENTS:
                    self._chunk(event)
                    if not upstream.seen.acquire(timeout=30):
                        return
                if self.path == "/endless":
                    self._until_gone()
                else:
                    self._chunk(b"")

            def do_POST(self) -> None:
                for part in PARTS:
                    assert self.rfile.read(len(part)) == part
                    upstream.part_read.release()
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def _chunk(self, data: bytes) -> None:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
                self.wfile.flush()

            def _until_gone(self) -> None:
                self.connection.settimeout(30)
                if self.connection.recv(1) == b"":
                    upstream.gone.set()
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.address = f"127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    upstream = Upstream()
    yield upstream
    upstream.stop()


@pytest.fixture
def proxy(upstream: Upstream, tmp_path: Path) -> Iterator[Proxy]:
    proxy = Proxy(upstream.address, tmp_path)
    yield proxy
    proxy.stop()


def test_events_come_one_by_one(upstream: Upstream, proxy: Proxy) -> None:
    connection = proxy.connect()
    connection.request("GET", "/events")
    response = connection.getresponse()
    assert response.status == 200
    for event in EVENTS:
        assert response.read(len(event)) == event  # the next is not yet sent
        upstream.seen.release()
    assert response.read() == b""
    assert upstream.hosts == [upstream.address]  # not the name that the client used


def test_a_body_goes_on_as_it_comes(upstream: Upstream, proxy: Proxy) -> None:
    connection = proxy.connect()
    connection.putrequest("POST", "/upload")
    connection.putheader("Content-Length", str(sum(map(len, PARTS))))
    connection.endheaders()
    for part in PARTS:
        connection.send(part)
        assert upstream.part_read.acquire(timeout=30)  # before the next part is sent
    assert connection.getresponse().status == 200


def test_a_client_that_leaves_is_gone_behind_it_too(upstream: Upstream, proxy: Proxy) -> None:
    connection = proxy.connect()
    connection.request("GET", "/endless")
    response = connection.getresponse()
    for event in EVENTS:
        assert response.read(len(event)) == event
        upstream.seen.release()
    response.close()
    connection.close()
    assert upstream.gone.wait(30)


def test_metrics_are_not_for_the_world(proxy: Proxy) -> None:
    connection = proxy.connect()
    connection.request("GET", "/metrics")
    assert connection.getresponse().status == 404


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
