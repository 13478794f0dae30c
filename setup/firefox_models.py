#!/usr/bin/env python3
"""Prints the [[model]] entries of src/models/hub_catalogue.toml for the Firefox Translations students.

    firefox_models.py CLONE     CLONE is a git clone of mozilla/firefox-translations-models

The weights need not be there: size and SHA-256 of each packed file stand in the pointers of Git LFS
that the repository holds, size and SHA-256 of the unpacked model in its metadata.json. The entries
go below the line that names this script; what was there goes away.
"""
import json
import subprocess
import sys

LANGUAGES = "zh ru fr de pt es it id ko ja vi th ar yue hi el tr".split()
NAMES = {"zh": "Chinese", "ru": "Russian", "fr": "French", "de": "German", "pt": "Portuguese",
         "es": "Spanish", "it": "Italian", "id": "Indonesian", "ko": "Korean", "ja": "Japanese",
         "vi": "Vietnamese", "th": "Thai", "ar": "Arabic", "yue": "Cantonese", "hi": "Hindi",
         "el": "Greek", "tr": "Turkish", "en": "English"}
SIZES = ("tiny", "base-memory", "base")  # from small to large


def main() -> int:
    clone = Clone(sys.argv[1])
    for language in LANGUAGES:
        for source, target in ((language, "en"), ("en", language)):
            found = [model for size in SIZES if (model := clone.model(size, source, target))]
            for model in found:
                print(entry(model, source, target, tiers(model, found)))
    return 0


class Clone:
    def __init__(self, path: str):
        self._path = path
        self.head = self._git("rev-parse", "HEAD").strip()

    def model(self, size: str, source: str, target: str) -> dict | None:
        folder = f"models/{size}/{source}{target}"
        names = self._git("ls-tree", "--name-only", "HEAD", folder + "/").split()
        if not names:
            return None
        metadata = json.loads(self._git("show", f"HEAD:{folder}/metadata.json"))
        packed = {name: self._pointer(name) for name in names
                  if name.endswith(".gz") and "qualityModel" not in name}
        order = ("model.", "lex.", "vocab.", "srcvocab.", "trgvocab.")
        files = sorted(packed, key=lambda name: next(
            i for i, start in enumerate(order) if name.rsplit("/", 1)[-1].startswith(start)))
        return {"size": size, "files": [(name, *packed[name]) for name in files],
                "bytes": metadata["byteSize"], "sha256": metadata["hash"],
                "comet": (metadata.get("flores") or {}).get("comet")}

    def _pointer(self, name: str) -> tuple[int, str]:
        lines = dict(line.split(" ", 1) for line in self._git("show", f"HEAD:{name}").splitlines())
        return int(lines["size"]), lines["oid"].removeprefix("sha256:")

    def _git(self, *arguments: str) -> str:
        return subprocess.run(["git", "-C", self._path, *arguments], check=True, text=True,
                              stdout=subprocess.PIPE).stdout


def tiers(model: dict, found: list[dict]) -> list[str]:
    """fast: the smallest; standard: base-memory where there is one; best: the best published score."""
    standard = next((each for each in found if each["size"] == "base-memory"), found[0])
    best = max(found, key=lambda each: each["comet"] or 0)
    chosen = {"fast": found[0], "standard": standard, "best": best}
    return [tier for tier, each in chosen.items() if each is model]


def entry(model: dict, source: str, target: str, chosen: list[str]) -> str:
    lines = ["", "[[model]]", f'id = "student-{source}-{target}-{model["size"]}"', 'family = "firefox"',
             f'summary = "Firefox Translations student ({model["size"]}), {NAMES[source]} to '
             f'{NAMES[target]}"', f'source = "{source}"', f'target = "{target}"',
             f"tiers = {json.dumps(chosen)}"]
    if model["comet"]:
        lines.append(f'published = {{ metric = "COMET", set = "FLORES-200 dev", value = {model["comet"]} }}')
    lines.append("files = [")
    for at, size, digest in model["files"]:
        path = at.rsplit("/", 1)[-1].removesuffix(".gz")
        locked = (f'bytes = {model["bytes"]}, sha256 = "{model["sha256"]}"' if path.startswith("model.")
                  else f"about_bytes = {2 * size}")
        lines.append(f'  {{ path = "{path}", at = "{at}", {locked}, gzip_bytes = {size}, '
                     f'gzip_sha256 = "{digest}" }},')
    return "\n".join([*lines, "]"])


if __name__ == "__main__":
    sys.exit(main())
