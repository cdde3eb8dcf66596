#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# consumer/run.sh BUILD: installs BUILD, moves the prefix, and builds programs against it by find_package and by pkg-config.
set -euo pipefail
export LC_ALL=C
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
samples=$here/../../samples
source "$samples/setup.sh"
source "$here/installed.sh"
install_and_move "$build"
if grep -rIl -e "$work/first" -e "$build" "$prefix" | grep .; then fail "installed files name the folder they were built in or installed to first"; fi

# What nvcc makes of a user's operators is the business of cuda.sh.
try() {
  configure "$1" "$work/build_$(basename "$1")" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CUDA_COMPILER=NOTFOUND "${@:2}" >"$work/log" 2>&1 &&
    cmake --build "$work/build_$(basename "$1")" -j "$(jobs)" >>"$work/log" 2>&1 || { cat "$work/log"; fail "$1 does not build"; }
}

try "$here/project"
[ "$("$work/build_project/consumer")" = ok ] || fail "the program built by find_package"

flags=$(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --cflags --libs tessera)
case $flags in *"$work/first"*) fail "pkg-config names the first prefix" ;; esac
# shellcheck disable=SC2086
c++ -std=c++20 -O1 -fvisibility=hidden "$here/project/main.cpp" $flags -o "$work/by_pkg_config"
[ "$("$work/by_pkg_config")" = ok ] || fail "the program built by pkg-config"

mkdir "$work/pictures"
"$work/by_pkg_config" "$work/pictures/a.png" >/dev/null
cp "$work/pictures/a.png" "$work/pictures/b.png"
try "$samples/filter_folder"
"$work/build_filter_folder/filter_folder" 'gaussian 2 | invert' "$work/pictures" "$work/out" >"$work/list"
[ "$(wc -l <"$work/list")" = 2 ] && [ -s "$work/out/b.png" ] || fail "filter_folder"
cmp -s "$work/out/a.png" "$work/pictures/a.png" && fail "filter_folder changed nothing"
try "$samples/custom_operator" -DCMAKE_PROJECT_INCLUDE="$here/find_twice.cmake"
"$work/build_custom_operator/custom_operator" "$work/pictures/a.png" "$work/out/custom.png" || fail "custom_operator"
[ -s "$work/out/custom.png" ] || fail "custom_operator wrote nothing"

# The command finds its module for OpenCV's formats beside itself.
if [ -x "$prefix/bin/tessera" ]; then
  "$prefix/bin/tessera" apply copy "$work/pictures/a.png" -o "$work/out/a.bmp" -q && "$prefix/bin/tessera" apply copy "$work/out/a.bmp" -o "$work/out/back.png" -q &&
    "$prefix/bin/tessera" compare "$work/pictures/a.png" "$work/out/back.png" || fail "the installed command"
fi

if [ -e "$libdir/libtessera.so" ]; then
  if nm -D --defined-only "$libdir/libtessera.so" | awk '{print $3}' | grep -vE '^_Z(T[ISV]|GV)?Z?N[KRO]*7tessera2v0' | c++filt | grep .; then
    fail "the shared library shows more than namespace tessera"
  fi
  readelf -d "$libdir/libtessera.so" | grep -qE 'RPATH|RUNPATH' && fail "the shared library carries a run path"
fi
echo "the package works from a moved prefix"
