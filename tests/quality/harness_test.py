"""The benchmark harness is tested against a small program that answers as the wire contract says.

Needs the bench environment: python3 setup/setup.py run bench tests/quality/harness_test.py
"""

import os
import subprocess
import sys
import tempfile
import unittest
import wave
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

import compare
import language_id
import long_file
from harness import built, eval_set, measure
from harness.program import Segment
from harness.systems import Dragoman, Task
from rival.cascade import sentences

# Speaks what it is asked in three fragments; each mistake in the request is an answer of its own.
STAND_IN = """#!{python}
import base64, http.server, json, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args): pass
    def do_GET(self): self.send_response(200); self.end_headers()
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        part, = asked["messages"][0]["content"]
        sound = base64.b64decode(part["input_audio"]["data"], validate=True)
        if asked["translation_options"] == {{"target_lang": "xx"}}:
            self.send_response(400); self.end_headers(); self.wfile.write(b"not supported"); return
        self.send_response(200); self.end_headers()
        self.wfile.write(b": waiting\\n\\n")
        self.say({{"content": ""}}); self.say({{"content": "Ol\\u00e1, "}}); self.say({{"content": "mundo."}})
        if "audio" in asked["modalities"]:
            assert asked["audio"] == {{"voice": "Cherry", "format": "wav"}}
            for piece in (b"\\1\\2" * 12000, b"\\3\\4" * 12000):
                self.say({{"content": None, "audio": {{"data": base64.b64encode(piece).decode()}}}})
        if sound.startswith(b"break"):
            self.send({{"error": {{"message": "broken"}}}}); return
        if sound.startswith(b"cut"): return
        self.wfile.write(b"data: " + json.dumps({{"choices": [], "usage": {{}}}}).encode() + b"\\n\\n")
        self.wfile.write(b"data: [DONE]\\n\\n")
    def say(self, delta): self.send({{"choices": [{{"delta": delta, "finish_reason": None}}]}})
    def send(self, event): self.wfile.write(b"data: " + json.dumps(event).encode() + b"\\n\\n")

assert sys.argv[1:3] == ["serve", "--port"]
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[3])), Handler).serve_forever()
"""


class DragomanDriver(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        program = self.folder / "dragoman"
        program.write_text(STAND_IN.format(python=sys.executable))
        program.chmod(0o755)
        self.set_build_folder(self.folder)

    def set_build_folder(self, folder: Path) -> None:
        before = os.environ.get("DRAGOMAN_BUILD_DIR")

        def restore() -> None:
            os.environ.pop("DRAGOMAN_BUILD_DIR")
            if before is not None:
                os.environ["DRAGOMAN_BUILD_DIR"] = before

        os.environ["DRAGOMAN_BUILD_DIR"] = str(folder)
        self.addCleanup(restore)

    def start(self, *, target: str = "pt", speech: bool = False) -> Dragoman:
        system = Dragoman(Task("auto", target, speech))
        self.addCleanup(system.close)
        return system

    def recording(self, content: bytes) -> Path:
        path = self.folder / "recording.wav"
        path.write_bytes(content)
        return path

    def test_text_alone(self) -> None:
        (outcome,) = self.start().run([self.recording(b"sound")])
        self.assertEqual(outcome.text, "Olá, mundo.")
        self.assertIsNotNone(outcome.first_text_s)
        self.assertIsNone(outcome.first_audio_s)
        self.assertEqual(outcome.pcm, b"")

    def test_speech_joins_its_fragments_and_follows_the_text(self) -> None:
        (outcome,) = self.start(speech=True).run([self.recording(b"sound")])
        self.assertEqual(outcome.pcm, b"\1\2" * 12000 + b"\3\4" * 12000)
        self.assertEqual(outcome.speech_s, 1.0)
        assert outcome.first_text_s and outcome.first_audio_s
        self.assertLessEqual(outcome.first_text_s, outcome.first_audio_s)
        self.assertLessEqual(outcome.first_audio_s, outcome.done_s)

    def test_several_at_once_each_have_an_outcome(self) -> None:
        outcomes = self.start().run([self.recording(b"sound")] * 4)
        self.assertEqual([outcome.text for outcome in outcomes], ["Olá, mundo."] * 4)

    def test_refused_request_is_an_error(self) -> None:
        system = self.start(target="xx")
        with self.assertRaisesRegex(RuntimeError, "400.*not supported"):
            system.run([self.recording(b"sound")])

    def test_error_event_and_cut_stream_are_errors(self) -> None:
        system = self.start()
        for content, message in ((b"break", "broken"), (b"cut", "without .DONE.")):
            with self.subTest(content=content), self.assertRaisesRegex(RuntimeError, message):
                system.run([self.recording(content)])

    def test_program_that_ends_at_once_is_reported_with_what_it_said(self) -> None:
        (self.folder / "dragoman").write_text("#!/bin/sh\necho no models >&2\nexit 3\n")
        with self.assertRaisesRegex(SystemExit, "no models"):
            self.start()

    def test_missing_program_says_what_to_do(self) -> None:
        self.set_build_folder(self.folder / "nowhere")
        with self.assertRaisesRegex(SystemExit, "make build"):
            built("dragoman")

    def test_one_measured_run_has_every_figure(self) -> None:
        system = self.start(speech=True)
        figures = compare.one_run(system, [self.recording(b"sound")], 11.0, "Olá, mundo.")
        self.assertAlmostEqual(figures["chrF2 of the text"], 100.0)
        self.assertEqual(figures["speech made, s"], 1.0)
        self.assertGreater(next(value for name, value in figures.items() if "RSS" in name), 1.0)
        self.assertIn("first audio, s", figures)
        self.assertIn("CPU-s per audio-s", figures)


class Measuring(unittest.TestCase):
    def test_cpu_of_a_child_and_of_its_ended_children_is_counted(self) -> None:
        burn = "import time\nwhile time.process_time() < 0.3: pass\n"
        script = (
            f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {burn!r}])\n"
            f"{burn}print(flush=True)\nsys.stdin.read()\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as child:
            assert child.stdout
            child.stdout.readline()
            self.assertGreaterEqual(measure.cpu_s(child.pid), 0.55)
            self.assertGreater(measure.peak_rss_mb(child.pid), 1.0)
            child.communicate()

    def test_peak_starts_again_after_a_reset(self) -> None:
        script = "b = b'x' * 80_000_000; del b; print(flush=True); input()"
        with subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as child:
            assert child.stdout
            child.stdout.readline()
            before_mb = measure.peak_rss_mb(child.pid)
            self.assertGreater(before_mb, 80.0)
            if measure.reset_peak_rss(child.pid):
                self.assertLess(measure.peak_rss_mb(child.pid), before_mb - 60.0)
            child.communicate(b"\n")

    def test_ratio_of_medians_and_of_pairs(self) -> None:
        ratio = measure.Ratio.between([2.0, 40.0, 6.0], [1.0, 10.0, 2.0])
        self.assertEqual((ratio.of_medians, ratio.of_pairs), (3.0, 3.0))
        with self.assertRaises(ValueError):
            measure.Ratio.between([1.0], [1.0, 2.0])

    def test_spread_is_written_with_three_figures(self) -> None:
        self.assertEqual(str(measure.Spread.of([0.12345, 0.2, 900.4])), "0.2 (0.123-900)")


