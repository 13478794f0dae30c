"""The rival of recognition alone: faster-whisper (int8, beam 5, its VAD) on a model of the store.

    whisper.py MODEL [--threads N]

Takes jobs on stdin, one JSON object a line: {"file", "language" (null: to be found), "english"},
and answers each with one on stdout: {"text", "language"}. The first line, {}, says that it is ready.
"""

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from faster_whisper import WhisperModel

from harness import models


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    recogniser = WhisperModel(
        str(models.folder(options.model)),
        device="cpu",
        compute_type="int8",
        cpu_threads=options.threads,
    )
    print("{}", flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        segments, info = recogniser.transcribe(
            job["file"],
            language=job["language"],
            task="translate" if job["english"] else "transcribe",
            beam_size=5,
            vad_filter=True,
        )
        text = " ".join(segment.text.strip() for segment in segments)
        print(json.dumps({"text": text, "language": info.language}), flush=True)


if __name__ == "__main__":
    main()
