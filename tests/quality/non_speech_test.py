"""Where nobody speaks, nothing is written: the recordings of non_speech.py and those of eval.

    non_speech_test.py BUILD_FOLDER [--table]
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EVAL = Path(os.environ.get("DRAGOMAN_EVAL_DIR") or ROOT.parent / "shared" / "eval")
RECIPES = ["fast", "standard"]
OF_EVAL = ["speech/misc/silence.wav", "speech/misc/no-clear-speech-babble.mp3"]


def main(build: Path, table: bool) -> int:
    with tempfile.TemporaryDirectory() as folder:
        make = Path(__file__).with_name("non_speech.py")
        subprocess.run([sys.executable, make, folder, build], check=True)
        files = sorted(Path(folder).iterdir())
        missing = [name for name in OF_EVAL if not (EVAL / name).is_file()]
        files += [EVAL / name for name in OF_EVAL if name not in missing]
        failed = sum(listen(build, files, recipe, table) for recipe in RECIPES)
    if missing:
        print(f"*** not in {EVAL}: {', '.join(missing)}; name its folder in DRAGOMAN_EVAL_DIR ***")
        failed += os.environ.get("CI") == "true"
    return 1 if failed else 0


def listen(build: Path, files: list[Path], recipe: str, table: bool) -> int:
    command = [build / "bench_listen", *files, "--target", "en", "--recipe", recipe]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=1500)
    texts = {
        answer["file"]: " ".join(segment["target"] for segment in answer["segments"])
        for answer in map(json.loads, done.stdout.splitlines())
    }
    if done.returncode != 0 or len(texts) != len(files):
        print(f"bench_listen answered {len(texts)} of {len(files)} recordings:\n{done.stderr}")
        return len(files)
    written = {Path(name).name: text for name, text in texts.items() if text}
    kinds = defaultdict(list)
    for file in files:
        kinds[file.stem.rsplit("-", 1)[0]].append(len(texts[str(file)]))
    if table:
        print("| kind | recordings | characters written |\n|---|---|---|")
        for kind, counts in sorted(kinds.items()):
            print(f"| {kind} | {len(counts)} | {sum(counts)} |")
    for name, text in written.items():
        print(f"{name}: {text}")
    print(f"{recipe}: nothing written on {len(files) - len(written)} of {len(files)}")
    return len(written)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), "--table" in sys.argv))
