#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds and passes every test, from a clean clone on a fresh machine: bash tests/run.sh
# The last line is the count; the status is 0 only if nothing failed. tests/full.sh runs what takes longer.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/samples/setup.sh"
full=no
[ "${1:-}" != --full ] || full=yes
install_missing "${tessera_command_packages[@]}" "${tessera_test_packages[@]}"
leave_sudo "$root/tests/run.sh" "$@"

build=$(build_folder "$root")
jobs=$(jobs)
logs=$build/logs
rm -rf "$logs"
mkdir -p "$logs"
passed=0
failed=0
skipped=0
started=$SECONDS

# check NAME command...: one line of result; the end of the log if it failed.
check() {
  local name=$1 log=$logs/${1//[ :\/]/_}.log begin=$SECONDS
  shift
  if "$@" >"$log" 2>&1 </dev/null; then
    passed=$((passed + 1))
    printf '%-44s ok      %4d s\n' "$name" $((SECONDS - begin))
  else
    failed=$((failed + 1))
    printf '%-44s FAILED  %4d s\n' "$name" $((SECONDS - begin))
    tail -n 60 "$log" | sed 's/^/    /'
    return 1
  fi
}

count_of() { sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$2" | sed -n 1p; }

# tests NAME [ctest option...]: runs the tests of one build and adds each of them to the count.
run_tests() {
  local name=$1 begin=$SECONDS report=$logs/$1.xml log=$logs/$1.tests.log total bad not_run
  shift
  ctest --test-dir "$build/$name" -j "$jobs" --timeout "$([ "$full" = yes ] && echo 3600 || echo 300)" --output-on-failure --output-junit "$report" "$@" >"$log" 2>&1 </dev/null || true
  total=$(count_of tests "$report")
  bad=$(count_of failures "$report")
  not_run=$(($(count_of skipped "$report") + $(count_of disabled "$report")))
  if [ "${total:-0}" = 0 ]; then
    check "$name: tests" false || true
    return
  fi
  passed=$((passed + total - bad - not_run))
  failed=$((failed + bad))
  skipped=$((skipped + not_run))
  printf '%-44s %-7s %4d s  %d tests, %d failed, %d skipped\n' "$name: tests" "$([ "$bad" = 0 ] && echo ok || echo FAILED)" \
    $((SECONDS - begin)) "$total" "$bad" "$not_run"
  if [ "$bad" != 0 ]; then
    grep -v '^ *[0-9]*/[0-9]* Test .* Passed\|^ *Start ' "$log" | tail -n 150 | sed 's/^/    /'
  fi
}

# build_and_test NAME [cmake option...] [-- ctest option...]
build_and_test() {
  local name=$1 options=()
  shift
  while [ $# != 0 ] && [ "$1" != -- ]; do options+=("$1") && shift; done
  [ $# = 0 ] || shift
  check "$name: configure" configure "$root" "$build/$name" -DTESSERA_BUILD_TESTS=ON -DTESSERA_WERROR=ON "${options[@]}" || return 0
  check "$name: build" cmake --build "$build/$name" -j "$jobs" || return 0
  run_tests "$name" "$@"
}

check_format() {
  local files
  files=$(cd "$root" && find kernels host cli tests samples \( -name '*.hpp' -o -name '*.cpp' \) -print0 |
    xargs -0 clang-format --dry-run 2>&1 | sed -n 's/^\([^: ]*\):[0-9]*:.*/\1/p' | sort -u)
  [ -z "$files" ] || { printf 'Not as clang-format 14 writes it; run clang-format -i on:\n%s\n' "$files" && return 1; }
}

# The units that the build generates and those of the SIMD levels are left out: clang 14 does not know all of their flags.
check_tidy() {
  (cd "$root" && find host cli kernels -name '*.cpp' -not -path '*/cpu/level/*' -print0 | xargs -0 -n 4 -P "$jobs" clang-tidy --quiet -p "$build/release")
}

# Files that tools not ours write and read back; needs what tests/files/matrix.py names, and says so where it is not there.
check_files() {
  local log=$logs/files_of_other_tools.log begin=$SECONDS status=0
  "${TESSERA_PYTHON:-python3}" "$root/tests/files/matrix.py" "$build/release/bin/tessera" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" = 77 ]; then
    skipped=$((skipped + 1))
    printf '%-44s skipped %4d s  %s\n' "files of other tools" $((SECONDS - begin)) "$(tail -n 1 "$log")"
    return
  fi
  check "files of other tools" bash -c 'cat "$1"; exit "$2"' - "$log" "$status" || true
}

slowest() {
  echo
  echo "Ten slowest build units (seconds, when they were last built):"
  local log # sed -n 1,10p, not head: head stops reading, and pipefail would end the whole run with sort's SIGPIPE
  for log in "$build"/*/.ninja_log; do
    [ -f "$log" ] && awk -v build="$(basename "$(dirname "$log")")" -F'\t' 'NR > 1 {seen[$4] = $2 - $1}
      END {for (unit in seen) printf "%8.1f  %s: %s\n", seen[unit] / 1000, build, unit}' "$log"
  done | sort -rn | sed -n 1,10p
  echo "Ten slowest tests (seconds):"
  local report
  for report in "$logs"/*.xml; do
    [ -f "$report" ] && sed -n "s/.*<testcase name=\"\([^\"]*\)\".* time=\"\([0-9.]*\)\".*/\2 $(basename "$report" .xml): \1/p" "$report"
  done | sort -rn | sed -n 1,10p | awk '{time = $1; $1 = ""; printf "%8.1f %s\n", time, $0}'
}

# One SIMD level in the sanitized builds: the release build compares the levels with each other, and tests/full.sh does all.
level=$(grep -qw avx2 /proc/cpuinfo 2>/dev/null && echo avx2 || { [ "$(uname -m)" = x86_64 ] && echo sse4 || echo neon; })

if command -v clang-format >/dev/null; then check "format" check_format || true; fi
# As users build it; with --full source by source, which shows includes that are missing.
build_and_test release -DTESSERA_CUDA=OFF -DBUILD_SHARED_LIBS=OFF -DCMAKE_UNITY_BUILD="$([ "$full" = yes ] && echo OFF || echo ON)" -- \
  $([ "$full" = yes ] || printf '%s ' -LE large)
# The same tree gets CUDA, and then becomes a shared library: what they share is not built again.
# One architecture, with --full every one; the laws of the CUDA code run on the simulator in the other builds.
options=(-DTESSERA_BUILD_TESTS=OFF)
if PATH=$PATH:/usr/local/cuda/bin command -v nvcc >/dev/null; then
  export PATH=$PATH:/usr/local/cuda/bin
  options+=(-DTESSERA_CUDA=ON -DCMAKE_CUDA_COMPILER_LAUNCHER="$root/tests/gpu/keep_ptxas.sh")
  [ "$full" = yes ] || options+=(-DCMAKE_CUDA_ARCHITECTURES=90-real)
  if check "cuda: configure" configure "$root" "$build/release" "${options[@]}"; then
    check "cuda: build" cmake --build "$build/release" -j "$jobs" && check "cuda: starts without a driver" "$build/release/bin/tessera" devices &&
      check "cuda: consumer" bash "$root/tests/consumer/cuda.sh" "$build/release" || true
    check "cuda: no spills, no stack frame" bash "$root/tests/gpu/check_ptxas.sh" "$build/release/kernels" || true
  fi
fi
# Programs that use the shared library from a moved prefix; the release tests do the same with the static one.
if check "shared: configure" configure "$root" "$build/release" -DBUILD_SHARED_LIBS=ON "${options[@]}"; then
  check "shared: build" cmake --build "$build/release" -j "$jobs" && check "shared: consumer" bash "$root/tests/consumer/run.sh" "$build/release" || true
fi
sanitized_levels=$level
[ "$full" = no ] || sanitized_levels=""
# With one level there is nothing to compare, what a chain gives depends on no memory of its own, and the simulator sees in every build where a
# kernel reads and writes. (Tests that are named one by one see no GTEST_FILTER.)
[ "$full" = yes ] || export TESSERA_FEW_FORMATS=yes GTEST_FILTER="-*at_every_simd_level*:*equals_its_steps*:*on_a_larger_picture*"
# clang builds what it sanitizes in two thirds of GCC's time, and is a second compiler's opinion.
# (ThreadSanitizer's tests take it twice as long as GCC's.)
sanitizing=() slow=()
! command -v clang++ >/dev/null || sanitizing=(-DCMAKE_CXX_COMPILER=clang++)
[ "$full" = yes ] || slow=(-E "measures_once|shapes.are_those_of_opencv")
# Formulas and second opinions have nothing to show a sanitizer that the laws do not, and what runs in one thread nothing to ThreadSanitizer.
addresses="batch;cli;cuda;custom_operator;device;fuzz;geometry;io;laws;library;looks;neighbourhood;operators;pipeline;schedule;streams"
threads="batch;device;io;laws;library;schedule;streams"
[ "$full" = no ] || addresses="" threads=""
build_and_test asan "${sanitizing[@]}" -DTESSERA_SANITIZE=address,undefined -DTESSERA_SIMD_LEVELS="$sanitized_levels" -DTESSERA_TESTS="$addresses" -- "${slow[@]}"
# A second of sleep at the end of each of hundreds of processes is the sanitizer's default.
export TSAN_OPTIONS="suppressions=$root/tests/tsan.supp atexit_sleep_ms=20 ${TSAN_OPTIONS:-}"
# Of the device's kernels each is run by a test of its pattern; what formula it holds makes no race, so two operators of each engine do ("two").
laws='laws/every_operator'
[ "$full" = yes ] || export TESSERA_FEW_FORMATS=two \
  GTEST_FILTER="-${laws}_on*:$laws.equals_its*:$laws.follows_the*:$laws.gives_*:$laws.refuses*:$laws.works_at*:$laws.reads_*"
build_and_test tsan -DTESSERA_SANITIZE=thread -DTESSERA_BUILD_CLI="$([ "$full" = yes ] && echo ON || echo OFF)" -DTESSERA_SIMD_LEVELS="$sanitized_levels" \
  -DTESSERA_TESTS="$threads" -- -E '^(animation|bombs|cmyk|damage|tiff|png|jpeg|metadata|carried|colour_tags|colours|other|pages|shrink_on_load)\.|measures_once'
unset GTEST_FILTER
if [ "$full" = yes ]; then
  check_files
  check "decompression bombs" "${TESSERA_PYTHON:-python3}" "$root/tests/files/bombs.py" "$build/release/bin/tessera" || true
fi
if [ "$full" = yes ] && command -v clang-tidy >/dev/null; then check "clang-tidy" check_tidy || true; fi

slowest
echo
printf 'Took %d min %d s. ' $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60))
[ "$skipped" = 0 ] && echo || echo "$skipped tests were skipped, see $logs"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
