"""500 requests at once on a server that takes 8 jobs at a time: who is answered, who is told to come
back, and what it costs in memory.

    flood.py [--requests 500] [--max-jobs 8] [--max-waiting-jobs 64] [--recipe fast] [FILE]

Every request carries the whole recording. Printed: answers by status, how soon the refused ones
knew, and the server's resident memory before, while and after. It fails where an accepted request
did not get its whole answer, a refusal does not say when to come back, an answer got lost, or the
server is not healthy afterwards and does not translate as before.

Without a file: the shortest English FLEURS clip.
"""

import argparse
import http.client
import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from harness import eval_set, measure
from harness.measure import Spread
from harness.systems import Dragoman, Task

ANSWER_LIMIT_S = 1800
SAMPLE_S = 0.1
CURVE_POINTS = 12


@dataclass(frozen=True)
class Answer:
    """What one request got. `status` 0: no whole answer, for the reason in `text`."""

    status: int
    text: str
    done_s: float
    retry_after: str = ""


class Memory(threading.Thread):
    """The server's resident memory over time, until stopped."""

    def __init__(self, pid: int) -> None:
        super().__init__()
        self._pid, self._over = pid, threading.Event()
        self.began_s = time.monotonic()
        self.curve: list[tuple[float, float]] = []

    def run(self) -> None:
        while not self._over.wait(SAMPLE_S):
            self.curve.append((time.monotonic() - self.began_s, measure.rss_mb(self._pid)))

    def stop(self) -> None:
        self._over.set()
        self.join()


def main() -> None:
    options = parse_arguments()
    file = options.file or min((clip.path for clip in eval_set.fleurs("en")), key=eval_set.audio_s)
    limits = ("--max-jobs", str(options.max_jobs), "--max-waiting-jobs", str(options.max_waiting_jobs))
    server = Dragoman(Task("en", "pt", speech=False), recipe=options.recipe, settings=limits)
    try:
        body = server.body(file, server.task)
        usual = ask(server.port, body)
        before_mb = measure.rss_mb(server.process.pid)
        memory = Memory(server.process.pid)
        memory.start()
        answers = flood(server.port, body, options.requests)
        flooded_s = time.monotonic() - memory.began_s
        memory.stop()
        after_mb = measure.rss_mb(server.process.pid)
        healthy = status_of(server.port, "/healthz"), status_of(server.port, "/readyz")
        one_more = ask(server.port, body)
    finally:
        server.close()
    print(f"{options.requests} requests of {len(body)} bytes ({eval_set.audio_s(file):.1f} s of sound) "
          f"at once; {options.max_jobs} jobs at a time, {options.max_waiting_jobs} may wait; "
          f"all done after {flooded_s:.0f} s.\n")
    report(answers)
    print(f"\nResident, MB: before {before_mb:.0f}, peak {max(mb for _, mb in memory.curve):.0f}, after {after_mb:.0f}")
    step = max(1, len(memory.curve) // CURVE_POINTS)
    print("| s | " + " | ".join(f"{at:.0f}" for at, _ in memory.curve[::step]) + " |")
    print("| MB | " + " | ".join(f"{mb:.0f}" for _, mb in memory.curve[::step]) + " |")
    faults = [*faults_of(answers, options.requests), *faults_after(healthy, one_more, usual)]
    raise SystemExit("\n".join(faults) if faults else 0)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--max-jobs", type=int, default=8)
    parser.add_argument("--max-waiting-jobs", type=int, default=64)
    parser.add_argument("--recipe", default="fast")
    return parser.parse_args()


def flood(port: int, body: bytes, count: int) -> list[Answer]:
    ready = threading.Barrier(count)

    def one(_: int) -> Answer:
        ready.wait()
        return ask(port, body)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def ask(port: int, body: bytes) -> Answer:
    began_s = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_LIMIT_S)
    try:
        try:
            connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before the body was sent: the answer is there to be read
        response = connection.getresponse()
        data = response.read().decode()
    except (OSError, http.client.HTTPException) as fault:
        return Answer(0, repr(fault), time.monotonic() - began_s)
    finally:
        connection.close()
    done_s = time.monotonic() - began_s
    if response.status != 200:
        return Answer(response.status, data, done_s, response.headers.get("Retry-After", ""))
    if not data.endswith("data: [DONE]\n\n"):
        return Answer(0, "a stream without its end: ..." + data[-200:], done_s)
    return Answer(200, text_of(data), done_s)


def text_of(stream: str) -> str:
    events = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: {")]
    return "".join(choice["delta"].get("content") or "" for event in events for choice in event["choices"])


def status_of(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def report(answers: list[Answer]) -> None:
    print("| status | answers | seconds until it was there: median (min-max) |")
    print("| --- | --- | --- |")
    for status, count in sorted(Counter(answer.status for answer in answers).items()):
        waits = [answer.done_s for answer in answers if answer.status == status]
        print(f"| {status or 'none'} | {count} | {Spread.of(waits)} |")
    seconds = sorted(int(answer.retry_after or 0) for answer in answers if answer.status == 429)
    if seconds:
        print(f"\nRetry-After of the refused: {seconds[0]} to {seconds[-1]} s")


def faults_of(answers: list[Answer], count: int) -> list[str]:
    faults = [f"lost: {answer.text}" for answer in answers if answer.status == 0]
    faults += [f"status {answer.status}: {answer.text}" for answer in answers if answer.status not in (0, 200, 429)]
    faults += ["a refusal without Retry-After" for answer in answers if answer.status == 429 and not answer.retry_after]
    faults += ["an answer without text" for answer in answers if answer.status == 200 and not answer.text.strip()]
    if len(answers) != count:
        faults.append(f"{len(answers)} answers to {count} requests")
    return faults


def faults_after(healthy: tuple[int, int], one_more: Answer, usual: Answer) -> list[str]:
    faults = [f"/healthz and /readyz say {healthy}"] if healthy != (200, 200) else []
    if (one_more.status, one_more.text) != (usual.status, usual.text):
        faults.append(f"one more is answered otherwise: {one_more} after {usual}")
    return faults


if __name__ == "__main__":
    main()
