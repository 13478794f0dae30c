"""What the cases of faults are written with: the list of them, and the server with fake engines that they share."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fault_tools import GOOD, HELLO, Upstream, ask, built, chat, link, said, sound
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


def fetched(path: str) -> Callable[[World], str]:
    """What a client is told whose recording lies there."""
    return lambda world: ask(world.server, chat(link(f"{world.upstream.url}/{path}")))
