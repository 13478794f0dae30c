"""Scores of text and speech: error rates of recognition, chrF of translation.

Everything is a corpus score: errors and lengths are summed over all pairs, then divided, so that a
long sentence weighs more than a short one. Scores are percentages.

Texts are normalised before errors are counted, both sides alike: Unicode NFKC, lower case, no
punctuation or symbols, one space between words. What this does not forgive, on purpose kept
simple: numbers in words against digits, spelling variants, traditional against simplified Chinese.
"""

import re
import unicodedata
from collections.abc import Sequence

import jiwer
import sacrebleu

# Written without spaces between words, or with spaces that writers place freely (Korean): their
# errors are counted in characters.
BY_CHARACTER = frozenset({"ja", "ko", "th", "yue", "zh"})


def normalise(text: str, lang: str) -> str:
    """The form in which errors are counted: words with one space between, or bare characters."""
    text = re.sub(r"(?<=\d)[.,\u00a0\u202f](?=\d{3}\b)", "", text)  # 1,000 and 1.000 are 1000
    text = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(" " if unicodedata.category(char)[0] in "PSZC" else char for char in text)
    return "".join(kept.split()) if lang in BY_CHARACTER else " ".join(kept.split())


def error_rate(references: Sequence[str], hypotheses: Sequence[str], lang: str) -> float:
    """Word error rate, or character error rate for the languages of BY_CHARACTER, in percent.

    A reference must hold at least one word: speech invented out of nothing has no rate, count its
    words with `words`.
    """
    if len(references) != len(hypotheses):
        raise ValueError(f"{len(references)} references for {len(hypotheses)} hypotheses")
    expected = [normalise(text, lang) for text in references]
    heard = [normalise(text, lang) for text in hypotheses]
    if not expected or not all(expected):
        raise ValueError("an error rate needs references with words in them")
    rate = jiwer.cer if lang in BY_CHARACTER else jiwer.wer
    return 100.0 * float(rate(expected, heard))


def words(text: str, lang: str) -> int:
    """How many words, or characters for the languages of BY_CHARACTER, are left to count."""
    plain = normalise(text, lang)
    return len(plain) if lang in BY_CHARACTER else len(plain.split())


def chrf(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """chrF2 as sacrebleu has it (six-character n-grams, no word n-grams, beta 2), in percent."""
    if len(references) != len(hypotheses) or not references:
        raise ValueError(f"{len(references)} references for {len(hypotheses)} hypotheses")
    return float(sacrebleu.corpus_chrf(list(hypotheses), [list(references)]).score)
