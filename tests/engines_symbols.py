#!/usr/bin/env python3
"""Checks on the engines' libraries what docs/development.md says of them: no OpenMP, kernels for every CPU
level, and no symbol that Debian's fmt or another library of ours could clash with.

    engines_symbols.py PREFIX LLAMA_PREFIX
"""
import pathlib
import re
import subprocess
import sys

_OPENMP = re.compile(r"\b(GOMP_|omp_|__kmpc_)\w+")
# Whose external symbols the archives may define. fmt: only the inline namespace of CTranslate2's own copy.
_OWNERS = re.compile(r"\b(ctranslate2::|dnnl|fmt::v8::|spdlog::|nlohmann::|half_float::|BS::|Xbyak::|std::|"
                     r"__gnu_cxx::)|^(_Z\w*11ctranslate2|DW\.ref\.|Get\w+|Fill\w+|CpuFeatures_|StackLineReader_|"
                     r"operator (new|delete)\(.*void\*\)$)")  # the last: placement, which is inline
_KERNELS = {"kernels.cc.o", "kernels_avx.cc.o", "kernels_avx2.cc.o", "kernels_avx512.cc.o"}


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def problems(archive: pathlib.Path) -> list[str]:
    found = []
    lines = output_of("nm", "--demangle", "--extern-only", str(archive)).splitlines()
    for line in lines:
        match = re.match(r"([0-9a-f]{16}|\s{16}) [A-Za-z] (.*)", line)
        if match is None:
            continue
        address, symbol = match.groups()
        if _OPENMP.search(symbol):
            found.append(f"{archive.name} uses OpenMP: {symbol}")
        if address.strip() and not _OWNERS.search(symbol):
            found.append(f"{archive.name} defines {symbol}")
    if not lines:
        found.append(f"{archive.name} has no symbols")
    return found


# What the shared libraries of llama.cpp may show: their C interface, and templates of the standard library.
_SHOWN = re.compile(r"\bggml_\w+(<|$)|^(llama_|ggml_|gguf_|mtmd_|(de)?quantize_|iq[23]xs_)|\bstd::|__gnu_cxx::")
_LLAMA = {"libggml-base.so.0", "libggml.so.0", "libllama.so.0", "libmtmd.so.0", "libggml-cpu-baseline.so",
          "libggml-cpu-avx2.so", "libggml-cpu-avx512.so"}


def shared_problems(prefix: str) -> list[str]:
    libraries = sorted(pathlib.Path(prefix, "lib").glob("*.so*"))
    found = []
    if {library.name for library in libraries} != _LLAMA:
        found.append(f"unexpected libraries: {[library.name for library in libraries]}")
    for library in libraries:
        for line in output_of("nm", "--demangle", "--dynamic", str(library)).splitlines():
            address, kind, symbol = line[:16].strip(), line[17], line[19:]
            if _OPENMP.search(symbol):
                found.append(f"{library.name} uses OpenMP: {symbol}")
            if address and kind.isupper() and not _SHOWN.search(symbol):
                found.append(f"{library.name} shows {symbol}")
    return found


def main(prefix: str, llama_prefix: str) -> int:
    archives = sorted(pathlib.Path(prefix, "lib").glob("*.a"))
    found = [problem for archive in archives for problem in problems(archive)] + shared_problems(llama_prefix)
    if {archive.name for archive in archives} != {"libcpu_features.a", "libctranslate2.a", "libdnnl.a"}:
        found.append(f"unexpected archives: {[archive.name for archive in archives]}")
    else:
        members = set(output_of("ar", "t", str(archives[1])).split())
        found += [f"libctranslate2.a lacks {name}" for name in sorted(_KERNELS - members)]
    print("\n".join(sorted(set(found))) or f"{len(archives)} archives and llama.cpp: no OpenMP, no clash")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
