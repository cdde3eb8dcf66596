#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# libFuzzer on every target, or on those named: bash tests/fuzz/long.sh [SECONDS [TARGET...]]
# 1200 seconds each, as many at a time as there are processors. What it found so far is kept in build/fuzz/TARGET/corpus; a crash, a hang, a leak
# or more than 2 GiB ends a target and leaves the input beside it.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/samples/setup.sh"
build=$(build_folder "$root")
export seconds=${1:-1200} work=$build/fuzz
[ $# = 0 ] || shift
targets=("$@")
[ $# != 0 ] || targets=(pipeline jpg png tif webp gif command)
install_missing "${tessera_command_packages[@]}" "${tessera_test_packages[@]}"
mkdir -p "$work"
# Plain programs write the files to start from.
configure "$root" "$build/release" -DTESSERA_BUILD_TESTS=ON >"$work/build.log"
cmake --build "$build/release" -j "$(jobs)" --target "${targets[@]/#/fuzz_}" >>"$work/build.log"
configure "$root" "$work/build" -DTESSERA_BUILD_TESTS=ON -DTESSERA_TESTS=fuzz -DTESSERA_BUILD_FUZZERS=ON -DCMAKE_CXX_COMPILER=clang++ \
  -DTESSERA_SANITIZE=address,undefined,fuzzer-no-link -DTESSERA_SIMD_LEVELS="$(grep -qw avx2 /proc/cpuinfo && echo avx2)" >>"$work/build.log"
cmake --build "$work/build" -j "$(jobs)" --target "${targets[@]/#/fuzz_}" >>"$work/build.log"

fuzz() {
  local target=$1 folder=$work/$1
  mkdir -p "$folder/corpus"
  "$2/release/bin/fuzz_$target" --seeds "$folder/corpus"
  (cd "$folder" && "$work/build/bin/fuzz_$target" -max_total_time="$seconds" -max_len=65536 -timeout=30 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$folder/" corpus >log 2>&1) && status=ok || status=FAILED
  printf '%-10s %-7s %s executions, corpus of %s, %s MiB\n' "$target" "$status" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/log")" \
    "$(find "$folder/corpus" -type f | wc -l)" "$(sed -n 's/^stat::peak_rss_mb: *//p' "$folder/log")"
  [ "$status" = ok ] || { tail -n 30 "$folder/log"; return 1; }
}
export -f fuzz
printf '%s\n' "${targets[@]}" | xargs -P "$(jobs)" -I TARGET bash -c 'fuzz TARGET "$1"' - "$build"
