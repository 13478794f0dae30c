"""Licences: which ones a default model may have, and docs/licences.md from catalogue, locks and table."""
import re
import tomllib

from . import debian, models, packages
from .common import ROOT, SETUP

# Licences that restrict neither use nor trade nor country. A model under any other is never a default.
ALLOWED_MODEL_LICENCES = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC-BY-3.0", "CC-BY-4.0",
    "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC0-1.0", "ISC", "MIT", "MPL-2.0", "Unlicense", "Zlib",
})
# Likewise for linked parts: with GPL-3.0-or-later for the whole program, which these all go with.
ALLOWED_PART_LICENCES = ALLOWED_MODEL_LICENCES | {"blessing", "curl", "ICU", "IJG", "LGPL-2.1-or-later", "GPL-2.0-or-later",
                                                  "GPL-3.0-or-later"}

PAGE = ROOT / "docs/licences.md"
# Debian packages that build or carry and leave nothing in the program.
_TOOLS = frozenset({"ca-certificates", "ccache", "cmake", "curl", "g++", "ninja-build", "pkgconf", "python3-venv"})


def components() -> list[dict]:
    with (SETUP / "licences.toml").open("rb") as file:
        return tomllib.load(file)["component"]


def locked_packages() -> set[str]:
    """What the locks bring into the program, as 'client:name'."""
    found = {f"debian:{name}" for name in debian.read(SETUP / "debian-packages.txt") if name not in _TOOLS}
    for lock in ("python/engines.lock", "python/node.lock", "npm/engines.lock", "sdist/open_jtalk.lock"):
        found |= {f"{package.client}:{package.name}" for package in packages.read_lock(SETUP / lock)}
    for manifest in ("cargo/Cargo.toml", "cargo/llama/Cargo.toml"):
        dependencies = tomllib.loads((SETUP / manifest).read_text(encoding="utf-8"))["dependencies"]
        found |= {f"cargo:{name}" for name in dependencies}
    return found


def problems(parts: list[dict], catalogue: list[dict], locked: set[str]) -> list[str]:
    """What is wrong with licences, in sentences; nothing where all is well."""
    found = []
    for part in parts:
        if part["licence"] not in ALLOWED_PART_LICENCES:
            found.append(f"{part['name']}: {part['licence']} is not on the list of allowed licences")
    named = {package for part in parts for package in part["packages"]}
    found += [f"{package} has no entry in setup/licences.toml" for package in sorted(locked - named)]
    found += [f"{package} in setup/licences.toml is in no lock" for package in sorted(named - locked)]
    for model in catalogue:
        if len(model.get("licence_evidence", "")) < 40:
            found.append(f"model {model['id']}: no evidence for its licence")
        restricts = model["licence"] not in ALLOWED_MODEL_LICENCES
        if model.get("default") and restricts:
            found.append(f"model {model['id']}: {model['licence']} may not be a default's licence")
        if "default" not in model and restricts != model.get("restricted", False):
            found.append(f"model {model['id']}: 'restricted' does not go with {model['licence']}")
    return found


def page() -> str:
    """The text of docs/licences.md."""
    parts = "\n".join(f"| {part['name']} | {part['licence']} | {part['use']} | "
                      f"{', '.join(part['packages'])} |" for part in components())
    weights = "\n".join(f"| {model['id']} | {model['licence']} | {model['licence_evidence']} |"
                        for model in models.catalogue())
    text = _PAGE.format(parts=parts, weights=weights, pulled=_pulled(models.hub_catalogue()), allowed=", ".join(sorted(ALLOWED_MODEL_LICENCES)))
    return re.sub(r"\n{3,}", "\n\n", text)


def _pulled(catalogue: list[dict]) -> str:
    """One row for all models that share licence, evidence and family."""
    rows: dict[tuple[str, str], list[str]] = {}
    for model in catalogue:
        rows.setdefault((model["licence"], model["licence_evidence"]), []).append(model["id"])
    return "\n".join(f"| {', '.join(ids)} | {licence} | {evidence} |"
                     for (licence, evidence), ids in rows.items())


def write() -> None:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")


_PAGE = """# Licences

*Written by `setup/setup.py licences` from `setup/licences.toml`, the locks and the two catalogues in
`src/models`; a test fails where it is out of date.*

The sources of dragoman are under the Apache License 2.0 (`LICENSE`). **The program that is built from them
is, as a whole, GPL-3.0-or-later**: it links eSpeak NG (GPL-3.0-or-later) and Debian's FFmpeg, a build with
its GPL parts (GPL-2.0-or-later). Whoever passes the built program on passes it on under that licence, with
the sources.

## Parts of the program

| part | licence | use | from |
|---|---|---|---|
{parts}

## Models

Weights are data that the program reads, under licences of their own. A model is a default, installed by
`make setup`, only under one of these: {allowed}. Others are never installed unasked and never packaged.

| model | licence | established by |
|---|---|---|
{weights}

Fetched by `dragoman models pull`, which asks first; one whose licence is not on the list above must be accepted by name.

| models | licence | established by |
|---|---|---|
{pulled}
"""
