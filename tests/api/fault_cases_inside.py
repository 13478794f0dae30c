"""Faults of the machine that the server runs on: its disk, its limits, its signals and its clock."""

import contextlib
import os
import re
import resource
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fault_case import HEALTHY, SHORT_TIMES, World, fake_server, fault, fetched, hello
from fault_tools import (
    HELLO,
    PAUSES,
    WAITS,
    Held,
    Limit,
    Line,
    ask,
    built,
    chat,
    link,
    log_of,
    said,
    sound,
    wait_until,
)
from harness import Server

# The disk

NO_ROOM = "507: The server has no room for this. The disk is full."


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


@fault("disk", "hangs under an upload", "others are served meanwhile; 200, the file is whole")
def _(world: World) -> str:
    with tempfile.TemporaryDirectory() as folder:
        delay = Path(folder, "delay")
        delay.write_text("3600000")
        environment = os.environ | {
            "LD_PRELOAD": str(built("libslow_disk.so")),
            "SLOW_DISK_DIR": f"{folder}/state/files/",
            "SLOW_DISK_FILE": str(delay),
        }
        options = ("--state-dir", f"{folder}/state", "--body-timeout-s", "60")
        data = os.urandom(1 << 20)
        with fake_server(*options, env=environment) as server, Line(server) as line:
            sender = threading.Thread(target=line.send, args=(form(data),))
            sender.start()
            wait_until(lambda: os.listdir(f"{folder}/state/files"), "the upload to begin")
            assert hello(server) == HEALTHY
            delay.write_text("0")
            sender.join()
            answer = line.answer()
            (kept,) = Path(folder, "state", "files").iterdir()
            whole = "the file is whole" if kept.read_bytes() == data else "the file is damaged"
            assert server.stop() == 0
        return f"others are served meanwhile; {answer}, {whole}"


def form(data: bytes) -> bytes:
    """The whole request for an upload."""
    body = (
        b'--B\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n'
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + data + b"\r\n--B--\r\n"
    )
    head = (
        "POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


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
