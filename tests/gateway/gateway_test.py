"""A gateway in front of two servers with fake engines, which are restarted and killed while it works."""

import json
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))
from fault_tools import HELLO, PAUSES, built, said, sound
from harness import Server

WHOLE = "Hello there (pt)."
SENDERS = 4


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Worker:
    """A server with fake engines that comes back at the same address."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.server = Server("--grace-period-s", "20", binary=built("fake_server"), port=self.port)
        self.server.wait_until_ready()

    def restart(self) -> None:
        assert self.server.stop() == 0
        self.start()


@pytest.fixture
def workers() -> Iterator[list[Worker]]:
    both = [Worker(), Worker()]
    yield both
    for worker in both:
        worker.server.stop()


@pytest.fixture
def gateway(workers: list[Worker]) -> Iterator[Server]:
    front = Server("--workers", ",".join(each.url for each in workers), command="gateway")
    front.wait_until_ready()
    yield front
    assert front.stop() == 0


def translate(url: str, recording: bytes) -> tuple[str, str]:
    """The text that came, and how it ended: "whole", the error's code, or what broke."""
    body = {
        "model": "dragoman",
        "messages": [{"role": "user", "content": [sound(recording)]}],
        "stream": True,
        "translation_options": {"target_lang": "pt"},
    }
    request = urllib.request.Request(
        url + "/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    text = ""
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            for line in answer:
                if not line.startswith(b"data: "):
                    continue
                if line.strip() == b"data: [DONE]":
                    return text, "whole"
                chunk = json.loads(line[6:])
                if "error" in chunk:
                    return text, chunk["error"]["code"]
                for choice in chunk["choices"]:
                    text += choice["delta"].get("content") or ""
    except urllib.error.HTTPError as error:
        return text, json.load(error)["error"]["code"]
    return text, "broke off"


def while_working(url: str, recording: bytes, disturb) -> list[tuple[str, str]]:
    """What SENDERS senders get, one request after the other, while `disturb` runs and a moment longer."""
    answers: list[tuple[str, str]] = []
    done = threading.Event()

    def send() -> None:
        while not done.is_set():
            answers.append(translate(url, recording))

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    try:
        time.sleep(0.5)
        disturb()
        time.sleep(0.5)
    finally:
        done.set()
        for sender in senders:
            sender.join()
    return answers


def test_restarts_lose_no_request(gateway: Server, workers: list[Worker]) -> None:
    def restart_all() -> None:
        for _ in range(2):
            for worker in workers:
                worker.restart()
                time.sleep(0.8)  # the gateway looks twice a second

    answers = while_working(gateway.url, said(HELLO), restart_all)
    print(f"{len(answers)} requests through 4 restarts: {Counter(end for _, end in answers)}")
    assert len(answers) > SENDERS
    assert set(answers) == {(WHOLE, "whole")}


def test_a_killed_worker_costs_its_own_requests_alone(gateway: Server, workers: list[Worker]) -> None:
    def kill() -> None:
        workers[0].server.kill()
        time.sleep(1)
        workers[0].start()

    answers = while_working(gateway.url, said(HELLO, PAUSES, PAUSES, PAUSES), kill)
    ends = Counter(end for _, end in answers)
    print(f"{len(answers)} requests, one kill -9: {ends}")
    assert set(ends) <= {"whole", "model_unavailable"}
    assert ends["whole"] > ends["model_unavailable"]
    assert ends["model_unavailable"] <= SENDERS


def test_both_share_the_work(gateway: Server, workers: list[Worker]) -> None:
    while_working(gateway.url, said(PAUSES), lambda: time.sleep(2))
    counts = []
    for worker in workers:
        with urllib.request.urlopen(worker.url + "/healthz"):
            pass
        counts.append(sum("/v1/chat/completions" in line for line in worker.server.log))
    assert min(counts) > 0.3 * max(counts), counts


def test_no_worker_is_a_clear_error(gateway: Server, workers: list[Worker]) -> None:
    for worker in workers:
        worker.server.stop()
    assert translate(gateway.url, said(HELLO)) == ("", "model_unavailable")
    for worker in workers:
        worker.start()
    for _ in range(100):
        if gateway.status("/readyz") == 200:
            break
        time.sleep(0.1)
    assert translate(gateway.url, said(HELLO)) == (WHOLE, "whole")


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-v", "-s"]))
