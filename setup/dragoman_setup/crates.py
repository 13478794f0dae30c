"""The crates that carry the sources of CTranslate2 and oneDNN."""
import json
import pathlib
import re
import shutil
import subprocess

from . import debian
from .common import SETUP, SetupError, cache_dir, client, file_digest, hash_of, partial_dir, say

LOCK = (SETUP / "cargo/Cargo.toml", SETUP / "cargo/Cargo.lock")
_CRATES = ("ct2rs", "onednn-src")
_CARGO_MINIMUM = (1, 78)  # the first to read version 4 of Cargo.lock


def sources() -> pathlib.Path:
    """A folder that holds the crates ct2rs and onednn-src, as `cargo vendor` unpacks them."""
    target = cache_dir() / "sources" / hash_of(LOCK)
    if target.exists() and not _is_whole(target):
        say("the sources in the cache are damaged: fetching them again")
        shutil.rmtree(target)
    if not target.exists():
        say("cargo: sources of CTranslate2 and oneDNN, 38 crates, 21 MB")
        with partial_dir(target) as partial:
            vendor = partial / "vendor"
            client("cargo could not fetch the sources of the engines", _cargo(), "vendor", "--quiet",
                   "--locked", "--manifest-path", LOCK[0], vendor)
            for crate in _CRATES:
                (vendor / crate).rename(partial / crate)
            shutil.rmtree(vendor)
    return target


def _is_whole(sources: pathlib.Path) -> bool:
    """Whether every file is as cargo wrote it down when it unpacked the crates."""
    try:
        return all(file_digest(sources / crate / name, "sha256").hex() == digest for crate in _CRATES
                   for name, digest in json.loads((sources / crate / ".cargo-checksum.json")
                                                  .read_bytes())["files"].items())
    except (OSError, ValueError, KeyError):
        return False


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
