"""Python environments of test clients and benches: made on demand from setup/python/<name>.lock."""
import os
import pathlib
import sys
import tempfile

from . import packages
from .common import SETUP, SetupError, cache_dir, client, file_digest, hash_of, megabytes, one_at_a_time, say


def ensure(name: str) -> pathlib.Path:
    """Makes the environment where there is none for this lock; returns its interpreter."""
    if sys.version_info[:2] != (3, 11):
        raise SetupError(f"the locks are those of Python 3.11 (Debian 12's) and this is "
                         f"{sys.version_info.major}.{sys.version_info.minor}: run with /usr/bin/python3")
    venv = _folder(name)
    if not packages.is_made(venv):
        lock = SETUP / "python" / f"{name}.lock"
        locked = packages.read_lock(lock)
        total = sum(package.bytes for package in locked)
        say(f"Python environment {name}: {len(locked)} packages, {megabytes(total)}")
        with packages.new_venv(venv) as python:
            client(f"pip could not install the Python environment {name}", python, "-m", "pip",
                   "--disable-pip-version-check", "install", "--quiet", "--require-hashes", "--no-deps",
                   "--only-binary=:all:", "--requirement", lock, scratch=venv)
    return venv / "bin/python"


def execute(name: str, arguments: list[str]) -> None:
    """Becomes the environment's interpreter with these arguments; waits for no other set-up where
    the environment is there."""
    if packages.is_made(_folder(name)):
        python = _folder(name) / "bin/python"
    else:
        with one_at_a_time(cache_dir()):
            python = ensure(name)
    os.execv(python, [str(python), *arguments])


def _folder(name: str) -> pathlib.Path:
    lock = SETUP / "python" / f"{name}.lock"
    if not lock.exists():
        raise SetupError(f"no {lock.relative_to(SETUP.parent)}: write {name}.in beside it, then run "
                         f"setup/setup.py lock {name}")
    return cache_dir() / "venvs" / f"{name}-{hash_of([lock], sys.executable)}"


def lock(name: str) -> None:
    """Writes <name>.lock from <name>.in: pip resolves and downloads, the wheels give the hashes."""
    wanted = SETUP / "python" / f"{name}.in"
    if not wanted.exists():
        raise SetupError(f"write what is wanted, as pip's requirements, to setup/python/{name}.in")
    with tempfile.TemporaryDirectory() as folder:
        client(f"pip could not fetch what {wanted.name} asks for", *packages.pip(), "download", "--quiet",
               "--only-binary=:all:", "--dest", folder, "--requirement", wanted)
        lines = sorted(_lock_line(wheel) for wheel in pathlib.Path(folder).glob("*.whl"))
    target = wanted.with_suffix(".lock")
    target.write_text(f"# Written by setup/setup.py lock {name} from {wanted.name}.\n"
                      + "".join(lines), encoding="utf-8")
    say(f"wrote {target.relative_to(SETUP.parent)}: {len(lines)} packages")


def _lock_line(wheel: pathlib.Path) -> str:
    name, version = wheel.name.split("-")[:2]
    digest = file_digest(wheel, "sha256").hex()
    return (f"{name.lower().replace('_', '-')}=={version} --hash=sha256:{digest}"
            f"  # {wheel.stat().st_size} bytes\n")
