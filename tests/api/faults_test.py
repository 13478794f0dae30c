"""Each injected fault ends in a clear error and a healthy server; --table prints what was seen.

The engines are fake (fake_server.cc) where the fault is not in them: damaged_models_test.py has those.
"""

import contextlib
import json
import math
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fault_tools import (
    ASR_FOREIGN,
    ASR_MEMORY,
    ASR_THROWS,
    GOOD,
    HELLO,
    MT_MEMORY,
    MT_THROWS,
    PAUSES,
    TTS_THROWS,
    PATIENCE_S,
    WAITS,
    Held,
    Limit,
    Line,
    Upstream,
    ask,
    built,
    chat,
    link,
    log_of,
    post,
    said,
    sound,
    wait_until,
)
from harness import Server

HEALTHY = f"200, done: {GOOD}"
FAULT_OF_OURS = "An internal error has occured, try again later or contact service support."
SHORT_TIMES = (
    *("--header-timeout-s", "0.3", "--body-timeout-s", "0.4"),
    *("--idle-timeout-s", "60", "--write-timeout-s", "0.5", "--fetch-timeout-s", "1"),
    *("--allowed-hosts", "localhost", "--grace-period-s", "1", "--allow-private-urls", "--max-jobs", "64"),
)


@dataclass
class World:
    server: Server
    upstream: Upstream


@dataclass(frozen=True)
class Fault:
    where: str
    what: str
    expected: str  # a regular expression for all that was seen
    inject: Callable[[World], str]


FAULTS: list[Fault] = []


def fault(where: str, what: str, expected: str) -> Callable[[Callable[[World], str]], None]:
    return lambda inject: FAULTS.append(Fault(where, what, expected, inject))


@contextlib.contextmanager
def fake_server(*options: str, **more: object) -> Iterator[Server]:
    server = Server(*SHORT_TIMES, *options, binary=built("fake_server"), **more)
    try:
        server.wait_until_ready()
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(server.pid, signal.SIGKILL)
        server.wait()


def hello(server: Server) -> str:
    return ask(server, chat(sound(said(HELLO))))


def recognition_stops(server: Server, before: int) -> str:
    """That the threads of a job are gone: nobody waits for the fake engine any more."""
    wait_until(lambda: Held(server.pid).threads <= before, "the job to stop")
    return "the job stopped"


# Engines


def engine_fault(level: int, *, speech: bool = False) -> Callable[[World], str]:
    """The faulty request among three good ones at the same time."""

    def inject(world: World) -> str:
        with contextlib.ExitStack() as stack:
            good = [stack.enter_context(Line(world.server)) for _ in range(3)]
            for line in good:
                line.send(chat(sound(said(HELLO))))
            seen = ask(world.server, chat(sound(said(level)), speech=speech))
            assert [line.answer() for line in good] == [HEALTHY] * 3
        return seen

    return inject


SHORT_OF_MEMORY = "503: Model is unavailable, try again later. Memory is short. Send the request again later."
fault("engine", "the recogniser throws std::exception", f"500: {FAULT_OF_OURS}")(engine_fault(ASR_THROWS))
fault("engine", "the recogniser throws std::bad_alloc", SHORT_OF_MEMORY)(engine_fault(ASR_MEMORY))
fault("engine", "the recogniser throws an int", f"500: {FAULT_OF_OURS}")(engine_fault(ASR_FOREIGN))
fault("engine", "the translator throws std::exception", f"200, error event: {FAULT_OF_OURS}")(
    engine_fault(MT_THROWS)
)
fault("engine", "the translator throws std::bad_alloc", "200, error event: .*Memory is short.*")(
    engine_fault(MT_MEMORY)
)
fault("engine", "the synthesiser throws std::exception", f"200, error event: {FAULT_OF_OURS}")(
    engine_fault(TTS_THROWS, speech=True)
)


