"""What the benchmark scripts share: measuring, scoring, the systems under test, the eval set."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def built(program: str) -> Path:
    """A program of the build under test: that in DRAGOMAN_BUILD_DIR, or the release build."""
    path = Path(os.environ.get("DRAGOMAN_BUILD_DIR") or ROOT / "build" / "release") / program
    if not path.is_file():
        raise SystemExit(f"{path} is missing: run `make build`")
    return path
