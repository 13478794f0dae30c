#!/usr/bin/env python3
"""Makes the packages of a built program: a .deb for Debian 12 and a tarball that runs where it is unpacked.

    package.py [--build build/release] [--out build/packages] [deb] [tarball]

Needs dpkg-dev, binutils, patchelf and xz (setup/debian-packages-dev.txt). Models are in neither: the
scripts that fetch them are. What is made of one commit is the same to the byte.
"""
import argparse
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAMS = ("dragoman", "dragoman-media")
# Beside the program, so that `dragoman models pull` installs models that come from registries' packages.
INSTALLER = ("setup/setup.py", "setup/dragoman_setup/*.py", "setup/importers/*.py", "setup/python/importers.lock",
             "setup/python/node.lock", "src/models/catalogue.toml", "src/models/hub_catalogue.toml")
DOCUMENTS = ("README.md", "docs/*.md")
# Part of every glibc system, and of one piece with its kernel and name services: never carried along.
OUTSIDE = "libc6"


def run(*command: object, **more) -> str:
    return subprocess.run([str(word) for word in command], check=True, text=True, stdout=subprocess.PIPE, **more).stdout


def version() -> str:
    return re.search(r"project\(dragoman VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]


def commit_time() -> str:
    if known := os.environ.get("SOURCE_DATE_EPOCH"):
        return known
    try:
        return run("git", "-C", ROOT, "log", "-1", "--format=%ct", stderr=subprocess.DEVNULL).strip()
    except (OSError, subprocess.CalledProcessError):
        return str(int((ROOT / "CMakeLists.txt").stat().st_mtime))


def write(path: pathlib.Path, text: str | bytes, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(mode)


def copy(source: pathlib.Path, target: pathlib.Path, mode: int = 0o644) -> None:
    write(target, source.read_bytes(), mode)


def copy_matching(patterns: tuple[str, ...], folder: pathlib.Path) -> None:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if not path.name.endswith("_test.py"):
                copy(path, folder / path.relative_to(ROOT))


def stage_program(build: pathlib.Path, home: pathlib.Path) -> None:
    """The program with what stands beside it, without the symbols of its makers."""
    for name in PROGRAMS:
        copy(build / name, home / name, 0o755)
    for path in sorted((build / "lib").rglob("*")):
        if path.is_file():
            copy(path, home / "lib" / path.relative_to(build / "lib"))
    libraries = sorted((home / "lib").glob("*.so*"))
    run("strip", "--strip-unneeded", *(home / name for name in PROGRAMS), *libraries)
    for library in libraries:
        run("patchelf", "--set-rpath", "$ORIGIN", library)
    copy_matching(INSTALLER, home / "installer")


def made_by(build: pathlib.Path, *words: str) -> str:
    return run(build / "dragoman", *words)


def unit(program: str) -> str:
    text = (ROOT / "packaging/systemd/dragoman.service").read_text()
    assert "ExecStart=/opt/dragoman/dragoman serve" in text
    return text.replace("ExecStart=/opt/dragoman/dragoman serve", f"ExecStart={program} serve")


def stage_documents(build: pathlib.Path, folder: pathlib.Path) -> None:
    for pattern in DOCUMENTS:
        for path in sorted(ROOT.glob(pattern)):
            copy(path, folder / path.name)
    copy(ROOT / "LICENSE", folder / "licences/dragoman/LICENSE")
    for name in ("engines", "llama", "open_jtalk"):
        prefix = (ROOT / "build" / name).resolve() / "share/licences"
        for path in sorted(prefix.rglob("*")):
            if path.is_file():
                copy(path, folder / "licences" / path.relative_to(prefix))
    write(folder / "copyright", f"""dragoman

Sources: Apache License 2.0 (on Debian: /usr/share/common-licenses/Apache-2.0).
This built program as a whole: GPL-3.0-or-later (/usr/share/common-licenses/GPL-3), because it contains
eSpeak NG (GPL-3.0-or-later) and runs with Debian's GPL build of FFmpeg. Whoever passes it on does so under
that licence, with the sources: those of dragoman, and those of its parts, which setup/ of the sources
fetches from public registries by locked hashes.

What it is made of, and under which licences: licences.md, and their texts in licences/.

{(ROOT / "docs/licences.md").read_text()}""")


def dependencies(home: pathlib.Path) -> str:
    """Debian's packages of what our files ask for by name, with the versions that have it."""
    ours = [path for path in [*(home / name for name in PROGRAMS), *sorted((home / "lib").glob("*.so*"))]]
    with tempfile.TemporaryDirectory() as folder:
        write(pathlib.Path(folder) / "debian/control", "Source: dragoman\n\nPackage: dragoman\nArchitecture: any\n")
        # eSpeak NG is ours, though Debian has one of the same name for building.
        words = run("dpkg-shlibdeps", "-O", "--ignore-missing-info", "-xlibespeak-ng1", f"-l{home / 'lib'}", *ours,
                    cwd=folder, stderr=subprocess.DEVNULL)
    depends = re.search(r"^shlibs:Depends=(.*)$", words, re.MULTILINE)[1]
    assert "libavcodec" in depends and "libespeak" not in depends, depends
    return depends


def make_deb(build: pathlib.Path, out: pathlib.Path, work: pathlib.Path) -> pathlib.Path:
    root = work / "deb"
    home = root / "usr/lib/dragoman"
    share = root / "usr/share"
    stage_program(build, home)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/dragoman").symlink_to("../lib/dragoman/dragoman")
    write(root / "lib/systemd/system/dragoman.service", unit("/usr/bin/dragoman"))
    write(share / "man/man1/dragoman.1.gz", gzip.compress(made_by(build, "man").encode(), mtime=0))
    write(share / "bash-completion/completions/dragoman", made_by(build, "completion", "bash"))
    write(share / "zsh/vendor-completions/_dragoman", made_by(build, "completion", "zsh"))
    write(share / "fish/vendor_completions.d/dragoman.fish", made_by(build, "completion", "fish"))
    stage_documents(build, share / "doc/dragoman")
    size = sum(path.lstat().st_size for path in root.rglob("*")) // 1024
    control = (ROOT / "packaging/debian/control").read_text()
    for name, value in {"VERSION": version(), "ARCHITECTURE": run("dpkg", "--print-architecture").strip(),
                        "SIZE": str(size), "DEPENDS": dependencies(home)}.items():
        control = control.replace(f"@{name}@", value)
    write(root / "DEBIAN/control", control)
    for script in ("postinst", "postrm"):
        copy(ROOT / "packaging/debian" / script, root / "DEBIAN" / script, 0o755)
    same_times(root)
    package = out / f"dragoman_{version()}_{run('dpkg', '--print-architecture').strip()}.deb"
    run("dpkg-deb", "--root-owner-group", "-Zxz", "-z2", "--build", root, package)
    return package


def libraries_of(home: pathlib.Path) -> dict[str, pathlib.Path]:
    """Every library that is needed and not ours: the name that is asked for -> where it is."""
    found = {}
    for path in [*(home / name for name in PROGRAMS), *sorted((home / "lib").glob("*.so*"))]:
        for name, place in re.findall(r"^\s*(\S+) => (/\S+)", run("ldd", path), re.MULTILINE):
            if home not in pathlib.Path(place).parents:
                found[name] = pathlib.Path(place).resolve()
    return found


def package_of(library: pathlib.Path) -> str:
    spellings = [library]
    if library.is_relative_to("/usr"):
        spellings.append(pathlib.Path("/") / library.relative_to("/usr"))  # before /usr was merged
    for path in spellings:
        done = subprocess.run(["dpkg-query", "--search", str(path)], text=True, capture_output=True)
        if done.returncode == 0:
            return done.stdout.partition(": ")[0]
    raise SystemExit(f"{library} is of no Debian package: its licence is not known")


def bundle_libraries(home: pathlib.Path, documents: pathlib.Path) -> None:
    used = set()
    for name, path in sorted(libraries_of(home).items()):
        package = package_of(path)
        if package.partition(":")[0] == OUTSIDE:
            continue
        used.add(package)
        copy(path, home / "lib" / name)
        run("patchelf", "--set-rpath", "$ORIGIN", home / "lib" / name)
    for name in PROGRAMS:
        run("patchelf", "--set-rpath", "$ORIGIN/lib", home / name)
    rows = ""
    for package in sorted(used):
        known = run("dpkg-query", "--show", "--showformat=${Package} ${Version} ${source:Package} "
                    "${source:Version}\n", package)
        rows += known
        name = known.split()[0]
        copy(pathlib.Path("/usr/share/doc") / name / "copyright", documents / "licences/debian" / name)
    write(documents / "libraries.txt", "Debian 12's packages whose libraries are in lib/: name, version, and the "
          "source package that `apt-get source`\nfetches. Their licences are in licences/debian.\n\n" + rows)


def make_tarball(build: pathlib.Path, out: pathlib.Path, work: pathlib.Path) -> pathlib.Path:
    name = f"dragoman-{version()}-linux-{os.uname().machine}"
    home = work / name
    stage_program(build, home)
    stage_documents(build, home / "share/doc/dragoman")
    bundle_libraries(home, home / "share/doc/dragoman")
    write(home / "share/man/man1/dragoman.1", made_by(build, "man"))
    for shell in ("bash", "zsh", "fish"):
        write(home / "share/completions" / f"dragoman.{shell}", made_by(build, "completion", shell))
    write(home / "share/systemd/dragoman.service", unit("/opt/dragoman/dragoman"))
    tarball = out / f"{name}.tar.xz"
    run("tar", "--create", "--file", tarball, "--sort=name", "--owner=0", "--group=0", "--numeric-owner",
        f"--mtime=@{commit_time()}", "-I", "xz -1 -T2", "-C", work, name)
    return tarball


def same_times(root: pathlib.Path) -> None:
    at = int(commit_time())
    for path in [root, *root.rglob("*")]:
        os.utime(path, (at, at), follow_symlinks=False)
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", default=["deb", "tarball"], metavar="deb|tarball")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build/packages")
    words = parser.parse_args()
    makers = {"deb": make_deb, "tarball": make_tarball}
    if unknown := set(words.kinds) - makers.keys():
        parser.error(f"no such package: {', '.join(unknown)}")
    for tool in ("dpkg-shlibdeps", "dpkg-deb", "strip", "patchelf", "xz"):
        if not shutil.which(tool):
            parser.error(f"{tool} is not there: `python3 setup/setup.py debian debian-packages-dev.txt` installs it")
    os.environ["SOURCE_DATE_EPOCH"] = commit_time()
    words.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".partial-", dir=words.out) as work:
        for kind in words.kinds:
            made = makers[kind](words.build.resolve(), words.out.resolve(), pathlib.Path(work))
            print(f"{made.relative_to(pathlib.Path.cwd()) if made.is_relative_to(pathlib.Path.cwd()) else made}: "
                  f"{made.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
