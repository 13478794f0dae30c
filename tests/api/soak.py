"""Mixed requests at a low steady rate on the real server, for an hour, say: does it hold?

Text, speech, recordings by URL, texts to be spoken, requests that are wrong, clients that leave, and
clients that do not read. In rounds of a minute: at the end of each all requests are answered, and what
the server then holds is counted. Fails on an answer that is wrong, and on descriptors or threads that
grow; resident memory is told as a slope by least squares, with its standard error.
"""

import argparse
import contextlib
import difflib
import json
import math
import random
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from fault_tools import Held, Line, post
from harness import RecordingSite, Server, eval_file
from recordings import data_url

SAMPLE_S = 10.0
ROUND_S = 60.0
WARM_UP_S = 900.0  # left out of the slope, where the run is long enough
WRITE_TIMEOUT_S = 5
AT_ONCE = 4
PATIENCE_S = 600.0  # how soon an answer comes is not what is asked here
LEAST_LIKENESS = 0.9  # a sentence translated in other company may differ in a word
CLIPS = tuple(f"speech/fleurs/fleurs-en-00{number}.ogg" for number in range(3))


@dataclass
class Sample:
    at_s: float
    held: Held
    answered: int


@dataclass
class Tally:
    lock: threading.Lock = field(default_factory=threading.Lock)
    answered: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, kind: str, fault: str) -> None:
        with self.lock:
            self.answered[kind] += 1
            if fault:
                self.wrong.append(f"{kind}: {fault}")
                print(f"WRONG {kind}: {fault}", flush=True)


