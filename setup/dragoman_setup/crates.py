"""The crates that carry the sources of CTranslate2 and oneDNN."""
import pathlib
import re
import shutil
import subprocess

from . import debian
from .common import SETUP, SetupError, cache_dir, hash_of, partial_dir, run, say

LOCK = (SETUP / "cargo/Cargo.toml", SETUP / "cargo/Cargo.lock")
_CARGO_MINIMUM = (1, 78)  # the first to read version 4 of Cargo.lock


def sources() -> pathlib.Path:
    """A folder that holds the crates ct2rs and onednn-src, as `cargo vendor` unpacks them."""
    target = cache_dir() / "sources" / hash_of(LOCK)
    if not target.exists():
        say("cargo: sources of CTranslate2 and oneDNN, 38 crates, 21 MB")
        with partial_dir(target) as partial:
            vendor = partial / "vendor"
            run(_cargo(), "vendor", "--quiet", "--locked", "--manifest-path", LOCK[0], vendor,
                quiet=True)
            for crate in ("ct2rs", "onednn-src"):
                (vendor / crate).rename(partial / crate)
            shutil.rmtree(vendor)
    return target


def _cargo() -> str:
    """PATH's cargo where it is new enough; else Debian's cargo-web, which apt installs."""
    if _cargo_version() < _CARGO_MINIMUM:
        say("no cargo from 1.78 on: installing Debian's cargo-web")
        debian.install(["cargo-web"])
    found = _cargo_version()
    if found < _CARGO_MINIMUM:
        raise SetupError("cargo 1.78 or newer is needed and the one on PATH is older: put the newer one "
                         "first on PATH, or remove the older one and let apt's cargo-web do")
    return "cargo"


def _cargo_version() -> tuple[int, ...]:
    if shutil.which("cargo") is None:
        return (0,)
    answer = subprocess.run(["cargo", "--version"], text=True, capture_output=True, check=False).stdout
    match = re.match(r"cargo (\d+)\.(\d+)", answer)
    return (int(match.group(1)), int(match.group(2))) if match else (0,)
