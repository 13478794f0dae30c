"""Debian packages: installs the missing ones of a list."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

from .common import SETUP, SetupError, client, megabytes, run, say


def ensure(list_name: str = "debian-packages.txt") -> None:
    install(read(SETUP / list_name))


def install(packages: list[str]) -> None:
    """Installs what is missing of these, as root or through sudo; nothing is ever removed."""
    missing = _missing(packages)
    if not missing:
        return
    prefix = _privilege(missing)
    failing = "apt-get could not install Debian packages"
    client(failing, *prefix, "apt-get", "update", "-qq")
    options = ("-y", "-qq", "--no-install-recommends", "--no-remove", "-o", "Dpkg::Use-Pty=0")
    uris = client(failing, "apt-get", "install", *options, "--print-uris", *missing)
    sizes = [int(size) for size in re.findall(r"^'\S+' \S+ (\d+)", uris, re.MULTILINE)]
    say(f"apt: {len(sizes)} packages, {megabytes(sum(sizes))} to fetch: {' '.join(missing)}")
    run(*prefix, "env", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", *options,
        *missing, quiet=not sys.stdout.isatty(), failing=failing)


def read(path: pathlib.Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def _missing(packages: list[str]) -> list[str]:
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        raise SetupError("this is no Debian system: dragoman is built on Debian 12 (a container of it "
                         "will do)")
    known = subprocess.run(["dpkg-query", "-W", "-f=${db:Status-Abbrev} ${Package}\n", *packages],
                           text=True, capture_output=True, check=False).stdout
    installed = {line.split()[1] for line in known.splitlines() if line.startswith("ii ")}
    return [package for package in packages if package not in installed]


def _privilege(missing: list[str]) -> tuple[str, ...]:
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo"):
        return ("sudo",)
    raise SetupError("Debian packages are missing and neither root nor sudo is at hand: as root, run "
                     f"`apt-get install --no-install-recommends {' '.join(missing)}`, then run this again")
