"""Jobs of a queue on real engines: the results are those of the command line, also where a worker is killed in mid job."""

import os
import pathlib
import shutil
import sys
import tempfile
import unittest
import wave

from queue_tools import BUILD, Place, Worker, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIPS = ["fleurs-en-000.ogg", "fleurs-en-001.ogg", "fleurs-en-002.ogg"]
SETTINGS = ("--recipe", "fast")


def speech_folder() -> pathlib.Path | None:
    folder = pathlib.Path(os.environ.get("DRAGOMAN_EVAL_DIR") or ROOT.parent / "shared" / "eval") / "speech" / "fleurs"
    return folder if folder.is_dir() else None


def installed_models() -> pathlib.Path:
    default = pathlib.Path(os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share") / "dragoman/models"
    return pathlib.Path(os.environ.get("DRAGOMAN_MODELS_DIR") or default)


class RealWorkers(unittest.TestCase):
    def setUp(self) -> None:
        self.speech = speech_folder()
        if self.speech is None:
            complaint = "no evaluation set: name its folder in DRAGOMAN_EVAL_DIR"
            print(complaint, file=sys.stderr)
            if os.environ.get("CI") == "true":
                self.fail(complaint)
            self.skipTest(complaint)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.environ["DRAGOMAN_MODELS_DIR"] = str(installed_models())
        self.place = Place(pathlib.Path(folder.name))
        self.addCleanup(self.place.redis.kill)

    def start(self) -> Worker:
        worker = self.place.worker(*SETTINGS, program="dragoman")
        self.addCleanup(worker.kill)
        return worker

    def state(self, job: str) -> dict[str, str]:
        return self.place.redis.job(job)

    def test_what_a_killed_worker_began_is_done_by_another(self) -> None:
        files = [pathlib.Path(shutil.copy(self.speech / clip, self.place.inputs)) for clip in CLIPS]
        jobs = self.place.enqueue(*files, words=("--from", "en", "--formats", "text,srt,json,wav"))
        first = self.start()
        wait_until(lambda: not first.is_up() or self.state(jobs[0])["state"] == "running", "a job to begin", 120)
        self.assertTrue(first.is_up(), first.log)
        first.kill()
        others = [self.start(), self.start()]
        wait_until(lambda: self.place.status()["done"] == len(jobs), "all jobs", 240)
        self.assertEqual(self.place.status(), {"queued": 0, "running": 0, "done": len(jobs), "cancelled": 0, "dead": 0})
        self.assertEqual(self.state(jobs[0])["attempts"], "2")
        for file, job in zip(files, jobs, strict=True):
            self.check_results(file, self.place.results / job)
        for worker in others:
            self.assertEqual(worker.stop(), 0, worker.log)

    def check_results(self, file: pathlib.Path, results: pathlib.Path) -> None:
        by_kind = {path.suffix: path for path in results.iterdir()}
        self.assertEqual(set(by_kind), {".txt", ".srt", ".json", ".wav"})
        alone = self.place.dragoman("translate", "--recipe", "fast", "--from", "en", "--to", "pt", str(file)).stdout
        self.assertGreater(len(alone), 40)
        self.assertEqual(by_kind[".txt"].read_text().split(), alone.split())
        self.assertIn(" --> ", by_kind[".srt"].read_text())
        with wave.open(str(by_kind[".wav"])) as spoken:
            self.assertGreater(spoken.getnframes() / spoken.getframerate(), 3)


if __name__ == "__main__":
    if not (BUILD / "dragoman").exists():
        sys.exit(f"{BUILD}/dragoman is not there: make tests builds it")
    unittest.main(verbosity=2)
