#!/bin/sh
# runtime_packages.sh FOLDER: Debian's packages of the libraries that FOLDER/dragoman and the
# libraries in FOLDER/lib ask for by name, one a line. What those need themselves, apt knows.
set -eu
for object in "$1/dragoman" "$1"/lib/*.so*; do
    objdump -p "$object" | awk '$1 == "NEEDED" { print $2 }'
done | sort -u | while read -r library; do
    [ -e "$1/lib/$library" ] && continue
    dpkg-query --search "*-linux-gnu/$library" 2>/dev/null | cut -d: -f1 | grep -v -- '-dev$' | head -n 1
done | sort -u
