"""Faults of engines, of clients' connections, and of the servers that URLs lead to."""

import contextlib
import json
import math
import socket
import time
from collections.abc import Callable

from fault_case import FAULT_OF_OURS, HEALTHY, World, fault, fetched, hello
from fault_tools import (
    ASR_FOREIGN,
    ASR_MEMORY,
    ASR_THROWS,
    HELLO,
    MT_MEMORY,
    MT_THROWS,
    PATIENCE_S,
    TTS_THROWS,
    WAITS,
    Held,
    Line,
    ask,
    chat,
    link,
    post,
    said,
    sound,
    wait_until,
)
from harness import Server

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
