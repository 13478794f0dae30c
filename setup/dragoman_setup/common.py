"""Places, messages, commands and hashes that the other modules share."""
import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
from collections.abc import Iterable, Iterator

from . import faults

ROOT = pathlib.Path(__file__).resolve().parents[2]
SETUP = ROOT / "setup"


class SetupError(Exception):
    """What went wrong and what to do about it, for the person at the terminal."""


def _xdg(variable: str, default: str) -> pathlib.Path:
    chosen = pathlib.Path(os.environ.get(variable, ""))
    try:
        return (chosen if chosen.is_absolute() else pathlib.Path.home() / default) / "dragoman"
    except RuntimeError as error:
        raise SetupError(f"there is no home folder: set HOME, or {variable} to a folder") from error


def cache_dir() -> pathlib.Path:
    """Downloads, sources, engines, tools and Python environments: safe to delete at any time."""
    return _xdg("XDG_CACHE_HOME", ".cache")


def models_dir() -> pathlib.Path:
    """Where the models are installed: one folder each, named by its id."""
    own = os.environ.get("DRAGOMAN_MODELS_DIR")
    return pathlib.Path(own).absolute() if own else _xdg("XDG_DATA_HOME", ".local/share") / "models"


def explain(error: OSError) -> str:
    return faults.explain(error, {"XDG_CACHE_HOME": cache_dir(), "DRAGOMAN_MODELS_DIR": models_dir()})


def say(message: str) -> None:
    print(f"setup: {message}", flush=True)


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def run(*command: object, cwd: pathlib.Path | None = None, quiet: bool = False,
        failing: str = "", environment: dict[str, str] | None = None) -> str:
    """Runs a command. With `quiet` its output is returned; where it fails, boiled down to why.
    `failing` says what could not be done then. What it starts holds the lock as long as it lives."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, cwd=cwd, env=os.environ | (environment or {}), check=False,
                              text=True, errors="replace", close_fds=False, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE if quiet else None,
                              stderr=subprocess.STDOUT if quiet else None)
    except FileNotFoundError as error:
        raise SetupError(f"{words[0]} is not there: install it (setup/setup.py debian installs what "
                         "building needs), then run this again") from error
    if done.returncode != 0:
        failing = failing or f"{pathlib.Path(words[0]).name} failed with status {done.returncode}"
        raise SetupError(f"{failing}: {_reason(done.stdout)}")
    return done.stdout or ""


def _reason(output: str | None) -> str:
    if output is None:
        return "its last words are above: put that right, then run this again"
    known = faults.diagnose(output)
    if known:
        return known
    log = cache_dir() / "failed.log"
    log.write_text(output, encoding="utf-8")
    return f"{faults.telling_line(output)}: put that right ({log} has its whole output), then run this again"


def client(failing: str, *command: object, scratch: pathlib.Path | None = None,
           cwd: pathlib.Path | None = None, environment: dict[str, str] | None = None) -> str:
    """Runs a registry's client quietly, in English, so that its faults are understood, and with
    temporary files in `scratch`, so that they are gone with it."""
    own = {"LC_ALL": "C.UTF-8"} | ({"TMPDIR": str(scratch)} if scratch else {})
    return run(*command, cwd=cwd, quiet=True, failing=failing, environment=own | (environment or {}))


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
def removed_on_failure(folder: pathlib.Path) -> Iterator[pathlib.Path]:
    """A new, empty folder that stays only where the block ends without an error."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        yield folder
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(folder.parent)  # a write that fails names no file
        raise


@contextlib.contextmanager
def scratch_dir(target: pathlib.Path) -> Iterator[pathlib.Path]:
    """A folder beside the target to prepare it in; gone when the block ends."""
    with removed_on_failure(target.with_name(f".partial-{target.name}")) as folder:
        yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def partial_dir(target: pathlib.Path) -> Iterator[pathlib.Path]:
    """A folder to fill that takes the target's place, whole, when the block ends without an error."""
    with removed_on_failure(target.with_name(f".partial-{target.name}")) as partial:
        yield partial
        if target.exists():
            shutil.rmtree(target)
        partial.rename(target)


@contextlib.contextmanager
def one_at_a_time(folder: pathlib.Path) -> Iterator[None]:
    """Lets one set-up at a time write to the folder, and removes what killed ones left half-done."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "setup.lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)  # a killed set-up's compiler may live on: wait for it
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up on this machine to finish")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for depth in ("", "*/", "*/*/"):
            for partial in folder.glob(f"{depth}.partial-*"):
                shutil.rmtree(partial)
        yield
