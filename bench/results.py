"""Runs the experiments of experiments.toml and writes docs/results: for each its figures as JSON, a page
and plots; and one page for all.

    results.py run [--scope bench|eval] [--only ID ...] [--quick] [--words WORDS] [--folder DIR]
    results.py render [--folder DIR]      pages and plots anew, from the JSON that is there
    results.py list

What it writes is made of what was measured: the page holds the script's own tables, under when, on what,
by which command, at which commit and beside how much other work. An experiment that fails leaves its old
page as it was, and the exit status is 1. --quick runs a few minutes and says on each page that it proves
nothing; it writes into build/results unless a folder is named. --words "--runs 3" goes to the scripts, and
into the command that the page states.
"""

import argparse
import datetime
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import plots

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "results"
LONGEST_TEXT = 80  # what is longer in a figure's JSON is a transcript, which no table needs


@dataclass(frozen=True)
class Experiment:
    id: str
    scope: str
    title: str
    question: str
    command: list[str]
    quick: list[str] = field(default_factory=list)
    env: str = "bench"
    plots: list[str] = field(default_factory=list)


def experiments() -> list[Experiment]:
    text = (ROOT / "bench" / "experiments.toml").read_text(encoding="utf-8")
    return [Experiment(**row) for row in tomllib.loads(text)["experiment"]]


def main() -> None:
    options = parse_arguments()
    folder = options.folder or (ROOT / "build" / "results" if options.quick else RESULTS)
    chosen = [each for each in experiments() if wanted(each, options)]
    if not chosen:
        raise SystemExit("no such experiment: `results.py list` names them")
    if options.what == "list":
        print("\n".join(f"{each.id:16} {each.scope:6} {each.question}" for each in chosen))
        return
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for experiment in chosen if options.what == "run" else []:
        print(f"\n# {experiment.title}\n", flush=True)
        if result := run(experiment, options.quick, shlex.split(options.words)):
            text = json.dumps(result, indent=1, ensure_ascii=False)
            (folder / f"{experiment.id}.json").write_text(text + "\n", encoding="utf-8")
        else:
            failed.append(experiment.id)
    render(folder)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["run", "render", "list"])
    parser.add_argument("--scope", choices=["bench", "eval"])
    parser.add_argument("--only", nargs="*", default=[], metavar="ID")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--words", default="", help="further words for each script")
    parser.add_argument("--folder", type=Path)
    return parser.parse_args()


def wanted(experiment: Experiment, options: argparse.Namespace) -> bool:
    ids = [each for words in options.only for each in words.split(",") if each]
    return options.scope in (None, experiment.scope) and (not ids or experiment.id in ids)


def run(experiment: Experiment, quick: bool, more: list[str]) -> dict[str, Any] | None:
    """What one experiment found; nothing where it failed."""
    build = Path(os.environ.get("DRAGOMAN_BUILD_DIR") or ROOT / "build" / "release")
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "figures.json"
        places = {"{out}": str(out), "{build}": str(build)}
        words = experiment.command + (experiment.quick if quick else []) + more
        command = ["python3", str(ROOT / "setup" / "setup.py"), "run", experiment.env]
        command += [places.get(word, word) for word in words]
        loads, measured = [os.getloadavg()], commit()
        started = datetime.datetime.now(datetime.UTC)
        said = echoed(command)
        loads.append(os.getloadavg())
        if said is None:
            return None
        figures = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else {}
    shown = [word for word in words if word not in places and word != "--out"]
    return {
        "id": experiment.id,
        "command": shlex.join(["setup/setup.py", "run", experiment.env, *shown]),
        "quick": quick,
        "date": started.strftime("%Y-%m-%d"),
        "minutes": round((datetime.datetime.now(datetime.UTC) - started).total_seconds() / 60, 1),
        "commit": measured,
        "processor": processor(),
        "cores": os.cpu_count(),
        "loads": [[round(load, 2) for load in three] for three in loads],
        "report": said,
        "figures": without_texts(figures),
    }


