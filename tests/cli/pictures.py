"""Takes the picture of the terminal that README shows: what a real run wrote on one, drawn as SVG.

tests/cli/pictures.py      needs the program with its models, and the evaluation set

"""

import html
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLUMNS, LINE_PX, CHARACTER_PX, EDGE_PX = 96, 20, 8.43, 18
COLOURS = {"1;31": "#ff7b72", "31": "#ff7b72", "32": "#7ee787", "2": "#8b949e", "1": "#ffffff"}
PROMPT = "\x1b[32m$\x1b[0m "
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")


def on_a_terminal(words: list[str], folder: Path, env: dict[str, str]) -> str:
    """All that a command writes there."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe(words[0], words, env)
    seen = b""
    try:
        while part := os.read(terminal, 4096):
            seen += part
    except OSError:  # its other end is closed
        pass
    if status := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise SystemExit(f"{' '.join(words)} ended with {status}:\n{seen.decode()}")
    return seen.decode()


def shown(written: str) -> list[list[tuple[str, str]]]:
    """What is on the screen in the end: (colour, text) for each stretch of each line."""
    rows: list[list[tuple[str, str]]] = [[]]
    colour, column = "", 0
    for part in re.split(r"(\x1b\[[0-9;]*[A-Za-z]|\r|\n)", written):
        if part == "\n":
            rows.append([])
            column = 0
        elif part == "\r":
            column = 0
        elif escape := _ESCAPE.fullmatch(part):
            if escape[2] == "m":
                colour = "" if escape[1] in ("", "0") else escape[1]
            elif escape[2] == "K":
                rows[-1] = rows[-1][:column]
        else:
            rows[-1][column : column + len(part)] = [(colour, character) for character in part]
            column += len(part)
            while len(rows[-1]) > COLUMNS:
                rows.append(rows[-1][COLUMNS:])
                rows[-2] = rows[-2][:COLUMNS]
                column = len(rows[-1])
    return rows


def svg(rows: list[list[tuple[str, str]]], title: str) -> str:
    width = COLUMNS * CHARACTER_PX + 2 * EDGE_PX
    height = len(rows) * LINE_PX + 2 * EDGE_PX
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img">',
        f"<title>{html.escape(title)}</title>",
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>',
        '<g font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14" fill="#e6edf3">',
    ]
    for number, row in enumerate(rows):
        spans, at = [], 0
        while at < len(row):
            end = at
            while end < len(row) and row[end][0] == row[at][0]:
                end += 1
            fill = COLOURS.get(row[at][0])
            text = html.escape("".join(character for _, character in row[at:end]))
            x = EDGE_PX + at * CHARACTER_PX
            spans.append(f'<tspan x="{x:.1f}"' + (f' fill="{fill}"' if fill else "") + f">{text}</tspan>")
            at = end
        y = EDGE_PX + number * LINE_PX + 14
        if spans:
            out.append(f'<text y="{y}" xml:space="preserve">{"".join(spans)}</text>')
    return "\n".join([*out, "</g>", "</svg>", ""])


def recordings(folder: Path) -> None:
    evaluation = Path(os.environ.get("DRAGOMAN_EVAL_DIR") or ROOT.parent / "shared" / "eval") / "speech"
    ffmpeg = ["ffmpeg", "-loglevel", "error", "-nostdin"]
    for name, clip in (("talk", "misc/jfk.wav"), ("lesson", "fleurs/fleurs-en-000.ogg"), ("news", "fleurs/fleurs-en-003.ogg")):
        made = ["-f", "lavfi", "-i", "color=gray:size=320x180:rate=10", "-i", evaluation / clip]
        coders = ["-shortest", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]
        subprocess.run([*ffmpeg, *made, *coders, folder / f"{name}.mp4"], check=True)


def main() -> None:
    build = Path(os.environ.get("DRAGOMAN_BUILD_DIR") or ROOT / "build" / "release").resolve()
    env = os.environ | {"PATH": f"{build}:{os.environ['PATH']}", "TERM": "xterm", "COLUMNS": str(COLUMNS)}
    env.pop("NO_COLOR", None)
    written = ""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        recordings(folder)
        first = ["dragoman", "translate", "talk.mp4", "--to", "pt", "--srt", "talk.srt"]
        written += PROMPT + " ".join(first) + "\r\n" + on_a_terminal(first, folder, env)
        written += PROMPT + "head -4 talk.srt\r\n"
        written += "".join(line + "\r\n" for line in (folder / "talk.srt").read_text().splitlines()[:4])
        many = ["dragoman", "translate", "lesson.mp4", "news.mp4", "talk.mp4", "--to", "pt", "--out-dir", "out/"]
        shutil.copy(folder / "talk.srt", folder / "talk.pt.srt")
        for words in (["dragoman", "translate", "talk.mp4", "--to", "pt", "--out-dir", "out/"], many):
            said = on_a_terminal(words, folder, env)
        typed = PROMPT + "dragoman translate *.mp4 --to pt --out-dir out/\r\n"
        written += typed + said
    rows = shown(written.rstrip("\r\n"))
    target = ROOT / "docs" / "pictures" / "terminal.svg"
    target.write_text(svg(rows, "dragoman on a terminal"), encoding="utf-8")
    print("\n".join("".join(character for _, character in row) for row in rows))


if __name__ == "__main__":
    main()