class Clients:
    """Every kind of client; each method plays one, and says what was wrong, or nothing."""

    def __init__(self, server: Server, site: RecordingSite, clips: list[Path]) -> None:
        self._server, self._site = server, site
        self._clips = {clip.name: clip.read_bytes() for clip in clips}
        self._urls = {name: site.add(f"/{name}", clip) for name, clip in self._clips.items()}
        self._known: dict[str, str] = {}
        for name in self._clips:  # each is asked alone first: what it says later is compared with that
            self._known[name], _ = self._answer(self._request(name, by_url=False, speech=False))
        self.kinds = {
            self.text: 5,
            self.speech: 2,
            self.by_url: 3,
            self.spoken_text: 2,
            self.wrong: 4,
            self.leaver: 2,
            self.reads_nothing: 1,
        }

    def _request(self, name: str, *, by_url: bool, speech: bool) -> bytes:
        data = self._urls[name] if by_url else data_url(self._clips[name], "audio/ogg")
        body = {
            "model": "dragoman",
            "messages": [
                {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}]}
            ],
            "stream": True,
            "translation_options": {"source_lang": "en", "target_lang": "pt"},
        }
        if speech:
            body |= {"modalities": ["text", "audio"], "audio": {"voice": "Cherry", "format": "wav"}}
        return post("/v1/chat/completions", json.dumps(body).encode())

    def _line(self, **more: int) -> Line:
        return Line(self._server, patience_s=PATIENCE_S, **more)

    def _answer(self, request: bytes) -> tuple[str, int]:
        """The text and how many bytes of base64 sound; the text of an error says that it is one."""
        text, sound = "", 0
        with self._line() as line:
            stream = line.send(request).until(b"\r\n0\r\n\r\n").decode()
        if "data: [DONE]" not in stream:
            return f"(no end: {stream[-300:]})", 0
        for each in stream.splitlines():
            if not each.startswith("data: {"):
                continue
            for choice in json.loads(each.removeprefix("data: "))["choices"]:
                text += choice["delta"].get("content") or ""
                sound += len((choice["delta"].get("audio") or {}).get("data", ""))
        return text, sound

    def _translation(self, *, by_url: bool = False, speech: bool = False) -> str:
        name = random.choice(list(self._clips))
        text, sound = self._answer(self._request(name, by_url=by_url, speech=speech))
        if difflib.SequenceMatcher(None, text, self._known[name]).ratio() < LEAST_LIKENESS:
            return f"{name} is '{text}', not '{self._known[name]}'"
        return "no sound" if speech and sound < 100_000 else ""

    def text(self) -> str:
        return self._translation()

    def speech(self) -> str:
        return self._translation(speech=True)

    def by_url(self) -> str:
        return self._translation(by_url=True)

    def spoken_text(self) -> str:
        body = {"model": "dragoman", "input": "It holds for an hour.", "voice": "Cherry", "response_format": "wav"}
        with self._line() as line:
            answer = line.send(post("/v1/audio/speech", json.dumps(body).encode())).until(b"\r\n0\r\n\r\n")
        head, _, sound = answer.partition(b"\r\n\r\n")
        return "" if b" 200 " in head.split(b"\r\n")[0] and len(sound) > 30_000 else head.decode()[:200]

    def wrong(self) -> str:
        """One of the requests that are refused, each with the status that is due."""
        broken = self._request(next(iter(self._clips)), by_url=False, speech=False).replace(b'"pt"', b'"xx"')
        request, status = random.choice(
            [
                (post("/v1/chat/completions", b"{"), 400),
                (broken, 400),
                (self._url_request("/nobody.wav"), 400),
                (post("/v1/nothing", b"{}"), 404),
                (b"nonsense\r\n\r\n", 400),
                (b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
            ]
        )
        with self._line() as line:
            answer = line.send(request).until(b"\r\n\r\n").decode(errors="replace")
        return "" if f" {status} " in answer.split("\r\n")[0] else answer[:200]

    def _url_request(self, path: str) -> bytes:
        name = next(iter(self._clips))
        here, there = self._urls[name], self._site.url + path
        request = self._request(name, by_url=True, speech=False)
        _, _, body = request.partition(b"\r\n\r\n")
        return post("/v1/chat/completions", body.replace(here.encode(), there.encode()))

    def leaver(self) -> str:
        line = self._line().send(self._request(next(iter(self._clips)), by_url=False, speech=True))
        time.sleep(random.uniform(0, 2))
        line.reset()
        return ""

    def reads_nothing(self) -> str:
        """Asks for more than kernel buffers hold, and is dropped."""
        text = "She sells sea shells by the sea shore, and the shells she sells are sea shells. " * 12
        body = {"model": "dragoman", "input": text, "voice": "Cherry", "response_format": "wav"}
        with self._line(receive_bytes=4096) as line:
            line.send(post("/v1/audio/speech", json.dumps(body).encode()))
            time.sleep(3 * WRITE_TIMEOUT_S)
        return ""


def play(clients: Clients, kind: object, tally: Tally) -> None:
    try:
        fault = kind()  # type: ignore[operator]
    except Exception as error:
        fault = repr(error)
    tally.add(kind.__name__, fault)  # type: ignore[attr-defined]


def run(server: Server, clients: Clients, options: argparse.Namespace) -> tuple[list[Sample], list[Sample], Tally]:
    """All samples, those taken at the quiet end of each round, and what was answered."""
    samples: list[Sample] = []
    quiet: list[Sample] = []
    tally = Tally()
    began = time.monotonic()
    over = threading.Event()

    def sample(into: list[Sample]) -> None:
        into.append(Sample(time.monotonic() - began, Held(server.pid), sum(tally.answered.values())))
        if into is samples:
            now = samples[-1]
            print(
                f"| {now.at_s:.0f} | {now.held.rss_mb:.1f} | {now.held.descriptors} | {now.held.threads} "
                f"| {now.held.cpu_s:.0f} | {now.answered} |",
                flush=True,
            )

    def watch() -> None:
        while not over.wait(SAMPLE_S):
            sample(samples)

    print("| s | RSS, MiB | descriptors | threads | CPU, s | requests |\n|---|---|---|---|---|---|")
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while time.monotonic() - began < 60 * options.minutes:
                round_ends = time.monotonic() + ROUND_S
                running = set()
                while time.monotonic() < round_ends:
                    (kind,) = random.choices(list(clients.kinds), list(clients.kinds.values()))
                    running.add(pool.submit(play, clients, kind, tally))
                    time.sleep(options.every)
                wait(running)
                time.sleep(1)  # the server sees that the last clients are gone
                sample(quiet)
    finally:
        over.set()
        watcher.join()
    return samples, quiet, tally


def slope(samples: list[Sample]) -> tuple[float, float]:
    """MiB an hour, and its standard error, by least squares."""
    x = [each.at_s / 3600 for each in samples]
    y = [each.held.rss_mb for each in samples]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((a - mean_x) ** 2 for a in x)
    rate = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread
    left = sum((b - mean_y - rate * (a - mean_x)) ** 2 for a, b in zip(x, y, strict=True))
    return rate, math.sqrt(left / max(len(x) - 2, 1) / spread)


def judge(samples: list[Sample], quiet: list[Sample], tally: Tally) -> list[str]:
    """What failed."""
    warm_s = WARM_UP_S if samples[-1].at_s > 2 * WARM_UP_S else samples[-1].at_s / 3
    kept = [each for each in samples if each.at_s >= warm_s]
    rate, error = slope(kept)
    print(f"\nrequests: {dict(tally.answered)}; wrong: {len(tally.wrong)}")
    print(f"RSS from {kept[0].held.rss_mb:.1f} to {kept[-1].held.rss_mb:.1f} MiB, most {max(each.held.rss_mb for each in samples):.1f}")
    print(f"slope after the first {warm_s:.0f} s: {rate:+.1f} MiB an hour, standard error {error:.1f}, n = {len(kept)}")
    first, last = quiet[0].held, quiet[-1].held
    print(f"at rest: {first.descriptors} -> {last.descriptors} descriptors, {first.threads} -> {last.threads} threads, "
          f"{first.rss_mb:.1f} -> {last.rss_mb:.1f} MiB")
    faults = list(tally.wrong)
    if last.descriptors > first.descriptors:
        faults.append("descriptors grow")
    if last.threads > first.threads:
        faults.append("threads grow")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--every", type=float, default=4.0, help="seconds from one request to the next")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    clips = [eval_file(name) for name in CLIPS]
    with contextlib.ExitStack() as stack:
        site = RecordingSite()
        stack.callback(site.stop)
        server = Server("--allow-private-urls", "--allowed-hosts", "localhost", "--write-timeout-s", str(WRITE_TIMEOUT_S))
        stack.callback(server.stop)
        server.wait_until_ready()
        clients = Clients(server, site, clips)
        for kind in clients.kinds:  # which loads what is loaded at first use
            kind()
        samples, quiet, tally = run(server, clients, options)
        faults = judge(samples, quiet, tally)
        if any("reads too slowly" in line for line in server.log):
            print("clients that read nothing were dropped")
        elif tally.answered["reads_nothing"]:
            faults.append("no client that reads nothing was dropped")
    for each in faults:
        print(f"FAILED: {each}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
