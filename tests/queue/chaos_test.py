"""Jobs of a queue are done once in effect, while workers and Redis are killed. Prints a table of what was seen."""

import pathlib
import random
import signal
import subprocess
import tempfile
import time
import unittest

from queue_tools import BUILD, STREAM, Place, Worker, wait_until

JOBS, WORKERS, SEED = 200, 3, 7
TABLE: list[tuple[str, str, str]] = []


class QueueTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.place = Place(pathlib.Path(folder.name))
        self.addCleanup(self.place.redis.kill)
        self.workers: list[Worker] = []
        self.addCleanup(lambda: [worker.kill() for worker in self.workers])

    def start(self, *words: str) -> Worker:
        worker = self.place.worker(*words)
        self.workers.append(worker)
        return worker

    def wait_for(self, job: str, state: str, seconds: float = 60) -> dict[str, str]:
        wait_until(lambda: self.place.redis.job(job).get("state") == state, f"{job} to be {state}", seconds)
        return self.place.redis.job(job)

    def expect_healthy(self) -> None:
        """A job after all that is done by whichever worker there is."""
        (job,) = self.place.enqueue(self.place.recording("afterwards.wav"))
        self.wait_for(job, "done")
        self.assertEqual(self.place.text(job).strip(), "Hello there (pt).")


class Killed(QueueTest):
    def test_each_job_is_done_once_while_workers_and_redis_are_killed(self) -> None:
        dice, kills, restarts = random.Random(SEED), 0, 0
        files = [self.place.recording(f"{number}.wav") for number in range(JOBS)]
        jobs = self.place.enqueue(*files)
        self.assertEqual(len(set(jobs)), JOBS)
        self.assertEqual(self.place.enqueue(*files), jobs)  # a second time: nothing more to do
        self.assertEqual(self.place.status()["queued"], JOBS)
        running = [self.start("--queue-attempts", "1000") for _ in range(WORKERS)]
        begun = time.monotonic()
        while (done := self.place.status()["done"]) < JOBS:
            self.assertLess(time.monotonic() - begun, 400, f"{done} done")
            time.sleep(dice.uniform(0.1, 0.7))
            victim = dice.randrange(WORKERS)
            running[victim].kill()
            kills += 1
            running[victim] = self.start("--queue-attempts", "1000")
            if done >= JOBS // 2 and restarts == 0:
                self.place.redis.kill()
                restarts += 1
                time.sleep(1)
                self.place.redis.start()
        attempts = [int(self.place.redis.job(job)["attempts"]) for job in jobs]
        folders = {each.name for each in self.place.results.iterdir()} - {".work"}
        self.assertEqual(self.place.status(), {"queued": 0, "running": 0, "done": JOBS, "cancelled": 0, "dead": 0})
        self.assertEqual({self.place.redis.job(job)["state"] for job in jobs}, {"done"})
        self.assertEqual(folders, set(jobs))
        self.assertEqual({self.place.text(job).strip() for job in jobs}, {"Hello there (pt)."})
        self.assertGreater(kills, 10)
        again = sum(attempts) - JOBS
        self.assertGreater(again, 0)  # else nothing was put to the test
        seen = f"{kills} workers killed, Redis killed {restarts} time, {again} attempts again, {time.monotonic() - begun:.0f} s"
        TABLE.append((f"{JOBS} jobs, {WORKERS} workers", seen, f"{len(folders)} results, each once; 0 lost, 0 dead"))


