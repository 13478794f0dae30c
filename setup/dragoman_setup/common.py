"""Places, messages, commands and hashes that the other modules share."""
import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator

ROOT = pathlib.Path(__file__).resolve().parents[2]
SETUP = ROOT / "setup"


class SetupError(Exception):
    """What went wrong and what to do about it, for the person at the terminal."""


def _xdg(variable: str, default: str) -> pathlib.Path:
    return pathlib.Path(os.environ.get(variable) or pathlib.Path.home() / default) / "dragoman"


def cache_dir() -> pathlib.Path:
    """Downloads, sources, engines, tools and Python environments: safe to delete at any time."""
    return _xdg("XDG_CACHE_HOME", ".cache")


def models_dir() -> pathlib.Path:
    """Where the models are installed: one folder each, named by its id."""
    own = os.environ.get("DRAGOMAN_MODELS_DIR")
    return pathlib.Path(own) if own else _xdg("XDG_DATA_HOME", ".local/share") / "models"


def say(message: str) -> None:
    print(f"setup: {message}", flush=True)


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def run(*command: object, cwd: pathlib.Path | None = None, quiet: bool = False) -> str:
    """Runs a command. With `quiet` its output is returned, and shown only where it fails."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, cwd=cwd, text=True, check=False, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE if quiet else None,
                              stderr=subprocess.STDOUT if quiet else None)
    except FileNotFoundError as error:
        raise SetupError(f"{words[0]} is not there: {error.strerror}") from error
    if done.returncode != 0:
        if quiet:
            print(done.stdout, file=sys.stderr)
        raise SetupError(f"failed with status {done.returncode}: {' '.join(words)}")
    return done.stdout or ""


def hash_of(paths: Iterable[pathlib.Path], *more: str) -> str:
    """A short name for the contents of files and for whatever else the result depends on."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:16]


def file_digest(path: pathlib.Path, algorithm: str) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).digest()


def cpu_count() -> int:
    return len(os.sched_getaffinity(0))


@contextlib.contextmanager
def partial_dir(target: pathlib.Path) -> Iterator[pathlib.Path]:
    """A folder to fill that takes the target's place, whole, when the block ends without an error."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".partial-{target.name}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    yield partial
    if target.exists():
        shutil.rmtree(target)
    partial.rename(target)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lets one set-up run at a time for a user, however many checkouts there are."""
    cache_dir().mkdir(parents=True, exist_ok=True)
    with (cache_dir() / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up on this machine to finish")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
