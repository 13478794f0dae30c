"""Checks the licences of what the locks and the catalogue name, and that the check itself fires."""
import unittest

from dragoman_setup import licences, models


def model(**changes) -> dict:
    return {"id": "m", "default": True, "licence": "MIT", "licence_evidence": "e" * 40} | changes


def part(**changes) -> dict:
    return {"name": "p", "licence": "MIT", "use": "static", "packages": ["pip:p"]} | changes


class Licences(unittest.TestCase):
    def test_everything_locked_may_be_shipped(self):
        self.assertEqual(licences.problems(licences.components(),
                                           models.catalogue() + models.hub_catalogue(),
                                           licences.locked_packages()), [])

    def test_the_page_is_up_to_date(self):
        self.assertEqual(licences.PAGE.read_text(encoding="utf-8"), licences.page(),
                         "run setup/setup.py licences")

    def test_a_clean_table_has_no_problems(self):
        self.assertEqual(licences.problems([part()], [model()], {"pip:p"}), [])

    def test_a_restricting_licence_is_refused(self):
        for licence in ("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "Gemma", "OpenRAIL-M", "Llama-3.1", ""):
            with self.subTest(licence=licence):
                self.assertIn("may not be a default", licences.problems(
                    [part()], [model(licence=licence)], {"pip:p"})[0])
        self.assertIn("not on the list", licences.problems(
            [part(licence="SSPL-1.0")], [model()], {"pip:p"})[0])

    def test_a_restricting_licence_may_be_offered_where_it_is_no_default(self):
        self.assertEqual(licences.problems(
            [part()], [model(licence="Gemma", default=False)], {"pip:p"}), [])

    def test_what_is_pulled_says_whether_its_licence_restricts(self):
        def pulled(**changes):
            return {key: value for key, value in model(**changes).items() if key != "default"}
        for wrong in (pulled(licence="Gemma"), pulled(restricted=True)):
            self.assertIn("'restricted' does not go with", licences.problems(
                [part()], [wrong], {"pip:p"})[0])
        for right in (pulled(licence="Gemma", restricted=True), pulled()):
            self.assertEqual(licences.problems([part()], [right], {"pip:p"}), [])

    def test_a_licence_without_evidence_is_refused(self):
        self.assertIn("no evidence", licences.problems(
            [part()], [model(licence_evidence="it says so")], {"pip:p"})[0])

    def test_a_package_without_an_entry_is_found_and_an_entry_without_a_package(self):
        self.assertIn("pip:q has no entry", licences.problems(
            [part()], [model()], {"pip:p", "pip:q"})[0])
        self.assertIn("is in no lock", licences.problems([part()], [model()], set())[0])


if __name__ == "__main__":
    unittest.main()
