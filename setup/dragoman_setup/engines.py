"""The engines' prefixes: CTranslate2 with oneDNN built from source, ONNX Runtime and eSpeak NG as built;
llama.cpp and Open JTalk built from source, in prefixes of their own.

Each lies in the cache under the hash of everything that goes into it, so checkouts share it, and a change
of recipe or lock makes a new one. build/engines, build/llama and build/open_jtalk in the checkout link to
them.
"""
import dataclasses
import json
import pathlib
import shutil
import sys

from . import crates, packages, sdists
from .archives import Archive
from .common import ROOT, SETUP, SetupError, cache_dir, cpu_count, hash_of, partial_dir, run, say

_LOCKS = (SETUP / "python/engines.lock", SETUP / "npm/engines.lock")


@dataclasses.dataclass(frozen=True)
class _Recipe:
    name: str                        # of the link in build/
    folder: pathlib.Path             # of the superbuild
    origin: crates.Crates | sdists.Sdist
    sources: dict[str, str]          # the superbuild's variable -> a folder of the origin's
    locks: tuple[pathlib.Path, ...]  # of what is not built
    content: str                     # for the person who waits

    def files(self) -> list[pathlib.Path]:
        apart = [other.folder for other in _RECIPES if self.folder in other.folder.parents]
        return [path for path in self.folder.rglob("*") if path.is_file()
                and not any(folder in path.parents for folder in apart)]


_RECIPES = (
    _Recipe("engines", ROOT / "third_party", crates.CTRANSLATE2,
            {"CT2_SRC": "ct2rs/CTranslate2", "ONEDNN_SRC": "onednn-src/oneDNN"}, _LOCKS,
            "CTranslate2 and oneDNN: 235 steps, some five minutes on two cores"),
    _Recipe("llama", ROOT / "third_party/llama", crates.LLAMA, {"LLAMA_SRC": "llama-cpp-sys-2/llama.cpp"},
            (), "llama.cpp: 171 steps, some four minutes on two cores"),
    _Recipe("open_jtalk", ROOT / "third_party/open_jtalk", sdists.OPEN_JTALK, {"OPEN_JTALK_SRC": "."},
            (), "Open JTalk: 25 steps, some twenty seconds on two cores"),
)


def ensure() -> list[pathlib.Path]:
    """Builds each prefix where there is none for its sources; returns them."""
    return [_ensure(recipe) for recipe in _RECIPES]


def _ensure(recipe: _Recipe) -> pathlib.Path:
    compiler = run("g++", "-dumpfullversion", quiet=True).strip()
    key = hash_of([*recipe.files(), *recipe.origin.lock, *recipe.locks, pathlib.Path(__file__)], compiler)
    prefix = cache_dir() / "engines" / key
    if not (prefix / "stamp.json").exists():
        with partial_dir(prefix) as partial:
            _build(recipe, partial, key)
            _unpack_prebuilt(recipe, partial)
            stamp = {"recipe": key, "compiler": f"g++ {compiler}"}
            (partial / "stamp.json").write_text(json.dumps(stamp) + "\n")
    _link(recipe, prefix)
    return prefix


def _build(recipe: _Recipe, prefix: pathlib.Path, key: str) -> None:
    source = recipe.origin.sources()
    build = cache_dir() / "engines" / f".build-{key}"  # kept until done: an interrupted build resumes
    say(f"building {recipe.content}")
    run("cmake", "-G", "Ninja", "-S", recipe.folder, "-B", build, "-Wno-dev",
        "-DCMAKE_C_COMPILER=gcc", "-DCMAKE_CXX_COMPILER=g++",
        "-DCMAKE_C_COMPILER_LAUNCHER=ccache", "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache",
        *(f"-D{variable}={source / folder}" for variable, folder in recipe.sources.items()),
        f"-DCMAKE_INSTALL_PREFIX={prefix}", quiet=True)
    run("ninja", "-C", build, f"-j{cpu_count()}", "engines", quiet=not sys.stdout.isatty())
    run("cmake", "--install", build, "--component", "engines", "--prefix", prefix, quiet=True)
    shutil.rmtree(build)


def _unpack_prebuilt(recipe: _Recipe, prefix: pathlib.Path) -> None:
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
    for package in (package for lock in recipe.locks for package in packages.read_lock(lock)):
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


def _link(recipe: _Recipe, prefix: pathlib.Path) -> None:
    link = ROOT / "build" / recipe.name
    link.parent.mkdir(exist_ok=True)
    if link.is_symlink() and link.readlink() == prefix:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(prefix)
