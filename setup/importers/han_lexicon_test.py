"""Makes lexicons of tiny sources that the test writes, and refuses sources that lack something."""
import contextlib
import io
import json
import pathlib
import struct
import tempfile
import unittest

import cantonese_lexicon
import han_lexicon_file
import mandarin_lexicon

SANDHI = """class ToneSandhi():
    def __init__(self):
        self.must_neural_tone_words = {'朋友'}
        self.must_not_neural_tone_words = {'男子'}
"""
FRONT_END = """class ZHFrontend:
    def __init__(self):
        self.must_erhua = {"胡同儿"}
        self.not_erhua = {"女儿"}
"""
EMISSIONS = "P = {'B': {'朋': -1.5, 'a': -2.0}, 'M': {}, 'E': {'友': -0.25}, 'S': {}}\n"
COUNTS = struct.Struct("<8I")


class Sources:
    """A folder of sources, and one that is imported to."""

    def __init__(self, scratch: str):
        self.source, self.target = pathlib.Path(scratch, "from"), pathlib.Path(scratch, "to")
        self.source.mkdir()
        self.target.mkdir()

    def write_mandarin(self) -> None:
        self.write("dict.txt", "朋友 30 n\nAT&T 3 nz\n男子 5 n\n行为 4 v\n行 7 v\n列为 2 v\n列 1 v\n")
        self.write("prob_emit.py", EMISSIONS)
        self.write("tone_sandhi.py", SANDHI)
        self.write("zh_frontend.py", FRONT_END)
        self.write("pinyin_dict.json", json.dumps({str(ord(letter)): pinyin for letter, pinyin in (
            ("行", "xíng,háng"), ("为", "wèi,wéi"), ("列", "liè"), ("女", "nǚ"), ("似", "shì,sì"), ("欸", "ê̄"))}))
        self.write("phrases_dict.json", json.dumps({"朋友": [["péng"], ["you"]], "不行，": [["bù"], ["xíng"], ["，"]]}))

    def write(self, name: str, text: str) -> None:
        (self.source / name).write_text(text, encoding="utf-8")

    def run(self, importer) -> tuple[int, str]:
        complaints = io.StringIO()
        with contextlib.redirect_stderr(complaints):
            done = han_lexicon_file.run("usage", importer.convert, [str(self.source), str(self.target)])
        return done, complaints.getvalue()


