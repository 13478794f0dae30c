"""How long a job that is told to stop goes on: SIGINT to the command line, at moments spread over a job.

The time until the process is gone holds the longest call that cannot be stopped at that moment, and
the closing of engines and files. It moves with the load of the machine.
"""

import argparse
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from harness import built, eval_set, measure
from harness.measure import Spread

FIRST_S = 0.3  # by then the models are there


def main() -> None:
    options = parse_arguments()
    with tempfile.TemporaryDirectory() as folder:
        recording = eval_set.join(eval_set.fleurs("en"), Path(folder) / "joined.wav").path
        step = (options.until - FIRST_S) / max(options.runs - 1, 1)
        before = measure.load_averages()
        delays = [stop_after(recording, Path(folder), FIRST_S + step * run) for run in range(options.runs)]
        after = measure.load_averages()
    delays_ms = [1000 * delay for delay in delays if delay is not None]
    print(f"from SIGINT to the end, ms: {Spread.of(delays_ms)}")
    print(f"n = {len(delays_ms)} of {options.runs}; load average before {before}, after {after}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--until", type=float, default=5.0, help="the last moment, in seconds after the start")
    return parser.parse_args()


def stop_after(recording: Path, folder: Path, seconds: float) -> float | None:
    """Nothing where the job was done before."""
    command = [built("dragoman"), "translate", recording, "--from", "en", "--to", "pt", "--wav", folder / "out.wav", "--quiet"]
    job = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    if job.poll() is not None:
        return None
    began = time.monotonic()
    job.send_signal(signal.SIGINT)
    status = job.wait()
    ended = time.monotonic()
    if status != 130:
        raise SystemExit(f"dragoman ended with {status}, not 130")
    return ended - began


if __name__ == "__main__":
    main()
