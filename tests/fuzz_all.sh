#!/usr/bin/env bash
# Runs every libFuzzer program of a folder for some seconds each, on its seeds and on what earlier runs
# found (kept in build/fuzz-corpus).
#
#     tests/fuzz_all.sh FOLDER SECONDS
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$1
seconds=$2
found=0
for list in "$folder"/*.corpus; do
  [[ -e $list ]] || break
  program=${list%.corpus}
  name=$(basename "$program")
  corpus=build/fuzz-corpus/$name
  mkdir -p "$corpus"
  echo "== $name: $seconds s"
  if ! "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$corpus-" "$corpus" "$(<"$list")" >"$corpus.log" 2>&1; then
    tail -n 60 "$corpus.log" >&2
    echo "$name: a finding; its input is beside $corpus.log" >&2
    exit 1
  fi
  grep -E '^stat::number_of_executed_units' "$corpus.log"
  found=$((found + 1))
done
if ((found == 0)); then
  echo "no fuzz targets in $folder" >&2
  exit 1
fi
echo "$found fuzz targets, no findings"
