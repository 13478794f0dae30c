"""The linter of subtitles finds what is wrong with them, and nothing wrong with what is right."""

import unittest

import subtitle_lint as lint


def found(cues: list[lint.Cue], lang: str = "en", text: str | None = None) -> set[str]:
    report = lint.Report()
    shown = " ".join(line for cue in cues for line in cue.lines)
    lint.check(cues, [lang], [shown if text is None else text], report, "made up")
    return set(report.broken)


def one(*lines: str, start_s: float = 0.0, end_s: float = 3.0) -> list[lint.Cue]:
    return [lint.Cue(start_s, end_s, list(lines))]


def two(first: tuple[float, float], second: tuple[float, float]) -> list[lint.Cue]:
    return [lint.Cue(*first, ["Good day."]), lint.Cue(*second, ["Come in."])]


class Lint(unittest.TestCase):
    def test_what_is_right_passes(self) -> None:
        self.assertEqual(found(one("When the train came,", "everybody got on board.")), set())
        self.assertEqual(found(two((0, 1), (1.083, 2))), set())
        self.assertEqual(found(one("\u200fمرحبا.\u200f"), "ar"), set())
        self.assertEqual(found(one("会议推迟到下个星期，", end_s=2), "zh"), set())
        self.assertEqual(found(one("ที่นี่ " * 7, end_s=4), "th"), set())

    def test_each_rule_finds_its_fault(self) -> None:
        cases = {
            "lines": one("a", "b", "c"),
            "columns": one("x" * 43),
            "form": one("a", " "),
            "fast": one("a sentence of forty characters, or more.", end_s=2),
            "pace": [*one("a sentence of forty characters, or more.", end_s=2), lint.Cue(2.083, 3, ["So."])],
            "shortest": one("No.", end_s=0.8),
            "longest": one("No.", end_s=7.1),
            "order": two((0, 2), (1.9, 3)),
            "gap": two((0, 2), (2.05, 3)),
            "flicker": two((0, 2), (2.3, 3.3)),
            "article": one("this is not the", "way to part it"),
            "orphan": one("everybody got on board at once and", "left."),
        }
        for rule, cues in cases.items():
            with self.subTest(rule):
                self.assertIn(rule, found(cues))

    def test_scripts_have_rules_of_their_own(self) -> None:
        self.assertIn("direction", found(one("مرحبا."), "ar"))
        self.assertIn("columns", found(one("会" * 17, end_s=7), "zh"))
        self.assertIn("punctuation", found(one("他说", "，好"), "zh"))
        self.assertIn("punctuation", found(one("他说「", "好」"), "zh"))
        self.assertIn("fast", found(one("これは長い文です。", end_s=2), "ja"))

    def test_text_that_is_lost_or_doubled_is_found(self) -> None:
        self.assertIn("text", found(one("Good day."), text="Good day. Come in."))
        self.assertIn("text", found(one("Good day.", "Good day."), text="Good day."))

    def test_subrip(self) -> None:
        good = "1\n00:00:00,500 --> 00:00:01,333\nBom dia.\n\n2\n00:00:02,000 --> 00:00:03,000\na\nb\n\n"
        self.assertEqual([cue.lines for cue in lint.read_srt(good)], [["Bom dia."], ["a", "b"]])
        self.assertEqual(lint.read_srt(""), [])
        for bad in (good.replace("2\n", "3\n"), good.replace(",500", ".500"), good[:-1], good.replace("-->", "->")):
            with self.subTest(bad), self.assertRaises((ValueError, IndexError)):
                lint.read_srt(bad)

    def test_webvtt(self) -> None:
        good = "WEBVTT\n\n00:00:00.500 --> 00:00:01.333\na &amp; b\n\n00:00:02.000 --> 00:00:03.000\nc\n"
        self.assertEqual([cue.lines for cue in lint.read_vtt(good)], [["a & b"], ["c"]])
        self.assertEqual(lint.read_vtt("WEBVTT\n"), [])
        for bad in (good.replace("&amp;", "&"), good.replace("c", "<i>"), good.replace("WEBVTT", "WEB")):
            with self.subTest(bad), self.assertRaises(ValueError):
                lint.read_vtt(bad)


if __name__ == "__main__":
    unittest.main()