class Poison(QueueTest):
    def test_a_job_that_crashes_its_worker_becomes_a_dead_letter(self) -> None:
        (job,) = self.place.enqueue(self.place.recording("poison.wav", level=2))
        crashes = 0
        worker = self.start()
        while self.place.redis.job(job)["state"] != "dead":
            if not worker.is_up():
                self.assertEqual(worker.process.returncode, -signal.SIGKILL)
                crashes += 1
                worker = self.start()
            time.sleep(0.05)
        self.assertEqual(crashes, 3)
        self.expect_healthy()
        reason = self.place.dragoman("queue", "dead").stdout
        self.assertIn(f"{job}  poison.wav  Tried 3 times: its worker ended without a word", reason)
        TABLE.append(("a job that crashes its worker", f"{crashes} crashes", "dead letter with its reason; the next job is done"))

    def test_a_job_that_fails_is_tried_again_and_buried(self) -> None:
        self.start()
        (job,) = self.place.enqueue(self.place.recording("throws.wav", level=3))
        hash_ = self.wait_for(job, "dead")
        self.assertEqual(hash_["attempts"], "3")
        self.assertTrue(hash_["error"].startswith("Tried 3 times: "), hash_["error"])
        TABLE.append(("a job whose engine throws", "3 attempts", hash_["error"]))
        self.place.recording("throws.wav", level=1)  # mended
        self.assertEqual(self.place.dragoman("queue", "retry", job).stdout, f"{job}  queued\n")
        self.wait_for(job, "done")
        self.assertEqual(self.place.status()["dead"], 0)
        TABLE.append(("`queue retry` once that is mended", "1 attempt", "done; no dead letter is left"))

    def test_what_cannot_get_better_is_not_tried_again(self) -> None:
        self.start()
        (job,) = self.place.enqueue(self.place.recording("x.wav"), to="ja")
        hash_ = self.wait_for(job, "dead")
        self.assertEqual(hash_["attempts"], "1")
        TABLE.append(("a direction that no model covers", "1 attempt", hash_["error"]))


class Hostile(QueueTest):
    def test_entries_of_strangers_are_buried(self) -> None:
        outside = self.place.inputs.parent / "secret.wav"
        outside.write_bytes(self.place.recording("x.wav").read_bytes())
        (self.place.inputs / "link.wav").symlink_to(outside)
        self.place.redis.command("SET", f"{STREAM}:job:taken", "no hash")
        entries = [
            ("no fields of ours", ["a", "b"], "do not know"),
            ("an id that is a path", ["id", "../../x", "input", "x.wav"], "The field id"),
            ("a path that leads up", ["id", "up", "input", "../secret.wav"], "The field input"),
            ("an absolute path", ["id", "abs", "input", "/etc/passwd"], "The field input"),
            ("a link out of the folder", ["id", "link", "input", "link.wav"], "leads out"),
            ("a private address", ["id", "url", "input", "http://127.0.0.1:9/x.wav"], ""),
            ("a file that is not there", ["id", "none", "input", "none.wav"], "no such input"),
            ("an input of 100 kB", ["id", "long", "input", "x" * 100_000], "The field input"),
            ("2,000 fields", [word for i in range(2000) for word in (f"f{i}", "v")], "do not know"),
            ("an id whose key is no hash", ["id", "taken", "input", "x.wav"], "WRONGTYPE"),
        ]
        self.start()
        for what, words, why in entries:
            before = self.place.status()["dead"]
            self.place.redis.command("XADD", STREAM, "*", *words)
            wait_until(lambda: self.place.status()["dead"] > before, what)  # noqa: B023
            reason = self.place.dragoman("queue", "dead").stdout.splitlines()[0]
            self.assertIn(why, reason, what)
            TABLE.append((what, "dead letter", reason.split("  ", 2)[2]))
        self.expect_healthy()
        self.assertEqual(self.place.status()["running"], 0)

    def test_one_id_twice_on_the_stream_is_one_job(self) -> None:
        self.place.recording("x.wav")
        for _ in range(5):
            self.place.redis.command("XADD", STREAM, "*", "id", "same", "input", "x.wav", "to", "pt")
        self.start(), self.start()
        self.wait_for("same", "done")
        wait_until(lambda: self.place.status()["queued"] + self.place.status()["running"] == 0, "the stream to be empty")
        self.assertEqual(self.place.status()["done"], 1)
        TABLE.append(("five entries with one id, two workers", "1 result", "done once"))


