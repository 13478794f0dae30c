"""Many files through the real program with its models: names, resume, kill, failures, terminal, JSON.

setup/setup.py run tests tests/cli/people_test.py
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pages_test import on_a_terminal

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))

from harness import ROOT, program

SENTENCES = {"morning": "Good morning, my friends.", "market": "We are going to the market today.",
             "weather": "The weather is very nice this week."}
OPTIONS = ("--from", "en", "--to", "pt", "--recipe", os.environ.get("DRAGOMAN_TEST_RECIPE", "standard"))


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("spoken")
    for name, text in SENTENCES.items():
        say = ["python3", ROOT / "tests" / "say.py", program().parent, "en-us", text, folder / f"{name}.wav"]
        subprocess.run(say, check=True)
    return sorted(folder.iterdir())


def run(*words: object) -> subprocess.CompletedProcess:
    return subprocess.run([program(), *map(str, words)], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def translate(inputs: list[Path], out: Path, *more: object) -> subprocess.CompletedProcess:
    return run("translate", *inputs, "--out-dir", out, *OPTIONS, *more)


def test_what_is_said_is_written_down(spoken: list[Path], tmp_path: Path) -> None:
    srt, listed = tmp_path / "market.srt", tmp_path / "market.json"
    market = next(path for path in spoken if path.stem == "market")
    done = run("transcribe", market, "--srt", srt, "--json", listed, *OPTIONS[:2], *OPTIONS[4:])
    assert done.returncode == 0, done.stderr
    assert "market" in done.stdout.lower() and "market" in srt.read_text().lower()
    transcript = json.loads(listed.read_text())
    assert transcript["target_lang"] is None and transcript["segments"][0]["words"]
    out = tmp_path / "out"
    many = run("transcribe", *spoken, "--out-dir", out, *OPTIONS[4:])
    assert many.returncode == 0, many.stderr
    assert names(out) == sorted(f"{name}.txt" for name in SENTENCES)
    assert "morning" in (out / "morning.txt").read_text().lower()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_many_files_and_again(spoken: list[Path], tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.wav"
    rubbish.write_text("no recording")
    out = tmp_path / "out"
    first = translate([*spoken, rubbish], out, "--formats", "srt,json")
    assert first.returncode == 1 and first.stdout == ""
    assert "rubbish.wav: failed: " in first.stderr and "4 files: 3 done, 1 failed." in first.stderr
    assert names(out) == sorted(f"{name}.pt.{kind}" for name in SENTENCES for kind in ("json", "srt", "txt"))
    assert "bom dia" in (out / "morning.pt.txt").read_text().lower()
    assert "mercado" in (out / "market.pt.srt").read_text()
    assert json.loads((out / "weather.pt.json").read_text())["target_lang"] == "pt"
    second = translate(spoken, out, "--formats", "srt,json")
    assert second.returncode == 0
    assert second.stderr.count("there already") == 4 and "0 done, 3 there already." in second.stderr


def test_names_that_collide_cost_nothing(spoken: list[Path], tmp_path: Path) -> None:
    other = tmp_path / spoken[0].name
    other.write_bytes(spoken[0].read_bytes())
    done = translate([*spoken, other], tmp_path / "out")
    assert done.returncode == 2 and "would both go to" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_whatever_ends_it_nothing_half_is_left(how: signal.Signals, spoken: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [program(), "translate", *spoken, "--out-dir", out, *OPTIONS, "--formats", "wav", "--at-a-time", "1"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not any(out.glob("*.wav")):
            time.sleep(0.01)
        process.send_signal(how)
        said = process.stderr.read()
    assert process.returncode == (-how if how == signal.SIGKILL else 130)
    assert how == signal.SIGKILL or "The same command goes on" in said
    whole = names(out)
    assert whole and not any(name.endswith(".partial") for name in whole)
    for path in out.glob("*.wav"):
        assert int.from_bytes(path.read_bytes()[40:44], "little") == path.stat().st_size - 44
    again = translate(spoken, out, "--formats", "wav")
    assert again.returncode == 0 and "there already" in again.stderr
    assert names(out) == sorted(f"{name}.pt.{kind}" for name in SENTENCES for kind in ("txt", "wav"))


def test_a_terminal_sees_how_far_it_is(spoken: list[Path], tmp_path: Path) -> None:
    words = ["translate", *map(str, spoken), "--out-dir", str(tmp_path / "out"), *OPTIONS]
    seen, status = on_a_terminal(words, b"", TERM="xterm", NO_COLOR="")
    assert status == 0 and "of 3 done" in seen and "\x1b[32mdone\x1b[0m" in seen
    seen, _ = on_a_terminal([*words, "--again"], b"", TERM="xterm", NO_COLOR="1")
    assert "\x1b[32m" not in seen and "3 files: 3 done." in seen


def test_lists_of_what_is_open() -> None:
    languages = json.loads(run("languages", "--format", "json").stdout)["data"]
    english = next(each for each in languages if each["id"] == "en")
    assert english["recognised"] and any(into["id"] == "pt" for into in english["into"])
    voices = json.loads(run("voices", "--format", "json").stdout)["data"]
    assert any(each["id"] == "Cherry" for each in voices)


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
