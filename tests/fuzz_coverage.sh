#!/usr/bin/env bash
# A table of what the last `make fuzz` did: for each target how long it ran, what it ran, and how much
# of the code that it can reach it has reached.
#
#     tests/fuzz_coverage.sh [FOLDER OF THE LOGS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
logs=${1:-build/fuzz-corpus}

last() { grep -oE "$2" "$1" | tail -n 1 | grep -oE '[0-9]+$' || echo 0; }

echo '| target | seconds | inputs run | edges reached | of | kept inputs |'
echo '|---|---|---|---|---|---|'
for log in "$logs"/*.log; do
  name=$(basename "$log" .log)
  seconds=$(grep -oE 'Done [0-9]+ runs in [0-9]+' "$log" | grep -oE '[0-9]+$' || echo 0)
  echo "| $name | $seconds | $(last "$log" 'number_of_executed_units: *[0-9]+') |" \
    "$(last "$log" 'cov: [0-9]+') | $(last "$log" '\([0-9]+ inline 8-bit counters\)|Loaded [0-9]+ modules? +\([0-9]+') |" \
    "$(find "$logs/$name" -type f | wc -l) |"
done
