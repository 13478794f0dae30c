#!/usr/bin/env bash
# Proves the promise of the two commands: in a bare Debian 12 with only git, make and python3, `make setup
# build` gives a program that translates. Takes root, 7 GB under TMPDIR and about a quarter of an hour.
#
#     tests/bare_root.sh
#
# The clients of the registries work as on this machine: apt's, pip's, npm's and cargo's configuration,
# certificates, name resolution, and the environment variables of proxies and clients are copied in.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ ${1:-} != inside ]]; then
  if ((EUID != 0)) || ! command -v debootstrap >/dev/null; then
    echo "needs root and debootstrap: sudo make bare-root-test" >&2
    exit 1
  fi
  root=$(mktemp -d "${TMPDIR:-/tmp}/dragoman-bare-root.XXXXXX")
  chmod 755 "$root"  # apt fetches as a user of its own
  trap 'rm -rf --one-file-system "$root"' EXIT
  # mounts made inside vanish with the namespace, before anything is removed
  unshare --mount --propagation private "$0" inside "$root"
  exit
fi
root=$2

source tests/bare_root_tools.sh

make_root() {
  make_bare_root "$root" git,make,python3
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
}

copy_checkout() {
  if [[ -z $(git status --porcelain) ]]; then
    git clone --quiet --no-hardlinks "file://$PWD" "$root/work/dragoman"
  else
    echo "the checkout has changes: testing its files as they are, not what is committed"
    mkdir -p "$root/work/dragoman"
    git ls-files -z --cached --others --exclude-standard | tar --null -T - -c |
      tar -x -C "$root/work/dragoman"
  fi
}

in_root() {
  local variables
  mapfile -t variables < <(client_environment)
  chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${variables[@]}" \
    bash -c "cd /work/dragoman && $1"
}

TIMEFORMAT='   %R s wall, %U + %S s CPU'
echo "== a bare Debian 12 in $root"
time make_root
copy_client_configuration "$root"
copy_checkout
echo "== make setup"
time in_root "make setup"
echo "== make setup again"
time in_root "make setup"
echo "== make build"
time in_root "make build"
echo "== a first translation"
in_root "python3 tests/say.py build/release en-us 'Good morning, my friends. We are going to the market.' say.wav"
time in_root "build/release/dragoman translate say.wav --from en --to pt --text out.txt --wav out.wav"
cat "$root/work/dragoman/out.txt"
in_root "test -s out.txt && test -s out.wav"
echo "== bare-root test passed"