def echoed(command: list[str]) -> str | None:
    """What the command prints, seen while it does; nothing where it fails."""
    lines = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines).replace(str(ROOT) + "/", "") if process.returncode == 0 else None


def commit() -> str:
    """Of the tree, with a mark where the program's sources or the benches are changed."""
    git = ["git", "-C", str(ROOT)]
    name = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    changed = [*git, "status", "--porcelain", "--", "src", "bench", "setup", "third_party", "tests"]
    is_changed = subprocess.run(changed, capture_output=True, text=True).stdout.strip()
    return name.stdout.strip() + (" and changes" if is_changed else "")


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown"


def without_texts(figures: Any) -> Any:
    """The figures without transcripts: numbers, and names that are short."""
    if isinstance(figures, dict):
        return {name: without_texts(value) for name, value in figures.items() if not is_text(value)}
    if isinstance(figures, list):
        return [without_texts(value) for value in figures if not is_text(value)]
    return figures


def is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) > LONGEST_TEXT


def render(folder: Path) -> None:
    """Pages and plots of all results in the folder, and the page that lists every experiment."""
    rows = []
    for experiment in experiments():
        source = folder / f"{experiment.id}.json"
        if not source.is_file():
            rows.append(f"| {experiment.title} | {experiment.question} | not measured yet |")
            continue
        result = json.loads(source.read_text(encoding="utf-8"))
        (folder / f"{experiment.id}.md").write_text(
            page(experiment, result, drawn(experiment, result, folder)), encoding="utf-8"
        )
        link = f"[{experiment.title}]({experiment.id}.md)"
        load = " to ".join(f"{three[0]:g}" for three in result["loads"])
        rows.append(f"| {link} | {experiment.question} | {runs_of(result)}, load {load} |")
    (folder / "README.md").write_text(INTRODUCTION + "\n".join(rows) + "\n", encoding="utf-8")


INTRODUCTION = """# Results

Written by `make bench` and `make eval` (bench/results.py) of what was measured: each page is made of the JSON beside it and states date, processor, commit,
command, number of runs, spread, and how busy the machine was. CPU seconds move little with other work; delays do. How each is measured:
[bench/README.md](../../bench/README.md).

| experiment | question | measured |
|---|---|---|
"""


def runs_of(result: dict[str, Any]) -> str:
    found = re.findall(r"\bn = (\d+)", result["report"])
    return f"n = {found[0]}" if found else "one run"


def drawn(experiment: Experiment, result: dict[str, Any], folder: Path) -> list[str]:
    """Draws what is to be drawn; returns the names of the files."""
    names = []
    for number, figure in enumerate(experiment.plots, 1):
        if bars := plots.bars_of(result["figures"], figure):
            names.append(f"{experiment.id}-{number}.svg")
            (folder / names[-1]).write_text(plots.bar_chart(figure, bars), encoding="utf-8")
    return names


def page(experiment: Experiment, result: dict[str, Any], pictures: list[str]) -> str:
    """The result's page in Markdown. The script's headings go one level down."""
    loads = ", then ".join(" ".join(f"{load:g}" for load in three) for three in result["loads"])
    lines = [f"# {experiment.title}", "", experiment.question, "", "| | |", "|---|---|"]
    lines += [
        f"| command | `{result['command']}` |",
        f"| date | {result['date']}, {result['minutes']} minutes |",
        f"| machine | {result['processor']}, {result['cores']} cores |",
        f"| commit | {result['commit']} |",
        f"| load average over 1, 5 and 15 minutes, before and after | {loads} |",
        f"| runs | {runs_of(result)} |",
        "",
    ]
    if result["quick"]:
        lines += ["**A quick run: it shows that the bench works and proves nothing else.**", ""]
    report = re.sub(r"^(#+) ", r"#\1 ", result["report"].strip(), flags=re.MULTILINE)
    lines.append(report)
    lines += [f"\n![{Path(name).stem}]({name})" for name in pictures]
    lines += ["", f"Every single figure: [{experiment.id}.json]({experiment.id}.json)"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "bench"))
    main()
