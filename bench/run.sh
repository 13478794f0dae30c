#!/usr/bin/env bash
# Runs every benchmark against its rivals; tables go to the screen and, with every single figure as
# JSON, to a folder (default build/bench). About a quarter of an hour on two cores.
#
#     bench/run.sh [FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${1:-build/bench}
mkdir -p "$out"

run() {  # NAME SCRIPT ARGUMENTS...: one benchmark, its figures in NAME.json
  local name=$1 script=$2
  shift 2
  printf '\n# %s\n\n' "$name"
  python3 setup/setup.py run bench "bench/$script" "$@" --out "$out/$name.json"
}

{
  run translation flores.py
  run one-file compare.py
  run one-file-source-named compare.py --source en --mode text
  run four-at-once compare.py --at-once 4 --mode text
} | tee "$out/report.md"
