# What the tests in bare roots share. For `source`.

# make_bare_root FOLDER PACKAGES: a minimal Debian 12 with these packages besides
make_bare_root() {
  local mirror
  mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "bookworm" { print $2; exit }')
  debootstrap --variant=minbase ${2:+--include="$2"} bookworm "$1" ${mirror:+"$mirror"} \
    >"$1.log" || { tail "$1.log" >&2; return 1; }
  rm -f "$1.log"
}

# copy_client_configuration ROOT: the registries' clients work there as on this machine
copy_client_configuration() {
  local path
  rm -rf "$1/etc/apt/sources.list" "$1/etc/apt/sources.list.d"
  for path in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf /etc/apt/apt.conf.d \
    /etc/apt/auth.conf /etc/apt/auth.conf.d /etc/apt/keyrings /etc/apt/trusted.gpg.d \
    /usr/share/keyrings /usr/local/share/ca-certificates /etc/ssl/certs \
    /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/npmrc \
    ~/.config/pip ~/.pip ~/.npmrc ~/.cargo/config ~/.cargo/config.toml; do
    [[ -e $path ]] || continue
    mkdir -p "$1$(dirname "$path")"
    rm -rf "${1:?}$path"
    cp -aL "$path" "$1$path"
  done
}

client_environment() {
  env | grep -iE '^(https?|ftp|no|all)_proxy=|^(PIP|NPM_CONFIG|CARGO|NODE_EXTRA_CA|SSL_CERT|CURL_CA)_?' || true
}
