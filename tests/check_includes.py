#!/usr/bin/env python3
"""Checks that includes under src/ point one way and that third-party headers stay in their places.

    check_includes.py [ROOT]      ROOT is the folder that holds src/, this checkout by default

Prints one line for each offence and exits with 1 if there is any.
"""
import fnmatch
import pathlib
import re
import sys

_STATIONS = {"engines", "text", "media", "output", "models"}
_BELOW = {"core", "base"}

# folder -> the folders it may include, besides itself
ALLOWED = {
    "base": set(),
    "core": {"base"},
    **{station: _BELOW for station in _STATIONS},
    "engines": _BELOW | {"text"},
    "pipeline": _BELOW | _STATIONS,
    "jobs": _BELOW | {"output"},
    "queue": _BELOW | {"output"},
    "api": _BELOW | {"pipeline", "output", "jobs"},
    "app": _BELOW | _STATIONS | {"pipeline", "queue", "api"},
}

# pattern of a third-party header -> where it may be included (globs under src/)
CONFINED = {
    r"lib(av|sw|postproc)\w*/": ["media/*"],
    r"boost/json": [
        "api/wire/*",
        "output/json*",
        "app/*",
        "models/hub_listing.cc",
        "engines/remote/*_wire.cc",
        "engines/remote/json_members.*",
    ],
    r"boost/(beast|asio)": ["api/http_server*"],
    r"cld2/": ["text/language_of*"],
    r"curl/": ["base/download*", "base/http_exchange.cc", "base/http_stream.cc"],
    r"openssl/": ["base/sha256*"],
    r"prometheus/": ["base/metrics.cc"],
    r"zlib": ["base/gzip*"],
    r"kiss_fft": ["engines/ctranslate2/*"],
    r"toml\+\+/": ["models/catalogue*", "models/quality.cc", "app/clients_file.cc", "app/config.cc"],
    r"unicode/": ["text/*"],
    r"sentencepiece": ["engines/ctranslate2/*", "engines/sentencepiece/*"],
    r"ctranslate2/": ["engines/ctranslate2/*"],
    r"(core/session/)?onnxruntime": ["engines/onnx/*"],
    r"(llama|ggml|gguf|mtmd)[\w-]*\.h$": ["engines/llama/*"],
    r"espeak(-ng)?/": ["text/espeak*"],
    r"hiredis/": ["queue/redis.cc"],
    r"sqlite3": ["jobs/database*"],
    r"soxr": ["engines/resample.cc"],
    r"(tesseract/|allheaders\.h)": ["engines/tesseract/*"],
    r"turbojpeg": ["engines/remote/jpeg.cc"],
    r"open_jtalk/": ["text/open_jtalk*"],
    r"sonic\.h": ["engines/time_stretch.cc"],
    r"ebur128\.h": ["engines/loudness.cc"],
    r"CLI/": ["app/*"],
    r"(nlohmann|spdlog)/": [],  # bundled in an engine, for that engine alone
}

_INCLUDE = re.compile(r'^\s*#\s*include\s*(<|")([^>"]+)[>"]')
_SUFFIXES = {".h", ".cc", ".inc"}


def main(arguments: list[str]) -> int:
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent)
    files = sorted(p for p in (root / "src").rglob("*") if p.suffix in _SUFFIXES)
    if not files:
        print(f"no sources found under {root / 'src'}")
        return 1
    offences = [offence for file in files for offence in offences_of(file, root / "src")]
    print("\n".join(offences) or f"{len(files)} files: includes point one way")
    return 1 if offences else 0


def offences_of(file: pathlib.Path, src: pathlib.Path) -> list[str]:
    """Returns the offences of one file, each as 'src/path:line: what is wrong'."""
    path = file.relative_to(src).as_posix()
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        match = _INCLUDE.match(line)
        if match is None:
            continue
        quoted, header = match.group(1) == '"', match.group(2)
        reason = confinement(path, header) or (direction(path, header, src) if quoted else None)
        if reason:
            found.append(f"src/{path}:{number}: {reason}")
    return found


def direction(path: str, header: str, src: pathlib.Path) -> str | None:
    if not (src / header).exists() and (src / path).parent.joinpath(header).exists():
        return f'write "{header}" from the include root src/'
    folder, target = path.split("/")[0], header.split("/")[0]
    if folder not in ALLOWED:
        return f"unknown folder {folder}: give it a place in tests/check_includes.py"
    if target not in ALLOWED or target == folder:
        return engine_privacy(path, header)
    if target not in ALLOWED[folder]:
        return f'{folder} must not include {target} ("{header}")'
    return engine_privacy(path, header)


def engine_privacy(path: str, header: str) -> str | None:
    """A library's folder under engines/ is seen by itself and by the registry, fakes by tests too."""
    parts = header.split("/")
    if parts[0] != "engines" or len(parts) < 3:
        return None
    own = path.startswith(f"engines/{parts[1]}/") or path.startswith("engines/registry")
    if own or (parts[1] == "fake" and is_test(path)):
        return None
    return f'engines/{parts[1]} is private to its folder and engines/registry.cc ("{header}")'


def confinement(path: str, header: str) -> str | None:
    for pattern, places in CONFINED.items():
        if not re.match(pattern, header):
            continue
        if any(fnmatch.fnmatch(path, place) for place in places):
            return None
        # A test may look at what its folder's own files are made of.
        if is_test(path) and any(path.split("/")[0] == place.split("/")[0] for place in places):
            return None
        return f"<{header}> belongs in {', '.join(places) or 'no file of ours'}"
    return None


def is_test(path: str) -> bool:
    return path.rsplit("/", 1)[-1].endswith(("_test.cc", "_test.h"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
