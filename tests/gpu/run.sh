#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What this machine's first GPU shows: bash tests/gpu/run.sh [STEP...]
# Steps, in this order where none is named: tests pictures sanitizers bench peers photos scan. Each ends within 8 minutes and adds
# what it found to tests/gpu/results/<GPU>.md at once (and to $OUT, if set). Status: 0 all good, 1 something failed, 2 a wrong
# argument, 3 no GPU, 4 no programs.
#   run.sh --rehearse BUILD [STEP...]   the same with the simulated programs of a build, tiny pictures, and no figures
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
packed=$root/tests/gpu/packed
seconds_per_step=${TESSERA_GPU_STEP_SECONDS:-470}
rehearsal=
[ "${1:-}" != --rehearse ] || { rehearsal=$(cd "${2:?which build folder?}" && pwd) && shift 2; }
all_steps=(tests pictures sanitizers bench peers photos scan)
steps=("$@")
[ $# != 0 ] || steps=("${all_steps[@]}")
for step in "${steps[@]}"; do
  case " ${all_steps[*]} " in *" $step "*) ;; *) echo "run.sh: no step \"$step\"; there are: ${all_steps[*]}" >&2 && exit 2 ;; esac
done
work=$(mktemp -d "$([ -w /dev/shm ] && [ "$(df -k --output=avail /dev/shm | tail -1)" -gt 8000000 ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")/tessera-gpu.XXXXXX")
trap 'rm -rf "$work"' EXIT
source "$root/tests/gpu/steps.sh"

no_gpu() { echo "run.sh: no GPU to run on: $1" >&2 && exit 3; }

# The programs as a build on this machine makes them, with what pack.sh brought where the system lacks it.
build_here() {
  local options=(-DCMAKE_BUILD_TYPE=Release -DTESSERA_CUDA=ON -DTESSERA_GPU_PROGRAMS=ON -DCMAKE_CUDA_ARCHITECTURES=90)
  PATH=$PATH:/usr/local/cuda/bin
  command -v nvcc >/dev/null || { echo "there is no nvcc" && return 1; }
  mkdir -p "$built"
  if [ -f "$packed/prefix.tar.gz" ]; then
    tar -xzf "$packed/prefix.tar.gz" -C "$built"
    ln -sfn . "$built/usr/lib/lib" # Debian's exiv2 looks there for what it needs
    options+=(-DCMAKE_PREFIX_PATH="$built/usr" -DCMAKE_EXE_LINKER_FLAGS=-Wl,--disable-new-dtags)
  fi
  # One SIMD level of the CPU's builds in half the time.
  if grep -qw avx2 /proc/cpuinfo; then options+=(-DTESSERA_SIMD_LEVELS=avx2); fi
  cmake -S "$root" -B "$built" "${options[@]}" && cmake --build "$built" -j "$(nproc)" --target gpu_programs
}

choose_programs() {
  local reason built=$root/build/gpu-here
  if [ -n "$rehearsal" ]; then
    programs=$work/programs origin="simulated programs"
    mkdir "$programs"
    ln -s "$rehearsal/bin/tessera_simulated" "$programs/tessera"
    ln -s "$rehearsal/bin/tessera_gpu_bench_simulated" "$programs/tessera-gpu-bench"
    ln -s "$rehearsal/bin/test_cuda_kernels" "$programs/test_cuda_kernels_device"
    ln -s "$rehearsal/bin/test_streams" "$programs/test_streams_device"
    return
  fi
  programs=$packed/bin origin="prebuilt programs of $(cat "$packed/version" 2>/dev/null || echo nowhere)"
  reason=$("$programs/tessera" --version 2>&1 >/dev/null) && return
  command -v nvidia-smi >/dev/null && nvidia-smi -L 2>/dev/null | grep -q GPU || no_gpu "nvidia-smi shows none"
  echo "The prebuilt programs do not start (${reason##*$'\n'}); building."
  programs=$built/bin origin="programs built here"
  timeout "$seconds_per_step" bash -c "$(declare -f build_here); root='$root' packed='$packed' built='$built'; build_here" >"$work/build.log" 2>&1 && return
  tail -n 30 "$work/build.log" >&2
  [ -z "${OUT:-}" ] || cp "$work/build.log" "$OUT/build.log"
  echo "run.sh: the programs cannot be built here: $(tail -n 1 "$work/build.log")" >&2
  exit 4
}

# say LINE...: to the terminal and, at once, to the results.
say() {
  printf '%s\n' "$@" | tee -a "$results"
  [ -z "${OUT:-}" ] || cp "$results" "$OUT/"
}

choose_programs
devices=$("$programs/tessera" devices)
gpu=$(sed -n 's/^cuda:0 *\([^,]*\), .*/\1/p' <<<"$devices")
[ -n "$gpu" ] || no_gpu "$(sed -n 's/^cuda *//p' <<<"$devices")"
folder=$root/tests/gpu/results
[ -z "$rehearsal" ] || folder=$work/results
mkdir -p "$folder"
results=$folder/${gpu//[^A-Za-z0-9._-]/_}.md
# A run of everything takes the place of what was there; one of some steps adds to it.
[ $# != 0 ] && [ -f "$results" ] || printf '# %s\n' "$gpu" >"$results"
say "" "Run of $(date -u +%F), $origin: ${steps[*]}." "" '```' "$devices" "$(uname -r), $(nproc) CPUs" '```'

failed=0
for step in "${steps[@]}"; do
  begin=$SECONDS deadline=$((SECONDS + seconds_per_step))
  say "" "## $step" ""
  if "step_$step"; then outcome=ok; else outcome=FAILED failed=$((failed + 1)); fi
  say "" "$step: $outcome, $((SECONDS - begin)) s."
done
say "" "${#steps[@]} steps, $failed failed."
[ "$failed" = 0 ]
