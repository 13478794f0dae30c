#!/usr/bin/env python3
"""Makes the lexicon that Mandarin is read by: words and how often they are, how unknown words are cut, pinyin.

    mandarin_lexicon.py SOURCE TARGET

SOURCE is a folder with dict.txt and prob_emit.py of jieba (words, frequencies, classes; the hidden Markov model of
new words), phrases_dict.json and pinyin_dict.json of pypinyin (readings), tone_sandhi.py and zh_frontend.py of
misaki (words whose last syllable is neutral, words whose 儿 is a syllable; both from PaddleSpeech). TARGET, a
folder, gets mandarin.lex (see han_lexicon_file.py). The same sources give the same bytes on every machine.
"""
import ast
import json
import pathlib
import sys
import unicodedata

import han_lexicon_file as lexicon
from fault import Fault

# As in han_lexicon.h; what jieba's tags of one or two letters mean to the rules of tone.
_CLASSES = {"n": 1, "nr": 2, "v": 4, "a": 6, "r": 8, "s": 9, "l": 10, "f": 11, "ul": 12, "uz": 12, "ug": 12, "j": 13}
_FAMILIES = {"n": 3, "v": 5, "a": 7}
_NEUTRAL, _NEVER_NEUTRAL, _FULL_ER, _MERGED_ER = 16, 32, 64, 128
_TONE_MARKS = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_NEUTRAL_TONE = 5
# Characters whose first reading in pypinyin is a rare one in modern words.
_COMMON = {"似": "sì", "勒": "lè", "颇": "pō", "佛": "fó", "卜": "bǔ", "甸": "diàn", "脊": "jǐ", "耶": "yē", "仆": "pú",
           "泊": "bó", "薄": "bó", "萎": "wěi", "茸": "róng", "肋": "lèi", "诘": "jié", "剌": "là", "嚼": "jiáo"}
# Those that are read otherwise at the end of a word than alone.
_AT_END = {"为": "wéi", "尽": "jìn", "什": "shí"}


def convert(source: pathlib.Path, target: pathlib.Path) -> None:
    entries: dict[str, lexicon.Entry] = {}
    total = _add_words(entries, source / "dict.txt")
    _add_readings(entries, source)
    _add_marks(entries, source)
    with (target / "mandarin.lex").open("wb") as stream:
        lexicon.write(stream, entries, total, _emissions(source / "prob_emit.py"))


def _add_words(entries: dict[str, lexicon.Entry], path: pathlib.Path) -> int:
    """Returns the sum of all frequencies, also of words that are no Chinese."""
    total = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        total += int(frequency)
        if lexicon.is_han(word) and len(word) <= lexicon.LONGEST_WORD:
            kind = _CLASSES.get(tag, _FAMILIES.get(tag[0], 0))
            entries[word] = lexicon.Entry(int(frequency), kind)
    return total


def _syllable(pinyin: str) -> tuple[str, int]:
    """"lüè" becomes ("lve", 4), "ê̄" ("eh", 1)."""
    tone, sound = _NEUTRAL_TONE, ""
    for letter in unicodedata.normalize("NFD", pinyin):
        if letter in _TONE_MARKS:
            tone = _TONE_MARKS[letter]
        elif letter == "\u0308":
            sound = sound[:-1] + "v"
        else:
            sound += "h" if letter == "\u0302" else letter
    return sound, tone


def _add_readings(entries: dict[str, lexicon.Entry], source: pathlib.Path) -> None:
    letters = json.loads((source / "pinyin_dict.json").read_text(encoding="utf-8"))
    for code_point, readings in letters.items():
        entry = entries.setdefault(chr(int(code_point)), lexicon.Entry())
        entry.reading = (_syllable(_COMMON.get(chr(int(code_point)), readings.split(",")[0])),)
    phrases = json.loads((source / "phrases_dict.json").read_text(encoding="utf-8"))
    for phrase, readings in phrases.items():
        if lexicon.is_han(phrase) and len(phrase) == len(readings) and len(phrase) > 1:
            entry = entries.setdefault(phrase, lexicon.Entry())
            entry.reading = tuple(_syllable(choices[0]) for choices in readings)
    for word, entry in entries.items():
        if len(word) == 2 and word[1] in _AT_END and not entry.reading and entries[word[0]].reading:
            entry.reading = (*entries[word[0]].reading, _syllable(_AT_END[word[1]]))


def _add_marks(entries: dict[str, lexicon.Entry], source: pathlib.Path) -> None:
    for file, name, mark in (("tone_sandhi.py", "must_neural_tone_words", _NEUTRAL),
                             ("tone_sandhi.py", "must_not_neural_tone_words", _NEVER_NEUTRAL),
                             ("zh_frontend.py", "not_erhua", _FULL_ER),
                             ("zh_frontend.py", "must_erhua", _MERGED_ER)):
        for word in _constant(source / file, name):
            entries.setdefault(word, lexicon.Entry()).kind |= mark


def _constant(path: pathlib.Path, name: str):
    """The literal that a module gives to a name or to an attribute of self."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", getattr(node.targets[0], "id", "")) == name:
            return ast.literal_eval(node.value)
    raise Fault(f"{path.name} has no {name}")


def _emissions(path: pathlib.Path) -> dict[str, tuple[int, int, int, int]]:
    """Thousandths of the natural logarithms, for a letter that begins, is inside, ends, is a word."""
    table = _constant(path, "P")
    states = [table[state] for state in "BMES"]
    letters = sorted({letter for state in states for letter in state if lexicon.is_han(letter)})
    return {letter: tuple(round(1000 * state[letter]) if letter in state else lexicon.NO_EMISSION
                          for state in states) for letter in letters}


if __name__ == "__main__":
    sys.exit(lexicon.run(__doc__, convert, sys.argv[1:]))