class Lexicon:
    """Reads back what han_lexicon_file.py describes."""

    def __init__(self, path: pathlib.Path):
        self.rest = path.read_bytes()
        assert self.rest[:8] == b"HANLEX1\n"
        self.rest = self.rest[8:]
        sounds, letters, words, text, read, syllables, emissions, self.sum = COUNTS.unpack(self.bytes(COUNTS.size))
        self.sounds = [self.bytes(8).rstrip(b"\0").decode() for _ in range(sounds)]
        self.letters = [chr(point) for point in self.take("I", letters)]
        self.letter_frequency = dict(zip(self.letters, self.take("I", letters)))
        self.letter_reading = dict(zip(self.letters, map(self.syllable, self.take("H", letters))))
        self.take("B", letters)
        self.emissions = [self.take("h", 4) for _ in range(emissions)]
        begins, spelling = self.take("I", words + 1), [self.letters[number] for number in self.take("H", text)]
        self.words = ["".join(spelling[begin:end]) for begin, end in zip(begins, begins[1:])]
        self.frequency = dict(zip(self.words, self.take("I", words)))
        self.kind = dict(zip(self.words, self.take("B", words)))
        with_reading = [self.words[number] for number in self.take("I", read)]
        codes = iter(self.take("H", syllables))
        self.reading = {word: [self.syllable(next(codes)) for _ in word] for word in with_reading}
        assert not self.rest

    def bytes(self, count: int) -> bytes:
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def take(self, kind: str, count: int) -> tuple:
        form = struct.Struct(f"<{count}{kind}")
        return form.unpack(self.bytes(form.size))

    def syllable(self, code: int):
        return None if code == 0xFFFF else (self.sounds[code // 8], code % 8)


class HanLexiconTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.sources = Sources(scratch.name)

    def mandarin(self) -> Lexicon:
        self.assertEqual(self.sources.run(mandarin_lexicon), (0, ""))
        return Lexicon(self.sources.target / "mandarin.lex")

    def test_words_and_frequencies(self):
        self.sources.write_mandarin()
        lexicon = self.mandarin()
        self.assertEqual(lexicon.words, sorted(lexicon.words))
        self.assertEqual(lexicon.frequency["朋友"], 30)
        self.assertEqual(lexicon.letter_frequency["行"], 7)
        self.assertNotIn("AT&T", lexicon.words)
        self.assertEqual(lexicon.sum, 52)  # with the words that are no Chinese

    def test_readings(self):
        self.sources.write_mandarin()
        lexicon = self.mandarin()
        self.assertEqual(lexicon.reading["朋友"], [("peng", 2), ("you", 5)])
        self.assertEqual(lexicon.letter_reading["女"], ("nv", 3))
        self.assertEqual(lexicon.letter_reading["欸"], ("eh", 1))
        self.assertIsNone(lexicon.letter_reading["男"])
        self.assertNotIn("不行，", lexicon.words)

    def test_readings_that_are_rare_give_way(self):
        self.sources.write_mandarin()
        lexicon = self.mandarin()
        self.assertEqual(lexicon.letter_reading["似"], ("si", 4))
        self.assertEqual(lexicon.letter_reading["为"], ("wei", 4))
        self.assertEqual(lexicon.reading["列为"], [("lie", 4), ("wei", 2)])

    def test_classes_and_marks(self):
        self.sources.write_mandarin()
        lexicon = self.mandarin()
        self.assertEqual(lexicon.kind["朋友"], 1 + 16)
        self.assertEqual(lexicon.kind["男子"], 1 + 32)
        self.assertEqual((lexicon.kind["女儿"], lexicon.frequency["女儿"]), (64, 0))
        self.assertEqual(lexicon.kind["胡同儿"], 128)

    def test_emissions_in_thousandths(self):
        self.sources.write_mandarin()
        lexicon = self.mandarin()
        by_letter = dict(zip(lexicon.letters, lexicon.emissions))
        self.assertEqual(by_letter["朋"], (-1500, -32768, -32768, -32768))
        self.assertEqual(by_letter["友"][2], -250)
        self.assertNotIn("a", by_letter)

    def test_the_same_sources_give_the_same_bytes(self):
        self.sources.write_mandarin()
        self.mandarin()
        first = (self.sources.target / "mandarin.lex").read_bytes()
        self.mandarin()
        self.assertEqual((self.sources.target / "mandarin.lex").read_bytes(), first)

    def test_cantonese(self):
        self.sources.write("chars_to_jyutping.json", json.dumps(
            {"香": "hoeng1", "香港": "hoeng1 gong2", "阿sir": "aa3 soe4", "行": "hang4"}))
        self.assertEqual(self.sources.run(cantonese_lexicon), (0, ""))
        lexicon = Lexicon(self.sources.target / "cantonese.lex")
        self.assertEqual(lexicon.words, ["香港"])
        self.assertEqual(lexicon.reading["香港"], [("hoeng", 1), ("gong", 2)])
        self.assertEqual(lexicon.letter_reading["行"], ("hang", 4))
        self.assertEqual(lexicon.emissions, [])

    def test_missing_and_damaged_sources_are_said(self):
        done, complaint = self.sources.run(mandarin_lexicon)
        self.assertEqual(done, 1)
        self.assertIn("dict.txt", complaint)
        self.sources.write_mandarin()
        for name, text in (("dict.txt", "no numbers\n"), ("phrases_dict.json", "{"), ("prob_emit.py", "P = ("),
                           ("tone_sandhi.py", "nothing = 1\n"), ("pinyin_dict.json", '{"34892": "x1"}')):
            self.sources.write_mandarin()
            self.sources.write(name, text)
            with self.subTest(name):
                done, complaint = self.sources.run(mandarin_lexicon)
                self.assertEqual(done, 1)
                self.assertTrue(complaint.startswith("error: "), complaint)

    def test_usage(self):
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(han_lexicon_file.run("usage", mandarin_lexicon.convert, ["one"]), 2)
        self.assertEqual(said.getvalue(), "usage\n")


if __name__ == "__main__":
    unittest.main()
