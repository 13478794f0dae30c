"""Writes a lexicon of Chinese characters and words, in the form that src/text/g2p/han_lexicon.h reads.

All numbers are little-endian. "HANLEX1\\n"; eight counts of 32 bits (sounds S, letters L, words W, letters of all
words T, words with a reading P, syllables of all readings R, letters with emissions E: 0 or L, total frequency);
then, each as often as its count says:
    sounds       8 bytes: ASCII, filled up with zeros
    letters      u32 code point, ascending; u32 frequency; u16 reading; u8 kind; 4 x i16 emissions (E of them)
    words        W + 1 x u32 where each begins; T x u16 letters; W x u32 frequency; W x u8 kind
    readings     P x u32 number of the word, ascending; R x u16 reading
The tables lie one after the other, not interleaved. A word has two letters or more, and words ascend. A reading is
8 * sound + tone, 0xffff where there is none. A kind is word class + 16 * marks.
"""
import dataclasses
import pathlib
import re
import struct
import sys

from fault import Fault

NO_READING = 0xFFFF
LONGEST_SOUND = 7
LONGEST_WORD = 16
NO_EMISSION = -32768

Reading = tuple[tuple[str, int], ...]  # sound and tone of each letter


@dataclasses.dataclass
class Entry:
    frequency: int = 0
    kind: int = 0
    reading: Reading = ()


def is_han(text: str) -> bool:
    return all("\u3400" <= letter <= "\u9fff" or letter >= "\U00020000" or letter == "〇" for letter in text)


def write(stream, entries: dict[str, Entry], total_frequency: int,
          emissions: dict[str, tuple[int, int, int, int]] | None = None) -> None:
    """`entries`: every letter and word that is known. Letters of words become known by themselves."""
    emissions = emissions or {}
    letters = sorted({letter for text in entries for letter in text} | set(emissions))
    words = sorted(text for text in entries if len(text) > 1)
    if len(letters) >= 0xFFFF:
        raise Fault(f"{len(letters)} letters are more than the format can number")
    if any(len(word) > LONGEST_WORD for word in words):
        raise Fault("a word is longer than the format allows")
    sounds = sorted({sound for entry in entries.values() for sound, _ in entry.reading})
    if any(not re.fullmatch(f"[a-z]{{1,{LONGEST_SOUND}}}", sound) for sound in sounds):
        raise Fault("a syllable is spelt with other letters than a to z")
    number = {letter: index for index, letter in enumerate(letters)}
    code = {(sound, tone): 8 * index + tone for index, sound in enumerate(sounds) for tone in range(7)}
    singles = [entries.get(letter, Entry()) for letter in letters]
    multiples = [entries[word] for word in words]
    read = [index for index, entry in enumerate(multiples) if entry.reading]
    syllables = [code[syllable] for index in read for syllable in multiples[index].reading]
    begins = [0]
    for word in words:
        begins.append(begins[-1] + len(word))

    stream.write(b"HANLEX1\n")
    stream.write(struct.pack("<8I", len(sounds), len(letters), len(words), begins[-1], len(read), len(syllables),
                             len(letters) if emissions else 0, total_frequency))
    stream.write(b"".join(sound.encode().ljust(8, b"\0") for sound in sounds))
    _put(stream, "I", map(ord, letters))
    _put(stream, "I", (entry.frequency for entry in singles))
    _put(stream, "H", (code[entry.reading[0]] if entry.reading else NO_READING for entry in singles))
    _put(stream, "B", (entry.kind for entry in singles))
    if emissions:
        none = (NO_EMISSION,) * 4
        _put(stream, "h", (value for letter in letters for value in emissions.get(letter, none)))
    _put(stream, "I", begins)
    _put(stream, "H", (number[letter] for word in words for letter in word))
    _put(stream, "I", (entry.frequency for entry in multiples))
    _put(stream, "B", (entry.kind for entry in multiples))
    _put(stream, "I", read)
    _put(stream, "H", syllables)


def _put(stream, kind: str, values) -> None:
    values = list(values)
    stream.write(struct.pack(f"<{len(values)}{kind}", *values))


def run(usage: str, convert, arguments: list[str]) -> int:
    """The command line of an importer that writes a lexicon: convert(SOURCE, TARGET)."""
    if len(arguments) != 2:
        print(usage, file=sys.stderr)
        return 2
    try:
        convert(*map(pathlib.Path, arguments))
    except (Fault, OSError, ValueError, KeyError, SyntaxError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0
