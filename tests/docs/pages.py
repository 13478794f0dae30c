"""The documents' commands: which there are, and what stands above them about how they are run.

A block between fences names its language. `sh` and `python` are commands; the languages of SHOWN are
not. A comment on the line above says what is special:

    <!-- file: NAME -->             the block is the content of a file that the commands below it use
    <!-- run by tests/NAME -->      that test does what these commands do
    <!-- not run: REASON -->        nothing runs them
"""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("sh", "python")
SHOWN = ("cmake", "cpp", "caddy", "json", "text", "toml", "yaml")
_MARKER = re.compile(r"<!-- (file|run by|not run):? (.+?) -->")
_ITEM = re.compile(r"\s*([-*]|\d+\.) ")


@dataclasses.dataclass(frozen=True)
class Block:
    """One block of a page. marker: `file`, `run by`, `not run` or empty; said: what stands behind it."""

    page: Path
    line: int  # of its first line of content
    language: str
    text: str
    marker: str = ""
    said: str = ""

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


class PageError(Exception):
    """A page is not written as the head of this file has it."""


def pages() -> list[Path]:
    """README and every document."""
    return [ROOT / "README.md", ROOT / "bench" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    """Every block between fences, in order. Throws PageError: unknown language, a marker that no block
    follows, an indented block of code (which says no language)."""
    lines = page.read_text(encoding="utf-8").splitlines()
    marker, at, in_list = ("", ""), 0, False
    while at < len(lines):
        line = lines[at]
        place = f"{page.relative_to(ROOT)}:{at + 1}"
        if line.startswith("```"):
            end = lines.index("```", at + 1)
            language = line[3:]
            if language not in COMMANDS + SHOWN:
                raise PageError(f"{place}: a block of the language {language!r}")
            yield Block(page, at + 2, language, "\n".join(lines[at + 1 : end]), *marker)
            marker, at = ("", ""), end + 1
            continue
        if marker[0]:
            raise PageError(f"{place}: no block below the comment")
        if found := _MARKER.fullmatch(line):
            marker = (found[1], found[2])
        in_list = bool(_ITEM.match(line)) or (in_list and (not line or line.startswith(" ")))
        if line.startswith("    ") and not in_list and at and not lines[at - 1]:
            raise PageError(f"{place}: an indented block")
        at += 1


def mentions(page: Path) -> Iterator[tuple[str, str]]:
    """(place, words): what the running text of a page puts between single backquotes."""
    text = re.sub(
        r"^```.*?^```$", lambda block: "\n" * block[0].count("\n"), page.read_text(encoding="utf-8"),
        flags=re.MULTILINE | re.DOTALL,
    )  # fmt: skip
    for found in re.finditer(r"`([^`]+)`", text):
        line = text.count("\n", 0, found.start()) + 1
        yield f"{page.relative_to(ROOT)}:{line}", " ".join(found[1].split())
