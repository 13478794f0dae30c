"""Node and its packages for test clients: made on demand from setup/npm/<name>.lock."""
import base64
import json
import pathlib
import tempfile

from . import packages
from .archives import Archive
from .common import SETUP, SetupError, cache_dir, file_digest, hash_of, megabytes, partial_dir, run, say


def ensure(name: str, *folders: str) -> pathlib.Path:
    """Makes the folder of this lock where there is none; returns it. It holds `node` and `node_modules`,
    which are linked into `folders`: scripts there find the packages."""
    home = _folder(name)
    if not is_made(name):
        locked = packages.read_lock(_lock(name))
        say(f"Node packages {name}: {len(locked)}, {megabytes(sum(package.bytes for package in locked))}")
        with partial_dir(home) as partial:
            for package in locked:
                _unpack(package, partial / "node_modules" / package.name)
            (partial / "node").symlink_to(packages.node_home() / "bin/node")
    for link in (pathlib.Path(folder) / part for folder in folders for part in ("node", "node_modules")):
        if link.is_symlink():
            link.unlink()
        link.symlink_to(home / link.name)
    return home


def is_made(name: str) -> bool:
    return _folder(name).exists()


def lock(name: str) -> None:
    """Writes <name>.lock from <name>.in: npm resolves for the locked Node and fetches, the tarballs give
    the hashes."""
    wanted = SETUP / "npm" / f"{name}.in"
    if not wanted.exists():
        raise SetupError(f"write what is wanted, a package a line, to setup/npm/{name}.in")
    specs = [line for line in wanted.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    npm = packages.locked_npm()
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        (folder / "package.json").write_text("{}")
        run(*npm, "install", "--silent", "--package-lock-only", "--ignore-scripts", "--omit=optional",
            "--omit=peer", *specs, cwd=folder, quiet=True)
        resolved = json.loads((folder / "package-lock.json").read_bytes())["packages"]
        del resolved[""]  # the folder itself
        lines = [_lock_line(npm, path.removeprefix("node_modules/"), entry["version"], folder)
                 for path, entry in sorted(resolved.items())]
    target = wanted.with_suffix(".lock")
    target.write_text(f"# Written by setup/setup.py lock-node {name} from {wanted.name}.\n"
                      + "".join(lines), encoding="utf-8")
    say(f"wrote {target.relative_to(SETUP.parent)}: {len(lines)} packages")


def _lock(name: str) -> pathlib.Path:
    lock = SETUP / "npm" / f"{name}.lock"
    if not lock.exists():
        raise SetupError(f"no {lock.relative_to(SETUP.parent)}: write {name}.in beside it, then run "
                         f"setup/setup.py lock-node {name}")
    return lock


def _folder(name: str) -> pathlib.Path:
    return cache_dir() / "node" / f"{name}-{hash_of([_lock(name), packages.NODE_LOCK])}"


def _unpack(package: packages.Package, target: pathlib.Path) -> None:
    """Writes the tarball's files without its top folder, whatever that is called. No script is run."""
    with Archive(packages.fetch(package)) as archive:
        for name in archive.names():
            path = target / name.partition("/")[2]
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as stream:
                path.write_bytes(stream.read())


def _lock_line(npm: tuple[str, ...], name: str, version: str, folder: pathlib.Path) -> str:
    if "/node_modules/" in name:
        raise SetupError(f"two versions of {name.rpartition('/node_modules/')[2]} are wanted, and a lock "
                         "has room for one: ask for other packages in the .in file")
    answer = run(*npm, "pack", "--silent", "--ignore-scripts", f"{name}@{version}", cwd=folder, quiet=True)
    tarball = folder / answer.split()[-1]
    digest = base64.b64encode(file_digest(tarball, "sha512")).decode()
    return f"{name}@{version} sha512-{digest}  # {tarball.stat().st_size} bytes\n"
