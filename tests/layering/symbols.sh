#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# symbols.sh LEVEL object...: fails if an object compiled for a SIMD level offers the linker anything outside that level's namespace.
# Such a symbol (an inline function that stayed out of line, std::map's growth) could stand in for the same function of the
# other units, and then run AVX-512 code on a machine without it. Nor may such an object run anything before main.
set -euo pipefail
export LC_ALL=C
level=$1
shift
# A pointer to the C++ runtime's own function: data, the same in every unit.
allowed='DW\.ref\.__gxx_personality_v0'
status=0
for object in "$@"; do
  # Names like v0::cpu::avx2:: mangle to ...2v03cpu4avx2...
  outside=$(nm --defined-only "$object" | awk '$2 ~ /^[A-Zuvwi]$/ {print $3}' | grep -vE "2v03cpu${#level}$level|^$allowed\$" | c++filt || true)
  if [ -n "$outside" ]; then
    printf '%s offers symbols outside its level:\n%s\n' "$object" "$outside"
    status=1
  fi
  if readelf -SW "$object" | grep -qE '\.(init_array|ctors)'; then
    printf '%s runs code before main\n' "$object"
    status=1
  fi
done
exit $status
