# SPDX-License-Identifier: Apache-2.0
# Shared by samples/quickstart.sh and tests/run.sh; sourced, never run. Expects `set -euo pipefail` and bash 4.3 or newer.

say() { printf '%s\n' "$*" >&2; }

# "package" or "command:package" (present if the command is) or "package|other" (names on different releases).
tessera_command_packages=(c++:g++ cmake:cmake ninja:ninja-build libtbb-dev "libjpeg62-turbo-dev|libjpeg-turbo8-dev" libpng-dev libtiff-dev libfmt-dev
  libhwy-dev liblcms2-dev libexiv2-dev libopencv-core-dev libopencv-imgcodecs-dev libcli11-dev nlohmann-json3-dev)
tessera_test_packages=(pkg-config:pkg-config libgtest-dev libopencv-imgproc-dev libthrust-dev clang++:clang libclang-rt-dev qemu-x86_64:qemu-user)

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
known() { apt-cache show --no-all-versions "$1" >/dev/null 2>&1; }

# Sets `missing` to the packages that are not here.
list_missing() {
  missing=()
  local item name names
  for item in "$@"; do
    case $item in *:*) command -v "${item%%:*}" >/dev/null && continue ;; esac
    IFS='|' read -ra names <<<"${item#*:}"
    for name in "${names[@]}"; do installed "$name" && continue 2; done
    missing+=("${item#*:}")
  done
}

# Chooses, of packages with several names, the one that this release has. Fails if it knows none of them.
resolve_names() {
  resolved=()
  local item name names
  for item in "${missing[@]}"; do
    IFS='|' read -ra names <<<"$item"
    for name in "${names[@]}"; do known "$name" && resolved+=("$name") && continue 2; done
    return 1
  done
}

# Runs a command again for up to five minutes while another program holds apt's locks.
while_locked() {
  local log status end=$((SECONDS + 300))
  log=$(mktemp)
  while :; do
    status=0
    "$@" </dev/null 2>&1 | tee "$log" >&2 || status=$?
    if [ "$status" = 0 ] || [ "$SECONDS" -ge "$end" ] || ! grep -q 'Could not get lock\|Unable to lock' "$log"; then break; fi
    say "another program holds apt's lock; trying again in 5 s"
    sleep 5
  done
  rm -f "$log"
  return "$status"
}

# Installs what is missing of the packages given. Nothing missing: no apt and no sudo. Exits with 3 if it may not install.
install_missing() {
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0
  local missing resolved as_root=() size
  list_missing "$@"
  [ "${#missing[@]}" = 0 ] && return 0
  local by_hand="sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]%%|*}"
  if [ "$(id -u)" != 0 ]; then
    as_root=(sudo)
    # Without a terminal nobody can type a password.
    [ -t 2 ] && { : </dev/tty; } 2>/dev/null || as_root+=(-n)
    if ! command -v sudo >/dev/null || { [ "${#as_root[@]}" = 2 ] && ! sudo -n true 2>/dev/null; }; then
      say "These packages are missing and cannot be installed without root. Run this, then try again:"
      say "  $by_hand"
      exit 3
    fi
  fi
  as_root+=(env LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -o DPkg::Lock::Timeout=300)
  if ! resolve_names; then
    while_locked "${as_root[@]}" update || true
    resolve_names || { say "The package lists lack some of: ${missing[*]}"; say "Add a mirror that has them (on Ubuntu: universe), then run:"; say "  $by_hand"; exit 3; }
  fi
  size=$(LC_ALL=C apt-get install --no-install-recommends --assume-no "${resolved[@]}" </dev/null 2>/dev/null |
    sed -n 's/^Need to get \(.*\) of archives.*/\1 to download/p; s/^After this operation, \(.*\) of additional.*/\1 on disk/p' | paste -sd, -) || true
  say "Installing: ${resolved[*]} (${size:-size unknown})"
  while_locked "${as_root[@]}" install --no-install-recommends -y "${resolved[@]}" ||
    { while_locked "${as_root[@]}" update && while_locked "${as_root[@]}" install --no-install-recommends -y "${resolved[@]}"; } ||
    { say "apt could not install them. Run this and read what it says:"; say "  $by_hand"; exit 3; }
}

# Under sudo only apt runs as root: what comes after belongs to the user who called.
leave_sudo() {
  if [ "$(id -u)" = 0 ] && [ "${SUDO_UID:-0}" != 0 ] && command -v sudo >/dev/null; then
    exec sudo -n -u "#$SUDO_UID" -H env TESSERA_BUILD_DIR="${TESSERA_BUILD_DIR:-}" TESSERA_LOOK="${TESSERA_LOOK:-}" \
      TESSERA_TEST_IMAGES="${TESSERA_TEST_IMAGES:-}" TESSERA_TEST_FULL="${TESSERA_TEST_FULL:-}" \
      PATH="$PATH" bash "$@" </dev/null
  fi
}

# Prints how many compilers may run at once: the CPUs allowed, but 1.5 GiB of memory for each.
jobs() {
  local cpus kib quota period limit
  cpus=$(nproc)
  kib=$(awk '/^MemTotal:/ {print $2}' /proc/meminfo)
  if read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max && [ "$quota" != max ]; then
    limit=$(((quota + period - 1) / period))
    [ "$limit" -lt "$cpus" ] && cpus=$limit
  fi
  if read -r limit 2>/dev/null </sys/fs/cgroup/memory.max && [ "$limit" != max ] && [ "$((limit / 1024))" -lt "$kib" ]; then
    kib=$((limit / 1024))
  fi
  limit=$((kib / 1572864))
  [ "$limit" -lt "$cpus" ] && cpus=$limit
  echo $((cpus < 1 ? 1 : cpus))
}

# Prints where to build for the checkout given: $TESSERA_BUILD_DIR, else build/, else, if that cannot be written, the user's cache.
build_folder() {
  if [ -n "${TESSERA_BUILD_DIR:-}" ]; then
    mkdir -p "$TESSERA_BUILD_DIR" && (cd "$TESSERA_BUILD_DIR" && pwd)
  elif mkdir -p "$1/build" 2>/dev/null && [ -w "$1/build" ]; then
    echo "$1/build"
  else
    local cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/tessera/$(printf %s "$1" | cksum | cut -d' ' -f1)
    mkdir -p "$cache" && echo "$cache"
  fi
}

# configure SOURCE BUILD [option...]: CMake with Ninja and ccache where they are here, else what the folder was made with.
configure() {
  local source=$1 folder=$2 options=()
  shift 2
  [ -f "$folder/CMakeCache.txt" ] || { command -v ninja >/dev/null && options+=(-G Ninja); }
  if command -v ccache >/dev/null; then
    export CCACHE_BASEDIR=$source CCACHE_NOHASHDIR=1
    options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  cmake -S "$source" -B "$folder" "${options[@]}" "$@" </dev/null
}
