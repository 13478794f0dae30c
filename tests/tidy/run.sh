#!/usr/bin/env bash
# clang-format and clang-tidy over our sources, after a proof that both still find what they should.
#
#     tests/tidy/run.sh BUILD_FOLDER JOBS
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=$1
jobs=$2

bad=tests/tidy/deliberately_bad.txt
proof=$(mktemp -d)
trap 'rm -rf "$proof"' EXIT
cp "$bad" "$proof/bad.cc"
cp .clang-tidy .clang-format "$proof/"
if clang-format --dry-run -Werror "$proof/bad.cc" 2>/dev/null; then
  echo "clang-format let $bad pass: .clang-format is not in force" >&2
  exit 1
fi
reported=$(clang-tidy --quiet "$proof/bad.cc" -- -std=c++20 2>/dev/null || true)
for check in bugprone-use-after-move readability-identifier-naming readability-function-size; do
  if ! grep -q "$check" <<<"$reported"; then
    echo "clang-tidy did not report $check in $bad: .clang-tidy is not in force" >&2
    exit 1
  fi
done

mapfile -t sources < <(find src tests cmake bench \( -name '*.cc' -o -name '*.h' \) | sort)
clang-format --dry-run -Werror "${sources[@]}"
if ! run-clang-tidy -quiet -j "$jobs" -p "$build" "^$PWD/(src|tests|cmake|bench)/" >"$proof/log" 2>&1; then
  grep -vE '^(clang-tidy|[0-9]+ warnings generated)' "$proof/log" >&2
  exit 1
fi
echo "clang-format and clang-tidy: no findings in ${#sources[@]} files"
