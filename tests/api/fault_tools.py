"""What the tests of faults share: raw connections, a server that fails on demand, and what a process holds."""

import json
import os
import resource
import socket
import struct
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from harness import Server, program
from recordings import data_url, wav

# What the recordings for fake_server.cc say: a tone of that many tenths of full scale.
HELLO, ASR_THROWS, ASR_MEMORY, ASR_FOREIGN, MT_THROWS, TTS_THROWS, WAITS, PAUSES, MT_MEMORY = range(1, 10)
GOOD = "Hello there (pt)."
LAST_CHUNK = b"\r\n0\r\n\r\n"
PATIENCE_S = 30.0  # a loaded machine takes its time


def built(name: str) -> Path:
    return program().parent / name


def said(*levels: int) -> bytes:
    """A recording that says these lines, with pauses that end each utterance."""
    tone = np.sin(np.arange(8000) * 0.3)
    parts = [np.zeros(4000)]
    for level in levels:
        parts += [tone * level * 3276.8, np.zeros(40000)]
    return wav(np.concatenate(parts))


def chat(part: dict[str, Any], *, speech: bool = False, source: str | None = None) -> bytes:
    """The whole request for a translation into Portuguese."""
    options = {"target_lang": "pt"} | ({"source_lang": source} if source else {})
    body = {
        "model": "dragoman",
        "messages": [{"role": "user", "content": [part]}],
        "stream": True,
        "translation_options": options,
    }
    if speech:
        body |= {"modalities": ["text", "audio"], "audio": {"voice": "fake_pt", "format": "wav"}}
    return post("/v1/chat/completions", json.dumps(body).encode())


def sound(recording: bytes) -> dict[str, Any]:
    return {"type": "input_audio", "input_audio": {"data": data_url(recording), "format": "wav"}}


def link(url: str) -> dict[str, Any]:
    return {"type": "input_audio", "input_audio": {"data": url, "format": "wav"}}


def post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Line:
    """One TCP connection that sends what it is told."""

    def __init__(
        self, server: Server, receive_bytes: int | None = None, patience_s: float = PATIENCE_S
    ) -> None:
        where = urlsplit(server.url)
        self.socket = socket.socket()
        if receive_bytes is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.settimeout(patience_s)
        self.socket.connect((where.hostname, where.port))
        self.got = b""

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> "Line":
        self.socket.sendall(data)
        return self

    def until(self, text: bytes) -> bytes:
        """All that came, up to this text or the end."""
        while text not in self.got:
            try:
                more = self.socket.recv(1 << 16)
            except ConnectionResetError:
                more = b""
            if not more:
                break
            self.got += more
        return self.got

    def rest(self) -> bytes:
        """All that comes until the server closes."""
        return self.until(b"\0 never \0")

    def answer(self) -> str:
        """Status and message of the answer, or how its stream ends."""
        head, _, body = self.until(b"\r\n\r\n").partition(b"\r\n\r\n")
        if not head:
            return "closed"
        status = head.split()[1].decode()
        if b"text/event-stream" in head:
            return f"{status}, {ending(self.until(LAST_CHUNK).decode())}"
        if int(status) < 400:
            return status
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        while len(body) < int(fields[b"content-length"]):
            body += self.socket.recv(1 << 16) or b"?"
        return f"{status}: {message_of(body.decode())}"

    def reset(self) -> None:
        """Hangs up with RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def message_of(body: str) -> str:
    try:
        return json.loads(body)["error"]["message"]
    except (ValueError, KeyError):
        return body


def events(stream: str) -> list[str]:
    lines = (line.strip() for line in stream.splitlines())
    return [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]


def ending(stream: str) -> str:
    """How a stream ends: done with its text, with an error, or not at all."""
    last = events(stream)[-1] if events(stream) else ""
    if last == "[DONE]":
        text = "".join(
            choice["delta"].get("content") or ""
            for event in events(stream)[:-1]
            for choice in json.loads(event)["choices"]
        )
        return f"done: {text}"
    if '"error"' in last:
        return f"error event: {message_of(last)}"
    return "broken off"


def ask(server: Server, request: bytes) -> str:
    with Line(server) as line:
        return line.send(request).answer()


class Held:
    """What a process holds: descriptors, threads, memory, CPU seconds."""

    def __init__(self, pid: int) -> None:
        self.descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        status = Path(f"/proc/{pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        self.threads = int(fields["Threads"])
        self.rss_mb = int(fields["VmRSS"].split()[0]) / 1024
        self.address_bytes = int(fields["VmSize"].split()[0]) * 1024
        ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
        self.cpu_s = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


class Limit:
    """Narrows a limit of a running process for a while."""

    def __init__(self, pid: int, kind: int, value: int) -> None:
        self._pid, self._kind, self._value = pid, kind, value

    def __enter__(self) -> None:
        self._before = resource.prlimit(self._pid, self._kind)
        resource.prlimit(self._pid, self._kind, (self._value, self._before[1]))

    def __exit__(self, *_: object) -> None:
        resource.prlimit(self._pid, self._kind, self._before)


def wait_until(true: Any, what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, f"in vain: {what}"
        time.sleep(0.02)


def log_of(server: Server, text: str) -> bool:
    return any(text in line for line in server.log)


class Upstream:
    """A web server that misbehaves: each path does something of its own."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.gone = 0  # clients that hung up on us
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(peer,))
            thread.start()
            self._threads.append(thread)

    def _serve(self, peer: socket.socket) -> None:
        body = said(HELLO)
        with peer:
            path = peer.recv(65536).decode().split()[1]
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            try:
                getattr(self, path.strip("/"))(peer, head, body)
            except OSError:
                self.gone += 1

    def good(self, peer: socket.socket, head: bytes, body: bytes) -> None:
        peer.sendall(head + body)

    def silent(self, peer: socket.socket, head: bytes, body: bytes) -> None:
        self._hang(peer)

    def hangs_in_head(self, peer: socket.socket, head: bytes, body: bytes) -> None:
        peer.sendall(head[:20])
        self._hang(peer)

    def hangs_in_body(self, peer: socket.socket, head: bytes, body: bytes) -> None:
        peer.sendall(head + body[:30000])
        self._hang(peer)

    def drips(self, peer: socket.socket, head: bytes, body: bytes) -> None:
        peer.sendall(head)
        for byte in body:
            peer.sendall(bytes([byte]))
            if self._over.wait(0.02):
                return

    def cut(self, peer: socket.socket, head: bytes, body: bytes) -> None:
        peer.sendall(head + body[:30000])

    def resets(self, peer: socket.socket, head: bytes, body: bytes) -> None:
        peer.sendall(head + body[:30000])
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def large(self, peer: socket.socket, head: bytes, body: bytes) -> None:
        body = body + bytes(2 << 20)
        peer.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    def _hang(self, peer: socket.socket) -> None:
        peer.settimeout(0.1)
        while not self._over.is_set():
            try:
                if not peer.recv(1):
                    self.gone += 1
                    return
            except TimeoutError:
                continue

    def stop(self) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        for thread in self._threads:
            thread.join()
