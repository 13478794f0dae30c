#!/usr/bin/env python3
"""Makes the lexicon that Cantonese is read by: words and their jyutping.

    cantonese_lexicon.py SOURCE TARGET

SOURCE is a folder with chars_to_jyutping.json of pycantonese, which is the words of rime-cantonese. TARGET, a
folder, gets cantonese.lex (see han_lexicon_file.py). The same sources give the same bytes on every machine.
"""
import json
import pathlib
import sys

import han_lexicon_file as lexicon


def convert(source: pathlib.Path, target: pathlib.Path) -> None:
    entries: dict[str, lexicon.Entry] = {}
    words = json.loads((source / "chars_to_jyutping.json").read_text(encoding="utf-8"))
    for word, jyutping in words.items():
        syllables = jyutping.split()
        if lexicon.is_han(word) and len(word) == len(syllables) <= lexicon.LONGEST_WORD:
            reading = tuple((syllable[:-1], int(syllable[-1])) for syllable in syllables)
            entries[word] = lexicon.Entry(frequency=1, reading=reading)
    with (target / "cantonese.lex").open("wb") as stream:
        lexicon.write(stream, entries, total_frequency=len(entries))


if __name__ == "__main__":
    sys.exit(lexicon.run(__doc__, convert, sys.argv[1:]))
