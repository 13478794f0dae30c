#!/usr/bin/env python3
"""Checks that no function of the program that is compiled for newer CPUs is run on older ones.

    old_cpu_symbols.py PROGRAM ENGINES_PREFIX

CTranslate2's kernels lie in its archive once for each level of x86-64. What is inline in C++ lies in each of
those objects too, under one name, of which the linker keeps one copy for all callers: that must be the
baseline's. (A function that only the newer objects have is reached by them alone.)
"""
import pathlib
import re
import subprocess
import sys
import tempfile

_NEWER = ("kernels_avx.cc.o", "kernels_avx2.cc.o", "kernels_avx512.cc.o")
_BASELINE = "kernels.cc.o"
_VEX = re.compile(r"\tv[a-z0-9]+ .*%[xyz]mm")


def run(*command: object, **more) -> str:
    return subprocess.run([str(word) for word in command], check=True, text=True, stdout=subprocess.PIPE, **more).stdout


def shared_functions(member: pathlib.Path) -> set[str]:
    """The names of functions that other objects may have as well."""
    rows = (line.split() for line in run("nm", member).splitlines())
    return {row[2] for row in rows if len(row) == 3 and row[1] == "W"}


def main(program: str, prefix: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        run("ar", "x", pathlib.Path(prefix).resolve() / "lib/libctranslate2.a", _BASELINE, *_NEWER, cwd=folder)
        baseline = shared_functions(pathlib.Path(folder, _BASELINE))
        newer = set().union(*(shared_functions(pathlib.Path(folder, name)) for name in _NEWER))
    both = sorted(baseline & newer)
    if not both:
        print("the objects share no function: this check looks at nothing")
        return 1
    wrong = [name for name in both if _VEX.search(run("objdump", "-d", f"--disassemble={name}", program))]
    for name in wrong:
        print(f"{run('c++filt', name).strip()} is the copy for newer CPUs")
    print(f"{len(both)} functions are in the objects of several CPUs, {len(wrong)} of them wrong in the program")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