class CompareTable(unittest.TestCase):
    def test_ratio_is_the_rivals_figure_over_ours(self) -> None:
        lines = compare.table({"dragoman": {"x": [1.0, 2.0]}, "cascade": {"x": [3.0, 6.0]}})
        self.assertIn("| x | 1.5 (1-2) | 4.5 (3-6) | 3 | 3 |", lines)

    def test_figure_that_one_side_lacks_has_no_ratio(self) -> None:
        lines = compare.table({"dragoman": {"x": [1.0]}, "cascade": {}})
        self.assertIn("| x | 1 (1-1) | - | - | - |", lines)

    def test_missing_first_text_is_an_error(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "no first text"):
            compare.delays("first text, s", [1.0, None])


class KnownPlaces(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def clip(self, name: str, lang: str, quiet_s: float, loud_s: float) -> eval_set.Clip:
        path = self.folder / name
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(16000)
            out.writeframes(bytes(int(quiet_s * 16000) * 2))
            out.writeframes(b"\0\x20\0\xe0" * int(loud_s * 8000))
        return eval_set.Clip(path, lang, "words", {})

    def places(self) -> list[eval_set.Placed]:
        clips = [self.clip("a.wav", "en", 0.5, 1.0), self.clip("b.wav", "de", 0.0, 2.0)]
        return eval_set.lay_out(clips, self.folder / "all.wav", gap_s=1.0)

    def test_each_clip_lies_after_the_silence_of_the_one_before(self) -> None:
        first, second = self.places()
        self.assertAlmostEqual(first.end_s, 1.5, delta=0.01)
        self.assertAlmostEqual(first.sound_start_s, 0.5, delta=0.03)
        self.assertAlmostEqual(second.start_s, 2.5, delta=0.01)
        self.assertAlmostEqual(second.sound_end_s, 4.5, delta=0.03)
        self.assertAlmostEqual(eval_set.audio_s(self.folder / "all.wav"), 5.5, delta=0.01)

    def test_times_are_held_against_the_clip_in_which_a_segment_lies(self) -> None:
        heard = [Segment(0.6, 1.0, "en", "x"), Segment(1.0, 1.6, "en", "y")]
        (error,) = long_file.time_errors(self.places(), heard)
        self.assertAlmostEqual(error["start_s"], 0.1, delta=0.03)
        self.assertAlmostEqual(error["end_s"], 0.1, delta=0.03)

    def test_languages_are_counted_by_segment_and_by_time(self) -> None:
        heard = [Segment(2.5, 3.0, "en", "x"), Segment(3.0, 4.5, "de", "y")]
        counted = language_id.count(self.places(), heard)
        self.assertEqual((counted["right"], counted["segments"], counted["lost"]), (1, 2, 1))
        self.assertAlmostEqual(counted["right_s"], 1.5, delta=0.05)
        self.assertAlmostEqual(counted["total_s"], 3.5, delta=0.05)


class CascadeSentences(unittest.TestCase):
    def test_sentences_come_as_soon_as_they_end(self) -> None:
        def pieces() -> Iterator[str]:
            yield " One. Two"
            yield " goes on! Three"
            self.assertEqual(got, ["One.", "Two goes on!"])
            yield " ends? “Four.”"

        got: list[str] = []
        for sentence in sentences(pieces()):
            got.append(sentence)
        self.assertEqual(got, ["One.", "Two goes on!", "Three ends?", "“Four.”"])

    def test_rest_without_an_end_is_not_lost(self) -> None:
        self.assertEqual(list(sentences([" and so", " on"])), ["and so on"])
        self.assertEqual(list(sentences(["", " "])), [])


if __name__ == "__main__":
    unittest.main()
