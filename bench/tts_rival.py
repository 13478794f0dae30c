"""Synthesis: our engine against a plain loop over ONNX Runtime, on the same weights and tokens, one
thread each, in turns.

Prints CPU seconds for a second of speech (the same speech for both: ours without the silence at its
ends), peak memory, and how far our sound is from the loop's: the mean difference of log-mel spectra
(80 bands, natural logarithm), with our gain and trimming undone.

    tts_rival.py [--lang en] [--voice af_heart] [--sentences 6] [--runs 7] [--out FILE]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy

from harness import ROOT, built, eval_set, measure, models
from harness.measure import Ratio, Spread

RATE_HZ = 24000
WINDOW = 1024
HOP = 256


def main() -> None:
    options = parse_arguments()
    if options.runs < 7:
        print(f"A trial: {options.runs} runs, fewer than 7, prove nothing.\n")
    texts = sorted(eval_set.sentences("flores-devtest-100", options.lang), key=len)
    texts = texts[: options.sentences]  # the shortest: a run is soon done, and each is one call
    cpu_s: dict[str, list[float]] = {"dragoman": [], "plain loop": []}
    rss_mb: dict[str, list[float]] = {"dragoman": [], "plain loop": []}
    loads = [measure.load_averages()]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for _ in range(options.runs):
            ours = speak(texts, folder, options)
            audio_s = ours["audio_s"]
            cpu_s["dragoman"].append(ours["cpu_s_per_audio_s"])
            rss_mb["dragoman"].append(ours["peak_rss_mb"])
            theirs = speak_plainly(folder, options)
            cpu_s["plain loop"].append(theirs["cpu_s"] / audio_s)
            rss_mb["plain loop"].append(theirs["peak_rss_mb"])
        distance = distance_of(folder, len(texts))
    loads.append(measure.load_averages())
    print(f"{options.lang}, {options.voice}, {len(texts)} sentences, {audio_s:.0f} s of speech\n")
    print("| | CPU-s per audio-s | peak RSS, MB |\n| --- | --- | --- |")
    for name, values in cpu_s.items():
        print(f"| {name} | {Spread.of(values)} | {Spread.of(rss_mb[name])} |")
    ratio = Ratio.between(*cpu_s.values())
    print(
        f"\ndragoman / plain loop: {ratio.of_medians:.2f} of medians, {ratio.of_pairs:.2f} of pairs; "
        f"log-mel distance {distance:.3f}\n"
        f"n = {options.runs}; load average before {loads[0]}, after {loads[1]}"
    )
    if options.out:
        report = {"cpu_s": cpu_s, "rss_mb": rss_mb, "log_mel_distance": distance, "loads": loads}
        options.out.write_text(json.dumps(report, indent=1) + "\n")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lang", default="en")
    parser.add_argument("--voice", default="af_heart")
    parser.add_argument("--sentences", type=int, default=6)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def speak(texts: list[str], folder: Path, options: argparse.Namespace) -> dict[str, float]:
    command = [built("bench_tts"), models.store(), options.voice, options.lang]
    command += ["--wavs", folder, "--tokens", folder / "tokens"]
    lines = "".join(f"{text}\n" for text in texts)
    return cost_of(command, lines)


def speak_plainly(folder: Path, options: argparse.Namespace) -> dict[str, float]:
    script = ROOT / "bench" / "rival" / "kokoro.py"
    command = [sys.executable, script, options.voice, "--waves", folder / "waves.npz"]
    return cost_of(command, (folder / "tokens").read_text())


def cost_of(command: list, lines: str) -> dict[str, float]:
    words = [str(word) for word in command]
    done = subprocess.run(words, input=lines, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{words[0]}: {done.stderr.strip()}")
    cost: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    return cost


def distance_of(folder: Path, sentences: int) -> float:
    """The mean over sentences; those of more than one call are left out."""
    theirs = numpy.load(folder / "waves.npz")
    if len(theirs.files) != sentences:
        raise SystemExit("a sentence is longer than one call: take fewer")
    distances = []
    for number in range(sentences):
        with wave.open(str(folder / f"{number:03}.wav")) as file:
            ours = numpy.frombuffer(file.readframes(file.getnframes()), numpy.int16) / 32767
        distances.append(log_mel_distance(ours, theirs[str(number)].astype(float)))
    return float(numpy.mean(distances))


def log_mel_distance(ours: numpy.ndarray, theirs: numpy.ndarray) -> float:
    size = 1 << (len(theirs) + len(ours)).bit_length()
    spectrum = numpy.fft.rfft(theirs, size) * numpy.conj(numpy.fft.rfft(ours, size))
    begin = int(numpy.argmax(numpy.fft.irfft(spectrum)[: len(theirs)]))
    theirs = theirs[begin : begin + len(ours)]
    ours = ours[: len(theirs)]
    gain = float(theirs @ ours) / float(ours @ ours)
    return float(numpy.mean(numpy.abs(log_mel(gain * ours) - log_mel(theirs))))


def log_mel(sound: numpy.ndarray) -> numpy.ndarray:
    frames = numpy.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]
    power = numpy.abs(numpy.fft.rfft(frames * numpy.hanning(WINDOW))) ** 2
    return numpy.log(numpy.maximum(power @ mel_filters().T, 1e-5))


def mel_filters(bands: int = 80) -> numpy.ndarray:
    """Triangles between edges that lie evenly on the mel scale (O'Shaughnessy)."""
    top = 2595 * numpy.log10(1 + RATE_HZ / 2 / 700)
    edges = 700 * (10 ** (numpy.linspace(0, top, bands + 2) / 2595) - 1)
    frequencies = numpy.linspace(0, RATE_HZ / 2, WINDOW // 2 + 1)
    up = (frequencies - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - frequencies) / (edges[2:] - edges[1:-1])[:, None]
    return numpy.maximum(0, numpy.minimum(up, down))


if __name__ == "__main__":
    main()
