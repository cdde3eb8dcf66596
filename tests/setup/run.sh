#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs samples/setup.sh on machines that do not exist: apt, dpkg, sudo and id are stand-ins that note how they were called.
set -euo pipefail
export LC_ALL=C
setup=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/samples/setup.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bin=$work/bin
mkdir "$bin"

stub() { printf '#!/bin/bash\n%s\n' "$2" >"$bin/$1" && chmod +x "$bin/$1"; }
# A package is installed if a file of its name is in installed/, and known to apt if it is in known/ or, after an update, in updated/.
stub dpkg-query '[ -e "$STATE/installed/${*: -1}" ] && echo installed'
stub apt-cache '[ -e "$STATE/known/${*: -1}" ] || { [ -e "$STATE/has_updated" ] && [ -e "$STATE/updated/${*: -1}" ]; }'
stub apt-get 'echo "apt-get $* [$DEBIAN_FRONTEND $NEEDRESTART_MODE]" >>"$STATE/calls"
[ "$(cat)" = "" ] || echo "apt-get was given input" >>"$STATE/calls"
if [ -e "$STATE/locks" ] && [ "$(wc -l <"$STATE/locks")" -gt 0 ]; then sed -i 1d "$STATE/locks"; echo "E: Could not get lock /var/lib/apt/lists/lock"; exit 100; fi
case "$*" in *" update") touch "$STATE/has_updated" ;; *--assume-no*) echo "Need to get 12.3 MB of archives." ;; esac'
stub sudo 'echo "sudo $*" >>"$STATE/calls"; [ -e "$STATE/may_sudo" ] || exit 1; [ "$1" != -n ] || shift; exec "$@"'
stub id '[ "$*" != -u ] || cat "$STATE/uid"'
stub sleep 'true'

fresh() {
  export STATE=$work/state
  rm -rf "$STATE"
  mkdir -p "$STATE"/{installed,known,updated}
  touch "$STATE/calls"
  echo "${1:-0}" >"$STATE/uid"
}
# Runs `install_missing PACKAGE...`; leaves what it said in said and its status in status.
install() {
  status=0
  said=$(PATH=$bin:/usr/bin:/bin bash -c 'set -euo pipefail; source "$1"; shift; install_missing "$@"; echo went on' _ "$setup" "$@" 2>&1 </dev/null) || status=$?
}
fail() {
  printf 'FAILED: %s\nstatus %s, said:\n%s\ncalls:\n%s\n' "$1" "$status" "$said" "$(cat "$STATE/calls")"
  exit 1
}
called() { grep -qF -- "$1" "$STATE/calls"; }
installs='install --no-install-recommends -y'

fresh && touch "$STATE/installed/libx-dev" "$STATE/installed/liby-dev"
install libx-dev "libz-dev|liby-dev" bash:bash
[ "$status" = 0 ] && [ ! -s "$STATE/calls" ] || fail "nothing is missing, yet something was called"

fresh && touch "$STATE/installed/libx-dev" "$STATE/known/liby-dev"
install libx-dev liby-dev
[ "$status" = 0 ] && called "$installs liby-dev" && called '[noninteractive a]' && called 'DPkg::Lock::Timeout=300' || fail "one package is missing"
! called update && ! called sudo && ! called libx-dev || fail "more was called than needed"
[[ $said == *"Installing: liby-dev (12.3 MB to download)"*"went on" ]] || fail "it does not say what it installs"

fresh && touch "$STATE/known/libturbo8-dev"
install "libturbo62-dev|libturbo8-dev"
[ "$status" = 0 ] && called "$installs libturbo8-dev" && ! called update || fail "the other name of a package"

fresh && touch "$STATE/updated/libx-dev"
install libx-dev
[ "$status" = 0 ] && called ' update' && called "$installs libx-dev" || fail "lists that are empty are fetched"

fresh && touch "$STATE/updated/libx-dev" && printf '1\n2\n' >"$STATE/locks"
install libx-dev
[ "$status" = 0 ] && [ "$(grep -c ' update' "$STATE/calls")" = 3 ] && called "$installs libx-dev" || fail "apt is locked twice"

fresh
install libnone-dev
[ "$status" = 3 ] && [[ $said == *libnone-dev* && $said != *"went on"* ]] || fail "a package that nobody has"

fresh 1000 && touch "$STATE/known/libx-dev"
install libx-dev
[ "$status" = 3 ] && [[ $said == *"sudo apt-get update && sudo apt-get install --no-install-recommends libx-dev"* ]] || fail "a user who may not become root"
! called apt-get || fail "apt was called without root"

fresh 1000 && touch "$STATE/known/libx-dev" "$STATE/may_sudo"
install libx-dev
[ "$status" = 0 ] && called 'sudo -n env' && called "$installs libx-dev" && [[ $said == *"went on" ]] || fail "sudo without a password"

fresh && rm "$bin/apt-get"
mkdir "$work/tools" && for tool in bash grep mktemp cat rm; do ln -s "$(command -v "$tool")" "$work/tools/$tool"; done
status=0
said=$(PATH=$work/tools bash -c 'set -euo pipefail; source "$1"; install_missing libx-dev; echo went on' _ "$setup" 2>&1) || status=$?
[ "$status" = 0 ] && [ "$said" = "went on" ] || fail "a machine without apt"

# Where to build: what is asked for, else build/, else the cache.
mkdir "$work/checkout" && touch "$work/blocked"
place() { env -u TESSERA_BUILD_DIR "$@" bash -c 'set -euo pipefail; source "$1"; build_folder "$2"' _ "$setup" "$checkout"; }
checkout=$work/checkout
[ "$(place A=b)" = "$work/checkout/build" ] && [ "$(place TESSERA_BUILD_DIR="$work/else where")" = "$work/else where" ] || fail "the build folder"
checkout=$work/blocked
case $(place XDG_CACHE_HOME="$work/cache") in "$work/cache/tessera/"*) ;; *) fail "the build folder of a checkout that cannot be written" ;; esac

count=$(bash -c 'source "$1"; jobs' _ "$setup")
[ "$count" -ge 1 ] && [ "$count" -le "$(nproc)" ] || fail "jobs: $count"
echo "setup.sh keeps its rules"
