"""How far a live session lags behind what is said: FLEURS clips at the pace of speech, one session
each, held by the hosted product's own client (tests/api/clients/dashscope_python.py).

- provisional: from the first sound of a clip to its first translated text, settled or not;
- settled: from the last sound of a clip to the last of its text, settled;
- first audio: from the first sound of a clip to the first speech of its translation, and from the
  last (negative: while it is still being said).

    live.py [--from en] [--to pt] [--clips 5] [--voice Cherry] [--at-once 1]
"""

import argparse
import json
import statistics
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harness import ROOT, eval_set, measure
from harness.systems import Dragoman, Task

CLIENT = ROOT / "tests" / "api" / "clients" / "dashscope_python.py"
SETUP = ("python3", str(ROOT / "setup" / "setup.py"), "run", "dashscope", "-B", str(CLIENT))
TEXTS = ("response.audio_transcript.text", "response.text.text")
ENDS = ("response.audio_transcript.done", "response.text.done")


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def play(url: str, wav: Path, sound: tuple[float, float], options: argparse.Namespace) -> dict[str, float]:
    """The lags of one clip, in seconds; what did not come is not there."""
    command = [*SETUP, url, str(wav), options.source, options.target, options.voice]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    events: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])["events"]
    begin_s, end_s = sound
    texts = [e["at_s"] for e in events if e["type"] in TEXTS + ENDS]
    ends = [e["at_s"] for e in events if e["type"] in ENDS]
    audio = [e["at_s"] for e in events if e["type"] == "response.audio.delta"]
    lags = {}
    if texts:
        lags["provisional"] = texts[0] - begin_s
    if ends:
        lags["settled"] = ends[-1] - end_s
    if audio:
        lags["first audio"] = audio[0] - begin_s
        lags["first audio, from the end"] = audio[0] - end_s
    return lags


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="source", default="en")
    parser.add_argument("--to", dest="target", default="pt")
    parser.add_argument("--clips", type=int, default=5)
    parser.add_argument("--voice", default="Cherry")
    parser.add_argument("--at-once", type=int, default=1)
    options = parser.parse_args()
    before = measure.load_averages()
    server = Dragoman(Task(options.source, options.target, speech=True))
    clips = eval_set.fleurs(options.source)[: options.clips]
    with TemporaryDirectory() as folder:
        played = []
        for number, clip in enumerate(clips):
            wav = Path(folder) / f"{number}.wav"
            placed = eval_set.lay_out([clip], wav)[0]
            played.append((wav, (placed.sound_start_s, placed.sound_end_s)))
        server.run([clips[0].path])  # warm
        url = f"ws://127.0.0.1:{server.port}/v1/realtime"
        cpu_before_s = measure.cpu_s(server.process.pid)
        with ThreadPoolExecutor(options.at_once) as sessions:
            lags = list(sessions.map(lambda one: play(url, one[0], one[1], options), played))
        cpu_s = measure.cpu_s(server.process.pid) - cpu_before_s
        audio_s = sum(eval_set.audio_s(wav) for wav, _ in played)
    server.close()
    print("| lag, s | p50 | p95 | n |")
    print("| --- | --- | --- | --- |")
    for name in ("provisional", "settled", "first audio", "first audio, from the end"):
        values = [lag[name] for lag in lags if name in lag]
        if values:
            p95 = percentile(values, 0.95)
            print(f"| {name} | {statistics.median(values):.2f} | {p95:.2f} | {len(values)} |")
    print(
        f"\n{options.source} to {options.target}, {len(clips)} clips, {audio_s:.1f} s of sound, {options.at_once} at "
        f"once; {cpu_s / audio_s:.2f} CPU seconds a second of sound; load average before {before}, "
        f"after {measure.load_averages()}"
    )


if __name__ == "__main__":
    main()