@fault("engine", "a fault in mid stream, after good sentences", f"200, error event: {FAULT_OF_OURS}")
def _(world: World) -> str:
    return ask(world.server, chat(sound(said(HELLO, HELLO, ASR_THROWS, HELLO))))


# Sockets


@fault("socket", "RST in the head", "the connection is forgotten")
def _(world: World) -> str:
    Line(world.server).send(b"POST /v1/chat/completions HTTP/1.1\r\nHost: loc").reset()
    return "the connection is forgotten"


@fault("socket", "RST in the body", "the connection is forgotten")
def _(world: World) -> str:
    Line(world.server).send(chat(sound(said(HELLO)))[:5000]).reset()
    return "the connection is forgotten"


@fault("socket", "half-close in the body", "closed")
def _(world: World) -> str:
    with Line(world.server).send(chat(sound(said(HELLO)))[:5000]) as line:
        line.socket.shutdown(socket.SHUT_WR)
        return line.answer()


def leave_while_waiting(leave: Callable[[Line], None]) -> Callable[[World], str]:
    def inject(world: World) -> str:
        before = Held(world.server.pid).threads
        line = Line(world.server).send(chat(sound(said(WAITS))))
        wait_until(lambda: Held(world.server.pid).threads > before, "the job to start")
        leave(line)
        return recognition_stops(world.server, before)

    return inject


fault("socket", "RST before the first byte of the answer", "the job stopped")(leave_while_waiting(Line.reset))
fault("socket", "half-close before the first byte of the answer", "the job stopped")(
    leave_while_waiting(lambda line: line.socket.shutdown(socket.SHUT_WR))
)


@fault("socket", "RST in mid stream", "the job stopped")
def _(world: World) -> str:
    before = Held(world.server.pid).threads
    line = Line(world.server).send(chat(sound(said(HELLO, WAITS))))
    assert b"Hello" in line.until(b"Hello")
    line.reset()
    return recognition_stops(world.server, before)


@fault("socket", "a head that comes slowly", "408: The request took too long to arrive. Send it again.")
def _(world: World) -> str:
    with Line(world.server).send(b"POST /v1/chat/completions HT") as line:
        return line.answer()


@fault("socket", "a body that drips", "408: The request took too long to arrive. Send it again.")
def _(world: World) -> str:
    request = chat(sound(said(HELLO)))
    with Line(world.server).send(request[:1000]) as line:
        with contextlib.suppress(OSError):
            for byte in request[1000:1100]:
                line.send(bytes([byte]))
                time.sleep(0.01)
        return line.answer()


@fault("socket", "16 clients that read nothing", r"all dropped and logged; \d+ MiB held for each at most")
def _(world: World) -> str:
    """Each asks for 10 MB of speech."""
    hello(world.server)
    before = Held(world.server.pid)
    body = {"model": "dragoman", "input": "Bom dia. " * 450, "voice": "fake_pt", "response_format": "wav"}
    request = post("/v1/audio/speech", json.dumps(body).encode())
    lines = [Line(world.server, receive_bytes=4096).send(request) for _ in range(16)]
    most = before.rss_mb
    end = time.monotonic() + PATIENCE_S
    while sum("reads too slowly was dropped" in text for text in world.server.log) < len(lines):
        assert time.monotonic() < end
        most = max(most, Held(world.server.pid).rss_mb)
        time.sleep(0.05)
    for line in lines:
        line.socket.close()
    each = math.ceil((most - before.rss_mb) / len(lines))
    assert each <= 8, each
    return f"all dropped and logged; {each} MiB held for each at most"


# What a URL leads to


def fetched(path: str) -> Callable[[World], str]:
    return lambda world: ask(world.server, chat(link(f"{world.upstream.url}/{path}")))


