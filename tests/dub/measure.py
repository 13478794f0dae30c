"""What a dub says of its lines, and what is heard of them."""

import array
import json
import math
import subprocess
from pathlib import Path

RATE_HZ = 16000
LEAD_S = 0.08


def project(dubbed: Path) -> dict:
    return json.loads(Path(f"{dubbed}.dub/project.json").read_text())


def samples(file: Path, stream: str) -> array.array:
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-i", str(file), "-map", stream, "-ac", "1", "-ar", str(RATE_HZ),
         "-f", "s16le", "-"],
        check=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip
    return array.array("h", raw)


def onset_s(sound: array.array, from_s: float, until_s: float) -> float | None:
    """When sound begins: the first hundredth of a second above -46 dB of full scale."""
    step = RATE_HZ // 200
    for at in range(max(0, round(from_s * RATE_HZ)), round(until_s * RATE_HZ), step):
        window = sound[at : at + RATE_HZ // 100]
        if window and math.sqrt(sum(each * each for each in window) / len(window)) > 32768 * 10 ** (-46 / 20):
            return at / RATE_HZ
    return None


def offsets(dubbed: Path) -> list[tuple[dict, float]]:
    """Of each spoken line, how much later than its slot it is heard in the track of speech alone."""
    sound = samples(dubbed, "0:a:0")
    found = []
    before_s = 0.0
    for line in project(dubbed)["lines"]:
        if not line["spoken"] or line["result"]["end_s"] <= 0:
            continue
        heard = onset_s(sound, max(line["start_s"] - 0.3, before_s + 0.03), line["start_s"] + 2)
        assert heard is not None, line
        found.append((line, heard - line["start_s"]))
        before_s = line["result"]["end_s"]
    return found
