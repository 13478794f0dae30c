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
import numpy as np
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
    if len(references) != len(hypotheses) or not references:
        raise ValueError(f"{len(references)} references for {len(hypotheses)} hypotheses")
    counts = [errors(*pair, lang) for pair in zip(references, hypotheses, strict=True)]
    return 100.0 * sum(wrong for wrong, _ in counts) / sum(length for _, length in counts)


def errors(reference: str, hypothesis: str, lang: str) -> tuple[int, int]:
    """Wrong, missing and added words (or characters) of one pair, and how many are expected."""
    expected, heard = normalise(reference, lang), normalise(hypothesis, lang)
    if not expected:
        raise ValueError("an error rate needs references with words in them")
    process = jiwer.process_characters if lang in BY_CHARACTER else jiwer.process_words
    found = process(expected, heard)
    wrong = found.substitutions + found.deletions + found.insertions
    return wrong, found.substitutions + found.deletions + found.hits


def bootstrap_difference(
    ours: Sequence[float],
    theirs: Sequence[float],
    lengths: Sequence[float],
    resamples: int = 10_000,
) -> tuple[float, float, float]:
    """How the pooled error rates of two systems on the same clips differ (ours less theirs, in
    points): the ends of the 95 % interval over clips drawn anew with replacement, and the share
    of the draws in which ours is worse (Bisani and Ney 2004, paired)."""
    draw = np.random.default_rng(1).integers(len(lengths), size=(resamples, len(lengths)))
    difference = np.asarray(ours) - np.asarray(theirs)
    points = 100.0 * difference[draw].sum(axis=1) / np.asarray(lengths)[draw].sum(axis=1)
    low, high = np.quantile(points, [0.025, 0.975])
    return float(low), float(high), float((points > 0).mean())


def words(text: str, lang: str) -> int:
    """How many words, or characters for the languages of BY_CHARACTER, are left to count."""
    plain = normalise(text, lang)
    return len(plain) if lang in BY_CHARACTER else len(plain.split())


def chrf(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """chrF2 as sacrebleu has it (six-character n-grams, no word n-grams, beta 2), in percent."""
    if len(references) != len(hypotheses) or not references:
        raise ValueError(f"{len(references)} references for {len(hypotheses)} hypotheses")
    return float(sacrebleu.corpus_chrf(list(hypotheses), [list(references)]).score)


def bleu(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """BLEU as sacrebleu has it (13a tokens), in percent."""
    if len(references) != len(hypotheses) or not references:
        raise ValueError(f"{len(references)} references for {len(hypotheses)} hypotheses")
    return float(sacrebleu.corpus_bleu(list(hypotheses), [list(references)]).score)
