"""How Mandarin is read beside the Python packages whose ways it follows: over the Chinese sentences of
FLORES and NTREX, run of characters by run of characters,

 - sounds: which runs misaki's zh module (jieba, pypinyin, pinyin-to-ipa) gives the same phonemes and
   the same words, tones left out;
 - tones: which syllables have the tone that misaki's tone_sandhi module (PaddleSpeech's rules) gives.

    setup/setup.py run reading bench/chinese_reading.py [--show 20]
"""

import argparse
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

for part in ("jieba", "jieba.posseg"):
    sys.modules[part] = importlib.import_module(part.replace("jieba", "jieba_next"))

import jieba.posseg  # noqa: E402
from misaki.tone_sandhi import ToneSandhi  # noqa: E402
from misaki.zh import ZHG2P  # noqa: E402
from pypinyin import Style, lazy_pinyin  # noqa: E402

from harness import ROOT, built, models  # noqa: E402

HAN = re.compile("[\u4e00-\u9fff]+")
LINK = "\u032f"  # under the second half of a diphthong, which the model does not know


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", type=int, default=0, help="how many differences of each to print")
    options = parser.parse_args()
    runs = HAN.findall(text_of("flores-devtest-100.zh") + text_of("ntrex-100.zh"))
    ours = phonemes(runs)
    others = [ZHG2P.legacy_call(run).replace(LINK, "") for run in runs]
    pairs = list(zip(runs, ours, others, strict=True))
    wrong = [(run, one, two) for run, one, two in pairs if toneless(one) != toneless(two)]
    print(f"{len(runs)} runs, {sum(map(len, runs))} characters")
    print(f"same words and sounds: {len(runs) - len(wrong)} runs ({share(len(wrong), len(runs))})")
    for run, one, two in wrong[: options.show]:
        print(f"  {run}\n    {one}\n    {two}")
    compared, unlike = tones(runs, ours)
    print(f"same tone: {compared - len(unlike)} of {compared} syllables ({share(len(unlike), compared)})")
    for line in unlike[: options.show]:
        print(f"  {line}")


def text_of(name: str) -> str:
    # Not by eval_set, which brings a decoder of audio along.
    folder = Path(os.environ.get("DRAGOMAN_EVAL_DIR") or ROOT.parent / "shared" / "eval")
    return (folder / "text" / name).read_text(encoding="utf-8")


def share(wrong: int, total: int) -> str:
    return f"{100 * (total - wrong) / total:.2f} %"


def phonemes(runs: list[str]) -> list[str]:
    command = [str(built("bench_phonemes")), str(models.store()), "zh"]
    lines = "".join(f"{run}\n" for run in runs)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def toneless(ipa: str) -> str:
    return re.sub("[→↗↘↓]", "", ipa)


def tones(runs: list[str], ours: list[str]) -> tuple[int, list[str]]:
    """How many syllables were compared, and those whose tones differ; runs of other sounds are left out."""
    rules = ToneSandhi()
    compared, unlike = 0, []
    for run, ipa in zip(runs, ours, strict=True):
        words = rules.pre_merge_for_modify([(pair.word, pair.flag) for pair in jieba.posseg.lcut(run)])
        theirs: list[str] = []
        for word, tag in words:
            pinyin = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
            theirs += rules.modified_tone(word, tag, pinyin)
        mine = tones_of(ipa.replace(" ", ""), theirs)
        if mine is None or len(mine) != len(run):
            continue
        compared += len(run)
        for at, (tone, other) in enumerate(zip(mine, theirs, strict=True)):
            if tone != int(other[-1]):
                around = f"{run[max(0, at - 3) : at]}[{run[at]}]{run[at + 1 : at + 4]}"
                unlike.append(f"{around} {tone}, not {other[-1]}")
    return compared, unlike


def tones_of(ipa: str, pinyin: list[str]) -> list[int] | None:
    """The tones of a run of phonemes whose syllables are known; None where they are others."""
    found = []
    for syllable in pinyin:
        for tone in (1, 2, 3, 4, 5):
            spelling = ZHG2P.py2ipa(f"{syllable[:-1]}{tone}").replace(LINK, "")
            if ipa.startswith(spelling):
                found.append(tone)
                ipa = ipa[len(spelling) :]
                break
        else:
            return None
    return found


if __name__ == "__main__":
    main()
