"""What a gateway costs, and what a second worker brings: none, one and two workers behind it, in turn.

`--fake` asks servers with fake engines, so that the gateway itself is what is measured; without it
they are real ones on real recordings, which share this machine's cores: two workers on one machine
are no faster than one, and what is seen is that nothing is lost by the way.

    setup/setup.py run bench bench/gateway.py [--fake] [--runs 7] [--at-once 4] [--requests 40]
"""

import argparse
import base64
import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from harness import built, eval_set

TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """One of our servers on a free port."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        if "listening on " not in line:
            self.process.kill()
            raise SystemExit(f"{words[0]} did not start: {line}")
        self.url = line.split()[-1]
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def wait_until_ready(self) -> None:
        while True:
            try:
                with urllib.request.urlopen(self.url + "/readyz"):
                    return
            except OSError:
                time.sleep(0.1)

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def started(words: list[str], running: ExitStack) -> Process:
    process = Process(*words)
    running.callback(process.stop)
    process.wait_until_ready()
    return process


def request_body(recording: bytes) -> bytes:
    data = "data:;base64," + base64.b64encode(recording).decode()
    part = {"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}
    return json.dumps(
        {
            "model": "dragoman",
            "messages": [{"role": "user", "content": [part]}],
            "stream": True,
            "translation_options": {"source_lang": "en", "target_lang": "pt"},
        }
    ).encode()


def ask(url: str, body: bytes) -> tuple[float, float]:
    """Seconds to the first text and to the end."""
    begin = time.monotonic()
    first = None
    request = urllib.request.Request(
        url + "/v1/chat/completions", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        for line in answer:
            if b'"error"' in line:
                raise SystemExit(line.decode())
            if first is None and b'"content":"' in line and b'"content":""' not in line:
                first = time.monotonic() - begin
    total = time.monotonic() - begin
    return first or total, total


def load(url: str, bodies: list[bytes], at_once: int) -> dict[str, float]:
    waiting = list(bodies)
    lock = threading.Lock()
    times: list[tuple[float, float]] = []

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                body = waiting.pop()
            answer = ask(url, body)
            with lock:
                times.append(answer)

    begin = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall_s = time.monotonic() - begin
    firsts = sorted(first for first, _ in times)
    return {
        "requests/s": len(times) / wall_s,
        "first text p50, s": firsts[len(firsts) // 2],
        "first text p95, s": firsts[int(0.95 * (len(firsts) - 1))],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fake", action="store_true")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with ExitStack() as running:
        measure(options, running)


def measure(options: argparse.Namespace, running: ExitStack) -> None:
    dragoman = str(built("dragoman"))
    server = [str(built("fake_server")), "serve"] if options.fake else [dragoman, "serve", "--recipe", "fast"]
    states = [running.enter_context(tempfile.TemporaryDirectory()) for _ in range(2)]
    workers = [started([*server, "--port", "0", "--state-dir", state], running) for state in states]
    gateways = {}
    for count in (1, 2):
        urls = ",".join(each.url for each in workers[:count])
        gateways[count] = started([dragoman, "gateway", "--port", "0", "--workers", urls], running)
    ways = {"no gateway": workers[0].url, "one worker": gateways[1].url, "two workers": gateways[2].url}
    clips = [clip.path.read_bytes() for clip in eval_set.fleurs("en")[:5]]
    bodies = [request_body(clips[i % len(clips)]) for i in range(options.requests)]
    figures: dict[str, dict[str, list[float]]] = {way: {} for way in ways}
    loads = [os.getloadavg()[0]]
    before = {count: gateway.cpu_s() for count, gateway in gateways.items()}
    for _ in range(options.runs):
        for way, url in ways.items():
            for name, value in load(url, bodies, options.at_once).items():
                figures[way].setdefault(name, []).append(value)
    asked = options.runs * options.requests
    cost_ms = {count: 1000 * (g.cpu_s() - before[count]) / asked for count, g in gateways.items()}
    loads.append(os.getloadavg()[0])
    names = list(figures["no gateway"])
    print("| | " + " | ".join(names) + " | CPU-ms of the gateway a request |")
    print("| --- " * (len(names) + 2) + "|")
    for count, way in enumerate(ways):
        cells = [
            f"{statistics.median(figures[way][n]):.3g} ({min(figures[way][n]):.3g} to {max(figures[way][n]):.3g})"
            for n in names
        ]
        print(f"| {way} | " + " | ".join(cells) + f" | {f'{cost_ms[count]:.2f}' if count else '-'} |")
    print(f"\nn = {options.runs} runs of {options.requests} requests, {options.at_once} at once; load {loads[0]:.1f} to {loads[1]:.1f}")
    if options.out:
        options.out.write_text(json.dumps({"figures": figures, "cpu_ms": cost_ms, "loads": loads}, indent=1) + "\n")


if __name__ == "__main__":
    main()
