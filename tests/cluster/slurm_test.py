"""The batch script in packaging/examples, run as Slurm runs an array of tasks, with a dragoman that writes down its words."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "packaging/examples/slurm/translate.sbatch"
STAND_IN = """#!/bin/sh
for word; do printf '%s\\0' "$word"; done > "$WORDS"
"""


class SlurmTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.inputs = self.root / "films"
        (self.inputs / "more").mkdir(parents=True)
        self.program = self.root / "dragoman"
        self.program.write_text(STAND_IN)
        self.program.chmod(0o755)

    def task(self, number: int, count: int) -> list[str]:
        words = self.root / "words"
        words.unlink(missing_ok=True)
        environment = {**os.environ, "DRAGOMAN": str(self.program), "WORDS": str(words), "SLURM_ARRAY_TASK_ID": str(number),
                       "SLURM_ARRAY_TASK_COUNT": str(count)}
        subprocess.run(["bash", SCRIPT, self.inputs, "/srv/out", "pt", "srt,json"], check=True, env=environment)
        return words.read_text().split("\0")[:-1] if words.exists() else []

    def test_bash_reads_it_and_slurm_its_directives(self) -> None:
        subprocess.run(["bash", "-n", SCRIPT], check=True)
        directives = re.findall(r"^#SBATCH (.+)$", SCRIPT.read_text(), re.MULTILINE)
        self.assertIn("--requeue", directives)
        head = SCRIPT.read_text().split("set -euo", 1)[0]
        self.assertEqual(head.count("#SBATCH"), len(directives))  # sbatch reads none behind the first command

    def test_every_file_has_one_task(self) -> None:
        names = {"a.mp4", "b c.mp4", "-d.mp4", "line\nbreak.mp4", "more/e.mp4", "$(f).mp4", "g.mp4"}
        for name in names:
            (self.inputs / name).touch()
        taken = []
        for number in range(3):
            words = self.task(number, 3)
            self.assertEqual(words[:9], ["translate", "--to", "pt", "--out-dir", "/srv/out", "--formats", "srt,json", "--at-a-time", "2"])
            self.assertEqual(words[9], "--")
            taken += words[10:]
        self.assertEqual(sorted(taken), sorted(str(self.inputs / name) for name in names))

    def test_a_task_without_a_file_ends_well(self) -> None:
        (self.inputs / "a.mp4").touch()
        self.assertEqual(self.task(1, 2), [])

    def test_it_says_what_is_missing(self) -> None:
        run = subprocess.run(["bash", SCRIPT, self.inputs], capture_output=True, text=True, check=False)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("the folder of results", run.stderr)


if __name__ == "__main__":
    unittest.main()
