"""The rival of synthesis alone: a plain loop over ONNX Runtime on the Kokoro of the store.

    kokoro.py VOICE [--threads N] [--waves FILE.npz] < tokens

Speaks one line of tokens a call, as `bench_tts --tokens` leaves them, and writes what it cost to the
standard error as one line of JSON. Loading and the first line are no part of it. Speech is kept as
the model gave it: float32 arrays "0", "1", ...
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy
import onnxruntime

from harness import models

RATE_HZ = 24000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("voice")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--waves", type=Path)
    options = parser.parse_args()
    folder = models.folder("kokoro-82m")
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(
        str(models.one_file(folder, "*.onnx")), settings, providers=["CPUExecutionProvider"]
    )
    styles = numpy.fromfile(models.one_file(folder, f"{options.voice}.bin"), numpy.float32)
    styles = styles.reshape(510, 1, 256)
    speed = numpy.ones(1, numpy.float32)
    waves: list[numpy.ndarray] = []
    cpu_s = 0.0
    for line in sys.stdin:
        tokens = [int(token) for token in line.split()]
        ids = numpy.array([[0, *tokens, 0]], numpy.int64)
        inputs = {"input_ids": ids, "style": styles[len(tokens) - 1], "speed": speed}
        waves.append(session.run(["waveform"], inputs)[0].ravel())
        if len(waves) == 1:
            cpu_s = time.process_time()
    cpu_s = time.process_time() - cpu_s
    audio_s = sum(len(wave) for wave in waves[1:]) / RATE_HZ
    peak_rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    cost = {"audio_s": audio_s, "cpu_s": cpu_s, "peak_rss_mb": peak_rss_mb}
    print(json.dumps(cost), file=sys.stderr)
    if options.waves:
        numpy.savez(options.waves, **{str(i): wave for i, wave in enumerate(waves)})


if __name__ == "__main__":
    main()
