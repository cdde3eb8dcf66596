#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# End to end against the peers: bash tests/benchmark/peers.sh [RUNS]   (7 by default, 5 at least)
# Measures `tessera` of the release build on files made from the photographs in $TESSERA_TEST_IMAGES: 24 JPEGs of six megapixels and 2,000 of
# 256 x 256. Commands alternate (A B C, A B C, ...), so that a machine that slows down slows all of them; the medians are compared.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/samples/setup.sh"
runs=${1:-7}
[ "$runs" -ge 5 ] || { say "fewer than 5 runs say nothing"; exit 2; }
images=${TESSERA_TEST_IMAGES:-$root/../shared/images}
ls "$images"/*.png >/dev/null 2>&1 || { say "no photographs in $images; set TESSERA_TEST_IMAGES"; exit 2; }
build=$(build_folder "$root")
tessera=${TESSERA:-$build/release/bin/tessera}
[ -x "$tessera" ] || { say "no $tessera; run bash samples/quickstart.sh first"; exit 2; }

data=$build/benchmark
mkdir -p "$data"
if [ "$data/opencv_batch" -ot "$root/tests/benchmark/opencv_batch.cpp" ]; then
  c++ -std=c++20 -O2 -I/usr/include/opencv4 "$root/tests/benchmark/opencv_batch.cpp" -o "$data/opencv_batch" -lopencv_imgcodecs -lopencv_imgproc -lopencv_core
fi
opencv=$data/opencv_batch
[ -f "$data/large/p0023.jpg" ] || "$opencv" make 3000 2000 24 1.5 "$data/large" "$images"/*.png "$images"/*.jpg
[ -f "$data/small/p1999.jpg" ] || "$opencv" make 256 256 2000 1 "$data/small" "$images"/*.png "$images"/*.jpg

declare -A times=()
out=${TESSERA_BENCHMARK_OUT:-$data/out} # in memory (/dev/shm/...), a disk that is slow to create files takes no part

# once NAME command...: adds the seconds of one run to times[NAME].
once() {
  local name=$1 begin
  shift
  rm -rf "$out" && mkdir -p "$out"
  begin=$EPOCHREALTIME
  "$@" >/dev/null 2>"$data/errors" </dev/null || { cat "$data/errors" >&2; say "FAILED: $*"; exit 1; }
  times[$name]+=" $(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN {print b - a}')"
}
median() { tr ' ' '\n' <<<"${times[$1]}" | sed '/^$/d' | sort -n | awk '{t[NR] = $1} END {print NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2}'; }
spread() { tr ' ' '\n' <<<"${times[$1]}" | sed '/^$/d' | sort -n | awk 'NR == 1 {low = $1} {high = $1} END {printf "%.2f..%.2f", low, high}'; }
ratio() { awk -v a="$(median "$1")" -v b="$(median "$2")" 'BEGIN {printf "%.2f", a / b}'; }
ours() { "$tessera" apply "$1" "$2" -o "$out/" --quality 85 -q; }
vips_each() { find "$data/large" -name '*.jpg' -printf '%f\0' | xargs -0 -P "$(nproc)" -I{} env VIPS_CONCURRENCY=1 vips "$1" "$data/large/{}" "$out/{}[Q=85]" "${@:2}"; }

look='gaussian 2 | unsharp 1 0.8 | gamma 2.2'
names=(copy opencv_copy chain opencv_chain)
command -v vips >/dev/null && names+=(vips_copy)
names+=(small opencv_small)
for ((run = 0; run <= runs; ++run)); do
  [ "$run" != 1 ] || times=() # the first round warms caches and does not count
  once copy ours copy "$data/large"
  once opencv_copy "$opencv" copy "$out" "$data"/large/*.jpg
  once chain ours "$look" "$data/large"
  once opencv_chain "$opencv" chain "$out" "$data"/large/*.jpg
  ! command -v vips >/dev/null || once vips_copy vips_each copy
  once small ours 'gaussian 2' "$data/small"
  once opencv_small "$opencv" gaussian "$out" "$data"/small/*.jpg
done

echo "$(nproc) CPUs, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); medians of $runs runs, seconds"
for name in "${names[@]}"; do printf '  %-14s %7.3f  (%s)\n' "$name" "$(median "$name")" "$(spread "$name")"; done
echo "ratios, with the limit of each:"
printf '  %-52s %s\n' "copy / OpenCV's read and write          (1.1)" "$(ratio copy opencv_copy)"
printf '  %-52s %s\n' "chain / copy                            (1.5)" "$(ratio chain copy)"
printf '  %-52s %s\n' "OpenCV's chain / OpenCV's read and write     " "$(ratio opencv_chain opencv_copy)"
printf '  %-52s %s\n' "chain / OpenCV's chain                       " "$(ratio chain opencv_chain)"
[ -z "${times[vips_copy]:-}" ] || printf '  %-52s %s\n' "copy / libvips' copy, a process per file     " "$(ratio copy vips_copy)"
printf '  %-52s %s\n' "2,000 small through gaussian 2 / OpenCV (1.0)" "$(ratio small opencv_small)"
rm -rf "$out"
