"""No illegal instruction on older levels of x86-64: the program under an emulated CPU of 2008 and others.

Each translates a sentence, and speaks it. An instruction that the CPU has not would end it with SIGILL.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))

from harness import ROOT, program

QEMU = shutil.which("qemu-x86_64")
# Nehalem: x86-64-v2, no AVX at all. SandyBridge: AVX without AVX2 and FMA. Haswell: x86-64-v3, no AVX-512.
CPUS = ["Nehalem", "SandyBridge", "Haswell"]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spoken") / "say.wav"
    subprocess.run(["python3", ROOT / "tests" / "say.py", program().parent, "en-us", "Good morning.", path], check=True)
    return path


@pytest.mark.parametrize("cpu", CPUS)
def test_it_translates(cpu: str, recording: Path) -> None:
    assert "bom dia" in emulated(cpu, recording).lower()


@pytest.mark.parametrize("cpu", CPUS)
def test_it_speaks(cpu: str, recording: Path, tmp_path: Path) -> None:
    emulated(cpu, recording, "--wav", tmp_path / "out.wav")
    assert (tmp_path / "out.wav").stat().st_size > 10_000


def emulated(cpu: str, recording: Path, *outputs: str | Path) -> str:
    assert QEMU, "no qemu-x86_64: python3 setup/setup.py debian debian-packages-tests.txt installs it"
    words = [QEMU, "-cpu", cpu, program(), "translate", recording, "--from", "en", "--to", "pt", "--recipe", "fast",
             "--asr-beam", "1", *outputs]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
