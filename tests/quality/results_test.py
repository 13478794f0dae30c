"""The runner of the experiments: pages are made of figures, failures leave old pages alone, plots show what there is."""

import json
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import plots
import results

FIGURES = {"text": {"figures": {"ours": {"1": {"CPU": [1.0, 3.0, 2.0]}}, "rival": {"1": {"CPU": [4.0, 4.0, 4.0]}}}}}


def experiment(script: str, folder: Path) -> results.Experiment:
    path = folder / "script.py"
    path.write_text(script, encoding="utf-8")
    return results.Experiment("an-id", "bench", "A title", "A question?", [str(path), "{out}"], plots=["CPU"])


class Run(unittest.TestCase):
    def setUp(self) -> None:
        self._place = tempfile.TemporaryDirectory()
        self.folder = Path(self._place.name)
        self.addCleanup(self._place.cleanup)

    def run_script(self, script: str, *words: str) -> None:
        with (
            mock.patch.object(results, "experiments", lambda: [experiment(script, self.folder)]),
            mock.patch.object(sys, "argv", ["results.py", "run", "--folder", str(self.folder), *words]),
        ):
            results.main()

    def test_a_page_says_what_was_measured_and_how(self) -> None:
        self.run_script(f"import sys\nopen(sys.argv[1], 'w').write({json.dumps(json.dumps(FIGURES))})\nprint('## T\\n\\nn = 3')")
        result = json.loads((self.folder / "an-id.json").read_text())
        self.assertEqual(result["figures"], FIGURES)
        page = (self.folder / "an-id.md").read_text()
        for words in ("n = 3", result["commit"], result["processor"], result["date"], "### T", "an-id-1.svg"):
            self.assertIn(words, page)
        self.assertIn("[A title](an-id.md)", (self.folder / "README.md").read_text())

    def test_a_failure_leaves_the_old_page(self) -> None:
        self.run_script("print('n = 7')")
        before = (self.folder / "an-id.md").read_text()
        with self.assertRaises(SystemExit):
            self.run_script("print('half'); raise SystemExit(1)")
        self.assertEqual((self.folder / "an-id.md").read_text(), before)

    def test_an_unknown_experiment_is_refused(self) -> None:
        with self.assertRaises(SystemExit):
            self.run_script("print('n = 7')", "--only", "another")


class Committed(unittest.TestCase):
    def test_pages_are_those_of_their_figures(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            for source in results.RESULTS.glob("*.json"):
                (folder / source.name).write_bytes(source.read_bytes())
            results.render(folder)
            made = {path.name: path.read_text() for path in folder.iterdir()}
            there = {path.name: path.read_text() for path in results.RESULTS.iterdir()}
            self.assertEqual(made, there, "run: python3 bench/results.py render")

    def test_every_script_is_there(self) -> None:
        for each in results.experiments():
            self.assertTrue((results.ROOT / each.command[0]).is_file(), each.id)
            self.assertIn(each.scope, ("bench", "eval"))


class Plots(unittest.TestCase):
    def test_a_bar_for_each_list_of_the_figure(self) -> None:
        bars = plots.bars_of(FIGURES, "CPU")
        self.assertEqual([bar.label for bar in bars], ["text ours 1", "text rival 1"])
        self.assertEqual(plots.bars_of(FIGURES, "RSS"), [])

    def test_the_drawing_is_xml_with_median_and_spread(self) -> None:
        drawing = plots.bar_chart("a < b", plots.bars_of(FIGURES, "CPU"))
        ElementTree.fromstring(drawing)
        self.assertIn("2 (1–3)", drawing)
        self.assertIn(">4<", drawing)

    def test_transcripts_are_left_out(self) -> None:
        self.assertEqual(results.without_texts({"a": "x" * 99, "b": ["y" * 99, 1], "c": "z"}), {"b": [1], "c": "z"})


if __name__ == "__main__":
    unittest.main()
