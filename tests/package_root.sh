#!/usr/bin/env bash
# Proves the packages: in bare Debian 12 roots, the .deb through apt, and the tarball unpacked at an odd place,
# each translates a recording. Takes root, the models of this machine, and some minutes.
#
#     tests/package_root.sh [--pull] [PACKAGES]     (what is in that folder; default: build/packages)
#
# DRAGOMAN_BARE_ROOT names a bare root that was made before, which saves a minute.
# --pull: a third root installs the default models by itself (400 MB from the registries).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

pull=no
if [[ ${1:-} == --pull ]]; then pull=yes && shift; fi
if [[ ${1:-} != inside ]]; then
  if ((EUID != 0)) || ! command -v debootstrap >/dev/null; then
    echo "needs root and debootstrap: sudo make package-test" >&2
    exit 1
  fi
  packages=$(realpath "${1:-build/packages}")
  work=$(mktemp -d "${TMPDIR:-/tmp}/dragoman-package-root.XXXXXX")
  chmod 755 "$work"  # apt fetches as a user of its own
  trap 'rm -rf --one-file-system "$work"' EXIT
  # mounts made inside vanish with the namespace, before anything is removed
  unshare --mount --propagation private "$0" inside "$work" "$packages" "$pull"
  exit
fi
work=$2 packages=$3 pull=$4
source tests/bare_root_tools.sh

models=${DRAGOMAN_MODELS_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/dragoman/models}
deb=$(ls "$packages"/dragoman_*.deb 2>/dev/null || true)
tarball=$(ls "$packages"/dragoman-*.tar.xz 2>/dev/null || true)
if [[ -z $deb$tarball ]]; then
  echo "no packages in $packages: make package" >&2
  exit 1
fi

# in_root ROOT COMMAND: as a user who has nothing but a home
in_root() {
  chroot "$1" /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${client_variables[@]}" bash -c "cd /root && $2"
}

# new_root NAME: a copy of the first, bare one
new_root() {
  cp -a --one-file-system "$work/bare" "$work/$1"
  mount -t proc proc "$work/$1/proc"
  mount --rbind /dev "$work/$1/dev"
  copy_client_configuration "$work/$1"
  cp "$work/say.wav" "$work/$1/root/"
}

# without_models ROOT PROGRAM: says what to fetch, asks nobody, ends
without_models() {
  in_root "$1" "$2 --version; $2 man | head -n 1; $2 config --format json | head -c 60; echo"
  if in_root "$1" "$2 translate say.wav --to pt > out.txt < /dev/null 2> err.txt"; then
    echo "it translated without models?" >&2
    return 1
  fi
  grep -q 'To fetch: [0-9.]* MB' "$1/root/err.txt"
  grep -q 'dragoman models pull --defaults' "$1/root/err.txt"
  [[ ! -s $1/root/out.txt ]]
}

with_models() {
  mkdir -p "$1/root/.local/share/dragoman/models"
  mount --bind -o ro "$models" "$1/root/.local/share/dragoman/models"
  in_root "$1" "$2 translate say.wav --from en --to pt --out-dir out --formats srt,wav"
  cat "$1/root/out/say.pt.txt"
  grep -qi 'bom dia' "$1/root/out/say.pt.txt"
  [[ $(stat -c %s "$1/root/out/say.pt.wav") -gt 20000 && -s $1/root/out/say.pt.srt ]]
  in_root "$1" "DRAGOMAN_MEDIA_SANDBOX=on $2 translate say.wav --from en --to pt" | grep -qi 'bom dia'
}

mapfile -t client_variables < <(client_environment)
python3 tests/say.py build/release en-us 'Good morning, my friends. We are going to the market.' "$work/say.wav"
echo "== a bare Debian 12"
if [[ -n ${DRAGOMAN_BARE_ROOT:-} ]]; then
  cp -a "$DRAGOMAN_BARE_ROOT" "$work/bare"
else
  make_bare_root "$work/bare" ""
fi

test_deb() {
  echo "== the Debian package"
  new_root deb
  cp "$deb" "$work/deb/root/dragoman.deb"
  in_root "$work/deb" "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends ./dragoman.deb" >"$work/apt.log" 2>&1 ||
    { tail "$work/apt.log" >&2; exit 1; }
  in_root "$work/deb" "dpkg -s dragoman | grep -E '^(Status|Version|Depends)'; dpkg -V dragoman"
  in_root "$work/deb" "! ldd /usr/lib/dragoman/dragoman | grep 'not found'"
  without_models "$work/deb" dragoman
  with_models "$work/deb" dragoman
  in_root "$work/deb" "apt-get -qq purge -y dragoman >/dev/null && [[ ! -e /usr/lib/dragoman ]]"
}

test_tarball() {
  echo "== the tarball, at an odd place"
  new_root tar
  odd='/srv/an odd place/é'
  mkdir -p "$work/tar$odd"
  tar -xf "$tarball" -C "$work/tar$odd"
  odd+=/$(basename "$tarball" .tar.xz)
  in_root "$work/tar" "ldd '$odd/dragoman' | grep -v \"$odd\"" | tee "$work/outside.txt"
  if grep -vE 'linux-vdso|ld-linux|lib(c|m|dl|rt|pthread|resolv|util|mvec)\.so' "$work/outside.txt"; then
    echo "the tarball leans on libraries that are not glibc's" >&2
    exit 1
  fi
  without_models "$work/tar" "'$odd/dragoman'"
  with_models "$work/tar" "'$odd/dragoman'"
}

[[ -z $deb ]] || test_deb
[[ -z $tarball ]] || test_tarball

if [[ $pull == yes ]]; then
  echo "== the Debian package installs the default models by itself"
  new_root own
  cp "$deb" "$work/own/root/dragoman.deb"
  in_root "$work/own" "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y ./dragoman.deb" >"$work/apt.log" 2>&1
  in_root "$work/own" "dragoman models pull --defaults --yes && dragoman models verify"
  in_root "$work/own" "dragoman translate say.wav --from en --to pt" | tee "$work/own.txt"
  grep -qi 'bom dia' "$work/own.txt"
fi
echo "== package test passed"
