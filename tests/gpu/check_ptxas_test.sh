#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check_ptxas.sh finds what it looks for: reports with a planted fault each, as nvcc 13.0 writes them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

# expect STATUS TEXT: what the check says of the folder.
expect() {
  local said status=0
  said=$(bash "$here/check_ptxas.sh" "$build" 2>&1) || status=$?
  [ "$status" = "$1" ] && grep -q "$2" <<<"$said" && return
  printf 'expected status %s and "%s", got %s and:\n%s\n' "$1" "$2" "$status" "$said"
  exit 1
}

# unit NAME KERNEL PROPERTIES
unit() {
  touch "$build/$1.cu.o"
  printf '%s\n' "ptxas info    : 0 bytes gmem" "ptxas info    : Compiling entry function '$2' for 'sm_90'" \
    "ptxas info    : Function properties for $2" "    $3" "ptxas info    : Used 40 registers, used 1 barriers" >"$build/$1.cu.o.ptxas"
}

none='0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads'
expect 2 'no kernels'
unit good _Z4goodv "$none"
expect 0 '1 kernels'
unit framed _Z6framedv '16 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads'
expect 1 'framed()'
unit framed _Z6framedv "$none"
expect 0 '2 kernels'
unit spilled _Z7spilledv '0 bytes stack frame, 8 bytes spill stores, 0 bytes spill loads'
expect 1 'spilled()'
unit spilled _Z7spilledv '0 bytes stack frame, 0 bytes spill stores, 8 bytes spill loads'
expect 1 'spilled()'
unit spilled _Z7spilledv "$none"
rm "$build/good.cu.o.ptxas"
expect 2 'no report'