TIMED_OUT = "400: Download the media resource timed out during the data inspection process.*"
BROKE_OFF = "400: Failed to download multimodal content. The transfer from the URL broke off."
fault("upstream", "says nothing", TIMED_OUT)(fetched("silent"))
fault("upstream", "hangs in the head", TIMED_OUT)(fetched("hangs_in_head"))
fault("upstream", "hangs in mid body", "(400: Download|200, error event: Download).*timed out.*")(
    fetched("hangs_in_body")
)
fault("upstream", "drips", TIMED_OUT)(fetched("drips"))
fault("upstream", "ends in mid body", BROKE_OFF)(fetched("cut"))
fault("upstream", "RST in mid body", BROKE_OFF)(fetched("resets"))


@fault("upstream", "hangs, and the client leaves", "upstream is left at once")
def _(world: World) -> str:
    gone = world.upstream.gone
    line = Line(world.server).send(chat(link(f"{world.upstream.url}/hangs_in_body")))
    time.sleep(0.1)
    line.reset()
    began = time.monotonic()
    wait_until(lambda: world.upstream.gone > gone, "the transfer to stop")
    return "upstream is left at once" if time.monotonic() - began < 0.6 else "upstream is held"


# The disk

NO_ROOM = "503: Model is unavailable, try again later. The disk is full."


@fault("disk", "full while a URL is fetched (RLIMIT_FSIZE)", NO_ROOM)
def _(world: World) -> str:
    with Limit(world.server.pid, resource.RLIMIT_FSIZE, 10000):
        return fetched("large")(world)


@fault("disk", "no file can be made in the temporary folder", "503: .* No temporary file could be made: .*")
def _(world: World) -> str:
    with fake_server(env=os.environ | {"TMPDIR": "/proc"}) as server:
        seen = ask(server, chat(link(f"{world.upstream.url}/good")))
        assert hello(server) == HEALTHY
        return seen


@fault("disk", "full under the log", re.escape(HEALTHY))
def _(world: World) -> str:
    with open("/dev/full", "w") as log, serving(stderr=log) as server:
        return hello(server)


