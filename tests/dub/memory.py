"""What a dub takes of memory, by the length of its film: a minute of English that comes again and again under a picture, into
Portuguese. It comes again to the sample, so that most answers of the engines are found in the dub's folder and an hour is done soon.

    setup/setup.py run tests tests/dub/memory.py FOLDER [MINUTES ...]
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from films import FLEURS_EN, ffmpeg

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))

from harness import eval_file, program

RATE_HZ = 48000


def minute(folder: Path) -> Path:
    """Five sentences with pauses, a minute long to the sample."""
    made = folder / "minute.flac"
    inputs = [word for clip in FLEURS_EN for word in ("-i", eval_file(clip))]
    parts = "".join(f"[{i}]aresample={RATE_HZ},apad=pad_dur=1[p{i}];" for i in range(len(FLEURS_EN)))
    joined = "".join(f"[p{i}]" for i in range(len(FLEURS_EN)))
    samples = 60 * RATE_HZ
    ffmpeg(
        *inputs, "-filter_complex", f"{parts}{joined}concat=n={len(FLEURS_EN)}:v=0:a=1,apad=whole_len={samples},atrim=end_sample={samples}[a]",
        "-map", "[a]", "-ac", "1", made,
    )  # fmt: skip
    return made


def film(folder: Path, minutes: int) -> Path:
    made = folder / f"{minutes}.mkv"
    ffmpeg(
        "-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={minutes * 60}", "-stream_loop", str(minutes - 1), "-i", minute(folder),
        "-map", "0:v", "-map", "1:a", "-c:v", "libx264", "-preset", "ultrafast", "-g", "250", "-c:a", "copy", made,
    )  # fmt: skip
    return made


def main(folder: Path, lengths: list[int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    print("| film | file | lines | peak of memory | time |\n|---|---|---|---|---|")
    for minutes in lengths:
        source, into = film(folder, minutes), folder / f"{minutes}.pt.mkv"
        begun = time.monotonic()
        process = subprocess.Popen(
            [program(), "dub", source, "--from", "en", "--to", "pt", "-o", into, "--recipe", "fast", "--overwrite",
             "--voice", "pf_dora"],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        said = process.stderr.read()
        _, status, use = os.wait4(process.pid, 0)
        assert status == 0, said
        lines = said.rsplit("dragoman: ", 1)[1].split()[0]
        taken = time.monotonic() - begun
        print(f"| {minutes} min | {source.stat().st_size >> 20} MiB | {lines} | {use.ru_maxrss / 1024:.0f} MiB | {taken:.0f} s |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(each) for each in sys.argv[2:]] or [5, 20, 60])
