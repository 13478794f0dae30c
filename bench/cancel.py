"""How long work goes on that is told to stop, at moments spread over a job.

- client gone: the connection is closed; over when the server counts no running job any more.
- deadline: max_job_time_s passes; over when the event that says so is here.
- SIGTERM: the server is told to stop without grace; over when its process is gone.
- SIGINT: the command line is interrupted; over when its process is gone.

The time holds the longest call that cannot be stopped at that moment, and where a process ends the
closing of engines and files. It moves with the load of the machine; the CPU seconds used from the
stop until the process is idle (or gone) do not. Speech is asked for.

    cancel.py [--recipe fast] [--runs 21] [--until 4] [--ways gone deadline term int]
"""

import argparse
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from harness import built, eval_set, measure
from harness.measure import Spread
from harness.systems import Dragoman, Task

FIRST_S = 0.3
WARM_UPS = 3
START_S = 0.7  # of the command line, until it watches for signals and has its models


@dataclass(frozen=True)
class Stop:
    """What one job did after it was told to stop."""

    wall_s: float
    cpu_s: float


def main() -> None:
    options = parse_arguments()
    os.environ["DRAGOMAN_RECIPE"] = options.recipe
    step = (options.until - FIRST_S) / max(options.runs - 1, 1)
    moments = [FIRST_S + step * run for run in range(options.runs)]
    before = measure.load_averages()
    with tempfile.TemporaryDirectory() as folder:
        clips = eval_set.fleurs("en") * 3
        recording = eval_set.join(clips, Path(folder) / "joined.wav").path
        stops = {way: WAYS[way](recording, moments) for way in options.ways}
    print("| stop | runs | until it is over, ms: median (min-max) | CPU-s used in that time |")
    print("| --- | --- | --- | --- |")
    for way, found in stops.items():
        walls = Spread.of([1000 * stop.wall_s for stop in found])
        cpus = Spread.of([stop.cpu_s for stop in found])
        print(f"| {way} | {len(found)} | {walls} | {cpus} |")
    print(
        f"\nrecipe {options.recipe}, {options.runs} moments from {FIRST_S} to {options.until} s; "
        f"{os.cpu_count()} cores; load average before {before}, after {measure.load_averages()}"
    )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipe", default="fast")
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--until", type=float, default=4.0, help="the last moment, in seconds")
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    return parser.parse_args()


def client_gone(recording: Path, moments: list[float]) -> list[Stop]:
    server = StoppedServer()
    try:
        return [server.leave_after(recording, moment) for moment in moments]
    finally:
        server.close()


def deadline(recording: Path, moments: list[float]) -> list[Stop]:
    """A few deadlines serve all moments: each needs a server of its own."""
    limits = moments[:: max(len(moments) // 5, 1)]
    found = []
    for limit in limits:
        os.environ["DRAGOMAN_MAX_JOB_TIME_S"] = str(limit)
        server = StoppedServer()
        try:
            found += [server.overdue(recording, limit) for _ in range(len(moments) // len(limits))]
        finally:
            server.close()
            del os.environ["DRAGOMAN_MAX_JOB_TIME_S"]
    return found


def told_to_end(recording: Path, moments: list[float]) -> list[Stop]:
    os.environ["DRAGOMAN_GRACE_PERIOD_S"] = "0"
    found = []
    for moment in moments[:: max(len(moments) // 7, 1)]:
        server = StoppedServer()
        connection = server.begin(recording)
        time.sleep(moment)
        found.append(stop_process(server.process, signal.SIGTERM, 0))
        connection.close()
    del os.environ["DRAGOMAN_GRACE_PERIOD_S"]
    return found


def interrupted(recording: Path, moments: list[float]) -> list[Stop]:
    found = []
    for moment in moments:
        with tempfile.TemporaryDirectory() as folder:
            command = [built("dragoman"), "translate", recording, "--from", "en", "--to", "pt"]
            command += ["--wav", Path(folder) / "out.wav", "--quiet"]
            job = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(START_S + moment)
            if job.poll() is not None:
                raise SystemExit(f"the job was done before {moment} s")
            found.append(stop_process(job, signal.SIGINT, 130))
    return found


WAYS: dict[str, Callable[[Path, list[float]], list[Stop]]] = {
    "gone": client_gone,
    "deadline": deadline,
    "term": told_to_end,
    "int": interrupted,
}


def stop_process(process: subprocess.Popen, how: signal.Signals, expected: int) -> Stop:
    """CPU time is that at the end, as the kernel reports it of a child that was waited for."""
    cpu_s, began_s = measure.cpu_s(process.pid), time.monotonic()
    process.send_signal(how)
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.monotonic() - began_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        raise SystemExit(f"dragoman ended with {process.returncode}, not {expected}")
    return Stop(wall_s, max(used.ru_utime + used.ru_stime - cpu_s, 0))


class StoppedServer(Dragoman):
    """A server whose jobs are stopped; its own metrics tell when none runs."""

    def __init__(self) -> None:
        super().__init__(Task("en", "pt", speech=True))
        self._metrics = http.client.HTTPConnection("127.0.0.1", self.port)
        # Everything is loaded, also where a deadline ends the first jobs before that.
        for _ in range(WARM_UPS):
            with contextlib.suppress(RuntimeError):
                self.run([eval_set.fleurs("en")[0].path])

    def begin(self, recording: Path) -> socket.socket:
        """Sends a request whole; the answer is left to come."""
        body = self.body(recording, self.task)
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection = socket.create_connection(("127.0.0.1", self.port))
        connection.sendall(head.encode() + body)
        return connection

    def leave_after(self, recording: Path, moment: float) -> Stop:
        connection = self.begin(recording)
        time.sleep(moment)
        if self._running() != 1:
            raise SystemExit(f"no job runs after {moment} s")
        cpu_s, began_s = measure.cpu_s(self.process.pid), time.monotonic()
        connection.close()
        while self._running() > 0:
            time.sleep(0.002)
        wall_s = time.monotonic() - began_s
        return Stop(wall_s, self._cpu_since(cpu_s))

    def overdue(self, recording: Path, limit: float) -> Stop:
        with self.begin(recording) as connection:
            time.sleep(limit)
            cpu_s, began_s = measure.cpu_s(self.process.pid), time.monotonic()
            said = b""
            while b'"error"' not in said:
                piece = connection.recv(65536)
                if not piece:
                    raise SystemExit("the answer ended without the error of a deadline")
                said = said[-20:] + piece
            wall_s = time.monotonic() - began_s
        return Stop(wall_s, self._cpu_since(cpu_s))

    def _cpu_since(self, cpu_s: float) -> float:
        measure.let_settle()
        return measure.cpu_s(self.process.pid) - cpu_s

    def _running(self) -> float:
        self._metrics.request("GET", "/metrics")
        text = self._metrics.getresponse().read().decode()
        lines = [line for line in text.splitlines() if line.startswith("dragoman_jobs_running{")]
        return sum(float(line.split()[-1]) for line in lines)


if __name__ == "__main__":
    main()
