"""Where the installed models lie: every system under test reads the very same weights."""

import os
from pathlib import Path

RECOGNISERS = {"fast": "whisper-base", "standard": "whisper-small"}  # by recipe


def store() -> Path:
    """The model store: DRAGOMAN_MODELS_DIR, or the user's data folder."""
    named = os.environ.get("DRAGOMAN_MODELS_DIR")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "dragoman" / "models"


def folder(model: str) -> Path:
    """The folder of one installed model, `whisper-base` say."""
    path = store() / model
    if not path.is_dir():
        raise SystemExit(f"model {model} is not installed in {store()}: run `make setup`")
    return path


def student(source: str, target: str) -> Path:
    """The folder of the translation student from `source` to `target`."""
    return folder(f"student-{source}-{target}")


def one_file(model: Path, pattern: str) -> Path:
    """The one file under `model` whose name fits `pattern`, in whatever subfolder."""
    found = sorted(model.rglob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{model} holds {len(found)} files named {pattern}, not one")
    return found[0]
