"""The scores themselves are tested: a benchmark is worth what its yardstick is worth.

Needs the bench environment: python3 setup/setup.py run bench tests/quality/scoring_test.py
"""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from harness import scoring


class Normalise(unittest.TestCase):
    def test_case_punctuation_and_spaces_do_not_count(self) -> None:
        self.assertEqual(
            scoring.normalise("  However, DUE\tto… the “west”! ", "en"), "however due to the west"
        )

    def test_composed_and_decomposed_letters_are_one(self) -> None:
        self.assertEqual(scoring.normalise("e\u0301te\u0301", "fr"), scoring.normalise("été", "fr"))

    def test_apostrophes_of_both_kinds_split_alike(self) -> None:
        self.assertEqual(
            scoring.normalise("l’accident", "fr"), scoring.normalise("l'accident", "fr")
        )

    def test_digit_groups_join(self) -> None:
        self.assertEqual(
            scoring.normalise("1,000, 2.500.000, 25\u00a0000", "fr"), "1000 2500000 25000"
        )

    def test_other_numbers_do_not_join(self) -> None:
        self.assertEqual(scoring.normalise("3.14 in 1990 300", "en"), "3 14 in 1990 300")

    def test_chinese_is_bare_characters(self) -> None:
        self.assertEqual(scoring.normalise("然而，由于 25 年。", "zh"), "然而由于25年")

    def test_thai_vowel_signs_are_kept(self) -> None:
        self.assertEqual(scoring.normalise("ที่", "th"), "ที่")


class ErrorRate(unittest.TestCase):
    def test_same_words_are_no_error(self) -> None:
        self.assertEqual(scoring.error_rate(["A cat sat."], ["a cat, sat"], "en"), 0.0)

    def test_one_wrong_one_missing_one_added_of_four(self) -> None:
        self.assertAlmostEqual(scoring.error_rate(["a b c d"], ["a x c e f"], "en"), 75.0)

    def test_rates_are_pooled_over_words_not_over_clips(self) -> None:
        rate = scoring.error_rate(["a", "b c d e f g h i j"], ["x", "b c d e f g h i j"], "en")
        self.assertAlmostEqual(rate, 10.0)

    def test_japanese_counts_characters(self) -> None:
        self.assertAlmostEqual(scoring.error_rate(["客観的。"], ["主観的"], "ja"), 100.0 / 3)

    def test_nothing_heard_is_all_wrong(self) -> None:
        self.assertEqual(scoring.error_rate(["a b"], [""], "en"), 100.0)

    def test_empty_reference_is_refused(self) -> None:
        for references in ([], [""], ["..."], ["a", " "]):
            with self.subTest(references=references), self.assertRaises(ValueError):
                scoring.error_rate(references, references, "en")

    def test_unequal_counts_are_refused(self) -> None:
        with self.assertRaises(ValueError):
            scoring.error_rate(["a"], [], "en")


class Bootstrap(unittest.TestCase):
    def test_errors_and_length_of_one_pair(self) -> None:
        self.assertEqual(scoring.errors("a b c d", "a x c e f", "en"), (3, 4))
        self.assertEqual(scoring.errors("客観的", "主観", "ja"), (2, 3))

    def test_a_clear_difference_leaves_naught_outside(self) -> None:
        low, high, worse = scoring.bootstrap_difference([1] * 30, [3] * 30, [10] * 30)
        self.assertEqual((low, high, worse), (-20.0, -20.0, 0.0))

    def test_like_systems_hold_naught_inside(self) -> None:
        ours, theirs = [1, 3] * 15, [3, 1] * 15
        low, high, worse = scoring.bootstrap_difference(ours, theirs, [10] * 30)
        self.assertLess(low, -1.0)
        self.assertGreater(high, 1.0)
        self.assertTrue(0.3 < worse < 0.7)


class Words(unittest.TestCase):
    def test_words_and_characters(self) -> None:
        self.assertEqual(scoring.words("Thank you. ♪", "en"), 2)
        self.assertEqual(scoring.words("谢谢！", "zh"), 2)
        self.assertEqual(scoring.words(" ... ", "en"), 0)


class Chrf(unittest.TestCase):
    def test_perfect_and_disjoint(self) -> None:
        self.assertAlmostEqual(scoring.chrf(["o gato dorme"], ["o gato dorme"]), 100.0)
        self.assertAlmostEqual(scoring.chrf(["aaaa"], ["bbbb"]), 0.0)

    def test_nearer_is_better(self) -> None:
        near = scoring.chrf(["o gato dorme em casa"], ["o gato dormiu em casa"])
        far = scoring.chrf(["o gato dorme em casa"], ["um cão late na rua"])
        self.assertGreater(near, far)

    def test_empty_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            scoring.chrf([], [])


class Bleu(unittest.TestCase):
    def test_the_same_is_a_hundred_and_another_less(self) -> None:
        reference = ["the cat sat on the mat today"]
        self.assertAlmostEqual(scoring.bleu(reference, reference), 100.0)
        self.assertLess(scoring.bleu(reference, ["a dog stood on the mat today"]), 50.0)
        with self.assertRaises(ValueError):
            scoring.bleu(reference, [])


if __name__ == "__main__":
    unittest.main()
