"""The crates that carry the sources of the engines that are built here."""
import dataclasses
import json
import pathlib
import re
import shutil
import subprocess

from . import debian
from .common import SETUP, SetupError, cache_dir, client, file_digest, hash_of, partial_dir, say

_CARGO_MINIMUM = (1, 78)  # the first to read version 4 of Cargo.lock


@dataclasses.dataclass(frozen=True)
class Crates:
    folder: pathlib.Path     # of Cargo.toml and Cargo.lock
    names: tuple[str, ...]   # those that are wanted; what they would be compiled with is not
    content: str             # for the person who waits

    @property
    def lock(self) -> tuple[pathlib.Path, pathlib.Path]:
        return (self.folder / "Cargo.toml", self.folder / "Cargo.lock")

    def sources(self) -> pathlib.Path:
        return sources(self)


CTRANSLATE2 = Crates(SETUP / "cargo", ("ct2rs", "onednn-src"), "CTranslate2 and oneDNN, 38 crates, 21 MB")
LLAMA = Crates(SETUP / "cargo/llama", ("llama-cpp-sys-2",), "llama.cpp, 39 crates, 12 MB")


def sources(crates: Crates) -> pathlib.Path:
    """A folder that holds the crates, each as `cargo vendor` unpacks it."""
    target = cache_dir() / "sources" / hash_of(crates.lock)
    if target.exists() and not _is_whole(target, crates):
        say("the sources in the cache are damaged: fetching them again")
        shutil.rmtree(target)
    if not target.exists():
        say(f"cargo: sources of {crates.content}")
        with partial_dir(target) as partial:
            vendor = partial / "vendor"
            client("cargo could not fetch the sources of the engines", _cargo(), "vendor", "--quiet",
                   "--locked", "--manifest-path", crates.lock[0], vendor)
            for crate in crates.names:
                (vendor / crate).rename(partial / crate)
            shutil.rmtree(vendor)
    return target


def _is_whole(sources: pathlib.Path, crates: Crates) -> bool:
    """Whether every file is as cargo wrote it down when it unpacked the crates."""
    try:
        return all(file_digest(sources / crate / name, "sha256").hex() == digest for crate in crates.names
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
