"""The engines' prefix: CTranslate2 with oneDNN built from source, ONNX Runtime and eSpeak NG as built.

It lies in the cache under the hash of everything that goes into it, so checkouts share it, and a change
of recipe or lock makes a new one. build/engines in the checkout links to it.
"""
import json
import pathlib
import shutil
import sys

from . import crates, packages
from .archives import Archive
from .common import ROOT, SETUP, SetupError, cache_dir, cpu_count, hash_of, partial_dir, run, say

_LOCKS = (SETUP / "python/engines.lock", SETUP / "npm/engines.lock")


def ensure() -> pathlib.Path:
    """Builds the prefix where there is none for these sources; returns it."""
    compiler = run("g++", "-dumpfullversion", quiet=True).strip()
    recipe = [path for path in (ROOT / "third_party").rglob("*") if path.is_file()]
    key = hash_of([*recipe, *crates.LOCK, *_LOCKS, pathlib.Path(__file__)], compiler)
    prefix = cache_dir() / "engines" / key
    if not (prefix / "stamp.json").exists():
        with partial_dir(prefix) as partial:
            _build(partial, key)
            _unpack_prebuilt(partial)
            stamp = {"recipe": key, "compiler": f"g++ {compiler}"}
            (partial / "stamp.json").write_text(json.dumps(stamp) + "\n")
    _link(prefix)
    return prefix


def _build(prefix: pathlib.Path, key: str) -> None:
    source = crates.sources()
    build = cache_dir() / "engines" / f".build-{key}"  # kept until done: an interrupted build resumes
    say("building CTranslate2 and oneDNN: 235 steps, some five minutes on two cores")
    run("cmake", "-G", "Ninja", "-S", ROOT / "third_party", "-B", build, "-Wno-dev",
        "-DCMAKE_C_COMPILER=gcc", "-DCMAKE_CXX_COMPILER=g++",
        "-DCMAKE_C_COMPILER_LAUNCHER=ccache", "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache",
        f"-DCT2_SRC={source / 'ct2rs/CTranslate2'}", f"-DONEDNN_SRC={source / 'onednn-src/oneDNN'}",
        f"-DCMAKE_INSTALL_PREFIX={prefix}", quiet=True)
    run("ninja", "-C", build, f"-j{cpu_count()}", "engines", quiet=not sys.stdout.isatty())
    run("cmake", "--install", build, "--component", "engines", "--prefix", prefix, quiet=True)
    shutil.rmtree(build)


def _unpack_prebuilt(prefix: pathlib.Path) -> None:
    """Takes the shared libraries, their headers, data and notices out of the locked packages."""
    wanted = {
        "onnxruntime": [("onnxruntime/capi/libonnxruntime.so.", "lib/libonnxruntime.so.1"),
                        ("onnxruntime/LICENSE", "share/licences/onnxruntime/LICENSE"),
                        ("onnxruntime/ThirdPartyNotices.txt",
                         "share/licences/onnxruntime/ThirdPartyNotices.txt")],
        "espeakng-loader": [("espeakng_loader/libespeak-ng.so.1.", "lib/libespeak-ng.so.1"),
                            ("espeakng_loader/espeak-ng-data/", "share/espeak-ng-data/")],
        "@siteed/sherpa-onnx.rn": [("package/prebuilt/include/onnxruntime/", "include/onnxruntime/")],
    }
    for package in (package for lock in _LOCKS for package in packages.read_lock(lock)):
        with Archive(packages.fetch(package)) as archive:
            for source, target in wanted[package.name]:
                _unpack(archive, source, prefix, target)


def _unpack(archive: Archive, source: str, prefix: pathlib.Path, target: str) -> None:
    """Copies the members that begin with `source`: a folder's (trailing slash), or the one file."""
    names = [name for name in archive.names() if name.startswith(source) and not name.endswith("/")]
    if not names or (len(names) > 1 and not target.endswith("/")):
        raise SetupError(f"expected {source}* in the package and found {len(names)} of it")
    for name in names:
        path = prefix / (target + name.removeprefix(source) if target.endswith("/") else target)
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as stream, path.open("wb") as file:
            shutil.copyfileobj(stream, file)


def _link(prefix: pathlib.Path) -> None:
    link = ROOT / "build/engines"
    link.parent.mkdir(exist_ok=True)
    if link.is_symlink() and link.readlink() == prefix:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(prefix)