@contextlib.contextmanager
def serving(**more: Any) -> Iterator[Server]:
    """A server whose words nobody reads."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([built("fake_server"), "serve", "--port", str(port), *SHORT_TIMES], **more)
    server = Server.__new__(Server)
    server.url = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        try:
            return server.status("/readyz") == 200
        except OSError:
            return False

    try:
        wait_until(ready, "the server")
        yield server
    finally:
        process.terminate()
        assert process.wait() == 0


@fault("disk", "the reader of the log's pipe stops to read", "200, done: .*; the log's lines are lost")
def _(world: World) -> str:
    """128 KiB of lines: twice what a pipe holds."""
    reading, writing = os.pipe()
    try:
        with open(writing, "w") as log, serving(stderr=log) as server:
            with Line(server) as line:
                for _ in range(600):
                    line.send(b"GET /healthz?" + b"x" * 200 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    line.got = b""
                    line.until(b"}")
            return f"{hello(server)}; the log's lines are lost"
    finally:
        os.close(reading)


# The process


@fault("process", "standard streams closed from the start", re.escape(HEALTHY))
def _(world: World) -> str:
    with serving(preexec_fn=lambda: [os.close(descriptor) for descriptor in range(3)]) as server:
        return hello(server)


@fault("process", "out of descriptors (RLIMIT_NOFILE), all connections idle", "the longest idle makes room")
def _(world: World) -> str:
    with fake_server() as server, contextlib.ExitStack() as stack:
        hello(server)
        with Limit(server.pid, resource.RLIMIT_NOFILE, Held(server.pid).descriptors + 4):
            for _ in range(8):
                stack.enter_context(Line(server))
            assert hello(server) == HEALTHY
        return "the longest idle makes room"


@fault("process", "out of descriptors, all connections busy", "waits without spinning, then answers")
def _(world: World) -> str:
    """New connections wait in the kernel."""
    with fake_server() as server, contextlib.ExitStack() as stack:
        hello(server)
        with Limit(server.pid, resource.RLIMIT_NOFILE, Held(server.pid).descriptors + 4):
            busy = [stack.enter_context(Line(server).send(chat(sound(said(WAITS))))) for _ in range(8)]
            waiting = stack.enter_context(Line(server).send(chat(sound(said(HELLO)))))
            wait_until(lambda: log_of(server, "A connection cannot be accepted"), "the log")
            before = Held(server.pid).cpu_s
            time.sleep(1)
            spent = Held(server.pid).cpu_s - before
            assert spent < 0.6, spent  # the two fake recognisers poll
            for line in busy:
                line.reset()
            assert waiting.answer() == HEALTHY
        return "waits without spinning, then answers"


@fault("process", "out of threads and memory (RLIMIT_AS)", "only 200 and 503, and every client is told")
def _(world: World) -> str:
    with fake_server("--body-timeout-s", "60") as server, contextlib.ExitStack() as stack:
        hello(server)
        room = 24 << 20  # three stacks, or a few recordings
        with Limit(server.pid, resource.RLIMIT_AS, Held(server.pid).address_bytes + room):
            lines = [stack.enter_context(Line(server)) for _ in range(24)]
            threads = [
                threading.Thread(target=line.send, args=(chat(sound(said(PAUSES, HELLO, HELLO))),))
                for line in lines
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            answers = [line.answer() for line in lines]
        kinds = {re.sub(r"(\d+).*", r"\1", answer) for answer in answers}
        assert hello(server) == HEALTHY
        refused = sum(not answer.startswith("200, done") for answer in answers)
        assert refused > 0, answers
        assert all("later" in answer for answer in answers if not answer.startswith("200, done")), answers
        return "only 200 and 503, and every client is told" if kinds <= {"200", "503"} else str(answers)


# Signals


@fault("signal", "SIGTERM at rest", "exit 0")
def _(world: World) -> str:
    with fake_server() as server:
        return f"exit {server.stop()}"


@fault("signal", "SIGTERM in mid stream, within the grace period", f"200, done: (recognise pauses.*){{3}}; exit 0")
def _(world: World) -> str:
    return stopped_by(signal.SIGTERM, said(PAUSES, PAUSES, PAUSES))


@fault(
    "signal",
    "SIGTERM in mid stream, beyond the grace period",
    "200, error event: .*The server is stopping. Send the request again later.; exit 0",
)
def _(world: World) -> str:
    return stopped_by(signal.SIGTERM, said(PAUSES, WAITS))


@fault("signal", "SIGHUP in mid stream", "200, done: .*; exit 0")
def _(world: World) -> str:
    return stopped_by(signal.SIGHUP, said(PAUSES, PAUSES))


def stopped_by(number: int, recording: bytes) -> str:
    with fake_server() as server:
        with Line(server).send(chat(sound(recording))) as line:
            line.until(b"pauses")
            os.kill(server.pid, number)
            answer = line.answer()
        return f"{answer}; exit {server.wait()}"


@fault("signal", "a new request after SIGTERM", "refused; exit 0")
def _(world: World) -> str:
    with fake_server() as server:
        with Line(server).send(chat(sound(said(PAUSES, WAITS)))) as line, Line(server) as other:
            line.until(b"pauses")
            other.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").answer()
            os.kill(server.pid, signal.SIGTERM)
            wait_until(lambda: log_of(server, "Stopping"), "the signal")
            with contextlib.suppress(OSError):
                other.send(chat(sound(said(HELLO))))
                other.rest()
            assert b"Hello" not in other.got
            with pytest.raises(OSError):
                Line(server)
            line.answer()
        return f"refused; exit {server.wait()}"


@fault("signal", "a second SIGTERM", "exit 130 at once")
def _(world: World) -> str:
    with fake_server("--grace-period-s", "600") as server:
        with Line(server).send(chat(sound(said(PAUSES, WAITS)))) as line:
            line.until(b"pauses")
            os.kill(server.pid, signal.SIGTERM)
            wait_until(lambda: log_of(server, "Stopping"), "the signal")
            os.kill(server.pid, signal.SIGTERM)
            return f"exit {server.wait()} at once"


@fault("signal", "SIGKILL in mid stream and in mid fetch", "nothing is left behind, the next start is clean")
def _(world: World) -> str:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"TMPDIR": folder}
        with fake_server(env=environment) as server, contextlib.ExitStack() as stack:
            stream = stack.enter_context(Line(server).send(chat(sound(said(HELLO, WAITS)))))
            stream.until(b"Hello")
            fetch = chat(link(f"{world.upstream.url}/hangs_in_body"))
            stack.enter_context(Line(server).send(fetch))
            time.sleep(0.2)
            os.kill(server.pid, signal.SIGKILL)
            assert server.wait() == -signal.SIGKILL
            assert "broken off" in stream.answer()
        assert os.listdir(folder) == []
        with fake_server(env=environment) as server:
            assert hello(server) == HEALTHY
    return "nothing is left behind, the next start is clean"


@fault("signal", "SIGPIPE", "ignored")
def _(world: World) -> str:
    os.kill(world.server.pid, signal.SIGPIPE)
    return "ignored"


# Clocks


@fault("clock", "the wall clock jumps by a year, there and back", "nothing ends early or late")
def _(world: World) -> str:
    with tempfile.TemporaryDirectory() as folder:
        offset = Path(folder, "offset")
        offset.write_text("0")
        library = built("libwall_clock.so")
        environment = os.environ | {"LD_PRELOAD": str(library), "WALL_CLOCK_FILE": str(offset)}
        with fake_server("--max-job-time-s", "3", env=environment) as server:
            year_s = 365 * 86400
            with Line(server).send(chat(sound(said(*[PAUSES] * 6)))) as line:
                line.until(b"pauses")
                offset.write_text(str(year_s))
                assert "200, done" in line.answer()
            with Line(server).send(chat(sound(said(HELLO, WAITS)))) as late:
                late.until(b"Hello")
                began = time.monotonic()
                offset.write_text(str(-year_s))
                hello(server)
                assert "error event" in late.answer()
                assert 1 < time.monotonic() - began < 10
            assert "timed out" in ask(server, chat(link(f"{world.upstream.url}/silent")))
            years = {line.split("time=")[1][:4] for line in server.log if "time=" in line}
            assert len(years) == 3, years  # or the clock did not jump at all
            assert server.stop() == 0
    return "nothing ends early or late"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    upstream = Upstream()
    try:
        with fake_server() as server:
            yield World(server, upstream)
            assert server.stop() == 0
    finally:
        upstream.stop()


def expect_health(server: Server, before: Held) -> None:
    assert hello(server) == HEALTHY
    assert server.status("/healthz") == server.status("/readyz") == 200

    def settled() -> bool:
        now = Held(server.pid)
        return now.descriptors <= before.descriptors and now.threads <= before.threads

    wait_until(settled, "descriptors and threads to be given back")


def injected(each: Fault, world: World) -> str:
    before = Held(world.server.pid)
    seen = each.inject(world)
    expect_health(world.server, before)
    return seen


@pytest.mark.parametrize("each", FAULTS, ids=[f"{each.where}: {each.what}" for each in FAULTS])
def test_ends_in_a_clear_error_and_a_healthy_server(each: Fault, world: World) -> None:
    seen = injected(each, world)
    assert re.fullmatch(each.expected, seen), seen


def print_table() -> int:
    print("| where | fault | what is seen | server afterwards |\n|---|---|---|---|")
    bad = 0
    upstream = Upstream()
    with fake_server() as server:
        for each in FAULTS:
            seen = injected(each, World(server, upstream))
            right = re.fullmatch(each.expected, seen) is not None
            bad += not right
            print(f"| {each.where} | {each.what} | {seen} | {'healthy' if right else 'NOT AS EXPECTED'} |")
    upstream.stop()
    print(f"\n{len(FAULTS)} faults, {bad} not as expected")
    return 1 if bad else 0


if __name__ == "__main__":
    if "--table" in sys.argv:
        sys.exit(print_table())
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
