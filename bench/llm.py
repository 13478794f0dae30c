"""A language model as translator, on FLORES-100: which directions it may be used in.

bench_mt translates each set once (greedily, so another run says the same) with the GGUF file in
MODEL_DIR, prompted as the server prompts it. Reported: chrF2 (sacrebleu), CPU seconds a sentence
with the loading of the model left out, how many answers the guards refused twice, and peak RSS.
"""

import argparse
from pathlib import Path

from flores import translate
from harness import built, eval_set, scoring

PAIRS = ["fr", "pt", "id", "it", "es", "de", "ru"]
DIRECTIONS = [f"en-{code}" for code in PAIRS] + [f"{code}-en" for code in PAIRS]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, help="folder that holds the .gguf file")
    parser.add_argument("--directions", nargs="+", default=DIRECTIONS)
    parser.add_argument("--set", default="flores-devtest-100", help="name of the text set")
    parser.add_argument("--out", type=Path, help="folder to write the translations to")
    options = parser.parse_args()
    print("| direction | chrF2 | CPU-s a sentence | refused | peak RSS, MB |")
    print("| --- | --- | --- | --- | --- |")
    for direction in options.directions:
        source, target = direction.split("-")
        sentences = eval_set.sentences(options.set, source)
        command = [str(built("bench_mt")), str(options.model), source, target]
        translations, figures = translate(command, sentences)
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            text = "\n".join(translations) + "\n"
            (options.out / direction).write_text(text, encoding="utf-8")
        chrf = scoring.chrf(eval_set.sentences(options.set, target), translations)
        refused = sum(not translation for translation in translations)
        print(
            f"| {direction} | {chrf:.1f} | {figures['cpu_s'] / len(sentences):.2f} | {refused} | "
            f"{figures['peak_rss_mb']:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
