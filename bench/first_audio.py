"""How long until the first sound of a text, by its length, and whether speech keeps ahead of the
listener: our engine, warm, whole sentences against the pieces of pipeline/speech_plan.h.

    first_audio.py [--runs 7] [--threads 2]
"""

import argparse
import json
import subprocess

from harness import built, measure, models
from harness.measure import Spread

TEXTS = {
    3: "Good morning, everyone.",
    10: "When the train arrives, please let the other passengers off.",
    30: "After a long winter, the small company, which nobody had expected to survive, opened "
    "its doors again, and on the very first day more people came than in the whole year before.",
}
WARM_UP = "This is only to load the model."


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    before = measure.load_averages()
    results = {plan: speak(plan, options) for plan in (0, 1)}
    print("| words | whole sentence, s | in pieces, s | latest piece late by, s |")
    print("| --- | --- | --- | --- |")
    for place, words in enumerate(TEXTS):
        whole, pieces = (results[plan]["first_audio_s"][place :: len(TEXTS)] for plan in (0, 1))
        late = results[1]["late_s"][place :: len(TEXTS)]
        print(f"| {words} | {Spread.of(whole)} | {Spread.of(pieces)} | {Spread.of(late)} |")
    print(
        f"\n{options.threads} threads, n = {options.runs}; wall seconds for a second of speech "
        f"{results[1]['wall_s_per_audio_s']:.2f}; load average before {before}, "
        f"after {measure.load_averages()}"
    )


def speak(plan: int, options: argparse.Namespace) -> dict:
    command = [built("bench_tts"), models.store(), "af_heart", "en", "--plan", plan]
    command += ["--threads", options.threads]
    lines = "\n".join([WARM_UP, *options.runs * list(TEXTS.values())]) + "\n"
    words = [str(word) for word in command]
    done = subprocess.run(words, input=lines, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bench_tts: {done.stderr.strip()}")
    figures: dict = json.loads(done.stderr.splitlines()[-1])
    return figures


if __name__ == "__main__":
    main()