class Stopped(QueueTest):
    def test_cancel_reaches_jobs_that_wait_and_jobs_that_run(self) -> None:
        endless = self.place.recording("endless.wav", level=4)
        (waiting,) = self.place.enqueue(self.place.recording("waiting.wav"))
        self.assertEqual(self.place.dragoman("queue", "cancel", waiting).stdout, f"{waiting}  cancelled\n")
        self.start()
        (running,) = self.place.enqueue(endless)
        self.wait_for(running, "running")
        self.assertEqual(self.place.dragoman("queue", "cancel", running).stdout, f"{running}  cancelling\n")
        begun = time.monotonic()
        self.wait_for(running, "cancelled")
        self.assertLess(time.monotonic() - begun, 10)
        self.expect_healthy()
        self.assertEqual(self.place.status()["cancelled"], 2)
        self.assertFalse((self.place.results / running).exists())
        TABLE.append(("`queue cancel` of a job that waits, and one that runs", "both cancelled", "no result; the next job is done"))

    def test_a_worker_that_is_told_to_end_gives_its_job_back(self) -> None:
        first = self.start()
        (job,) = self.place.enqueue(self.place.recording("endless.wav", level=4))
        self.wait_for(job, "running")
        self.assertEqual(first.stop(), 0)
        given_back = self.place.redis.job(job)
        self.assertEqual((given_back["state"], given_back["attempts"]), ("queued", "0"))
        self.start()
        self.assertEqual(self.wait_for(job, "running")["attempts"], "1")
        TABLE.append(("SIGTERM in the middle of a job", "given back within the grace", "another worker has it; the attempt does not count"))

    def test_until_empty_ends(self) -> None:
        self.place.enqueue(*[self.place.recording(f"{i}.wav") for i in range(4)])
        self.assertEqual(self.start("--until-empty", "--queue-jobs", "2").process.wait(60), 0)
        self.assertEqual(self.place.status()["done"], 4)

    def test_a_worker_that_was_frozen_changes_nothing_any_more(self) -> None:
        frozen = self.start()
        (job,) = self.place.enqueue(self.place.recording("endless.wav", level=4))
        self.wait_for(job, "running")
        frozen.process.send_signal(signal.SIGSTOP)
        self.place.recording("endless.wav", level=1)  # for the one that takes it over
        self.start()
        self.wait_for(job, "done")
        frozen.process.send_signal(signal.SIGCONT)
        wait_until(lambda: "taken over by another worker" in frozen.log, "the first worker to hear of it")
        self.assertEqual(self.place.text(job).strip(), "Hello there (pt).")
        self.assertEqual(self.place.status()["done"], 1)
        TABLE.append(("a worker frozen while it works", "taken over", "done once; the first lets go when it wakes"))


class Away(QueueTest):
    def test_a_redis_that_is_away_is_waited_for(self) -> None:
        self.place.redis.kill()
        worker = self.start()
        wait_until(lambda: "cannot be reached" in worker.log, "the worker to say so")
        refused = self.place.dragoman("queue", "status", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("cannot be reached", refused.stderr)
        self.place.redis.start()
        self.expect_healthy()
        TABLE.append(("Redis not there yet", "the worker waits", "the job is done once it is"))

    def test_all_keys_deleted_under_a_worker(self) -> None:
        self.start()
        self.expect_healthy()
        self.place.redis.command("FLUSHALL")
        (job,) = self.place.enqueue(self.place.recording("next.wav"))
        self.wait_for(job, "done")
        TABLE.append(("FLUSHALL under a worker", "the group is made anew", "the next job is done"))

    def test_a_password_comes_from_a_file(self) -> None:
        self.place.redis.command("CONFIG", "SET", "requirepass", "secret words")
        refused = self.place.dragoman("queue", "status", check=False)
        self.assertIn("NOAUTH", refused.stderr)
        file = self.place.inputs.parent / "password"
        file.write_text("secret words\n")
        self.assertIn("queued", self.place.dragoman("queue", "status", "--redis-password-file", str(file)).stdout)


if __name__ == "__main__":
    if subprocess.run([BUILD / "fake_worker"], capture_output=True, check=False).returncode != 2:
        raise SystemExit("fake_worker is not built")
    program = unittest.main(exit=False)
    print("\n| what happens | what is seen | outcome |\n|---|---|---|")
    for row in TABLE:
        print("| " + " | ".join(row) + " |")
    raise SystemExit(not program.result.wasSuccessful())
