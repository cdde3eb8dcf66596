# SPDX-License-Identifier: Apache-2.0
# Sourced by run.sh and cuda.sh: installs the build, moves the prefix before use, and cleans up. Sets work, prefix and libdir.

fail() { echo "FAILED: $*" && exit 1; }

# install_and_move BUILD
install_and_move() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cmake --install "$1" --prefix "$work/first" >"$work/install.log" || { cat "$work/install.log"; exit 1; }
  prefix=$work/moved
  mv "$work/first" "$prefix"
  # Whoever moves a prefix tells the loader; programs find a static library's code in themselves.
  libdir=$(dirname "$(find "$prefix" -name 'libtessera.*' | head -n 1)")
  export LD_LIBRARY_PATH=$libdir
}
