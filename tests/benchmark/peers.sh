#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# End to end against the peers: bash tests/benchmark/peers.sh [RUNS]   (7 by default, 5 at least)
# Measures `tessera` of the release build on files made from the photographs in $TESSERA_TEST_IMAGES: 24 JPEGs of six megapixels, one of 24
# and 2,000 of 256 x 256. Commands alternate (A B C, A B C, ...), so that a machine that slows down slows all of them; medians are compared,
# of the time on the clock and, beside it, of processor time. All figures also go to peers.json in the folder of the files.
set -euo pipefail
export LC_ALL=C TIMEFORMAT='%R %U %S'
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
  c++ -std=c++17 -O2 -w -I/usr/include/opencv4 "$root/tests/benchmark/opencv_batch.cpp" -o "$data/opencv_batch" -lopencv_imgcodecs -lopencv_imgproc -lopencv_core
fi
opencv=$data/opencv_batch
make_files() { [ -f "$data/$1/done" ] || { "$opencv" make "${@:2:4}" "$data/$1" "$images"/*.png "$images"/*.jpg 2>/dev/null && touch "$data/$1/done"; }; }
make_files large 3000 2000 24 1.5
make_files one 6000 4000 1 1.5
make_files small 256 256 2000 1
large=("$data"/large/*.jpg) small=("$data"/small/*.jpg)

out=${TESSERA_BENCHMARK_OUT:-$(mktemp -d /dev/shm/tessera-peers.XXXXXX 2>/dev/null || echo "$data/out")} # in memory, no disk takes part
trap 'rm -rf "$out"' EXIT
names=()
declare -A times=() cpu=()

# once NAME command...: adds the seconds of one run to times[NAME] and those of the processors to cpu[NAME].
once() {
  local name=$1 wall user system
  shift
  rm -rf "$out" && mkdir -p "$out"
  { time "$@" >/dev/null 2>"$data/errors" </dev/null; } 2>"$data/seconds" || { cat "$data/errors" >&2; say "FAILED: $*"; exit 1; }
  read -r wall user system <"$data/seconds"
  [ -n "${times[$name]:-}" ] || names+=("$name")
  times[$name]+=" $wall"
  cpu[$name]+=" $(awk -v a="$user" -v b="$system" 'BEGIN {print a + b}')"
}
median() { tr ' ' '\n' <<<"$1" | sed '/^$/d' | sort -n | awk '{t[NR] = $1} END {print NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2}'; }
spread() { tr ' ' '\n' <<<"$1" | sed '/^$/d' | sort -n | awk 'NR == 1 {low = $1} {high = $1} END {printf "%.2f..%.2f", low, high}'; }
ours() { "$tessera" apply "$1" "${@:3}" -o "$out/" --quality "$2" -q; }
vips_each() { printf '%s\0' "${large[@]}" | xargs -0 -P "$(nproc)" "$@"; }
vips_copies() { vips_each -I{} sh -c 'VIPS_CONCURRENCY=1 exec vips copy "$1" "$2/${1##*/}[Q=85]"' sh {} "$out"; }
vips_thumbnails() { vips_each -n "$(((${#large[@]} + $(nproc) - 1) / $(nproc)))" env VIPS_CONCURRENCY=1 vipsthumbnail -s 800 -o "$out/%s.jpg"; }

look='gaussian 2 | unsharp 1 0.8 | gamma 2.2'
levels=$("$tessera" devices --json | tr -d '\n" ' | sed 's/.*simd_levels:\[\([^]]*\)\].*/\1/' | tr ',' ' ')
measure_all() {
  local level
  once copy ours copy 85 "${large[@]}"
  once opencv_copy "$opencv" copy "$out" "${large[@]}"
  for level in $levels; do once "chain_$level" ours "$look" 85 "${large[@]}" --simd "$level"; done
  once opencv_chain "$opencv" chain "$out" "${large[@]}"
  once small_copy ours copy 85 "${small[@]}"
  once small ours 'gaussian 2' 85 "${small[@]}"
  once opencv_small "$opencv" gaussian "$out" "${small[@]}"
  once thumbnail ours 'thumbnail 800' 75 "$data"/one/*.jpg
  once thumbnails ours 'thumbnail 800' 75 "${large[@]}"
  command -v vipsthumbnail >/dev/null || return 0
  once vips_copy vips_copies
  once vips_thumbnail vipsthumbnail -s 800 -o "$out/%s.jpg" "$data"/one/*.jpg
  once vips_thumbnails vipsthumbnail -s 800 -o "$out/%s.jpg" "${large[@]}"
  once vips_processes vips_thumbnails
}
for ((run = 0; run <= runs; ++run)); do
  [ "$run" != 1 ] || { times=() cpu=() names=(); } # the first round warms caches and does not count
  measure_all
done

echo "$(nproc) CPUs, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); medians of $runs runs, seconds on the clock (from..to) and of processors"
for name in "${names[@]}"; do
  printf '  %-16s %7.3f  (%s)  %7.3f\n' "$name" "$(median "${times[$name]}")" "$(spread "${times[$name]}")" "$(median "${cpu[$name]}")"
  printf '"%s": {"seconds": [%s], "processor_seconds": [%s]},\n' "$name" "$(xargs <<<"${times[$name]}" | tr ' ' ',')" "$(xargs <<<"${cpu[$name]}" | tr ' ' ',')"
done | tee >(sed -n '/^"/p' | sed '1s/^/{/; $s/,$/}/' >"$data/peers.json") | sed '/^"/d'

# line TEXT A B [LIMIT]: the ratio of both medians.
line() {
  [ -n "${times[$2]:-}" ] && [ -n "${times[$3]:-}" ] || return 0
  awk -v text="$1" -v limit="${4:--}" -v a="$(median "${times[$2]}")" -v b="$(median "${times[$3]}")" -v c="$(median "${cpu[$2]}")" -v d="$(median "${cpu[$3]}")" \
    'BEGIN {printf "  %-58s %5.2f %5.2f %5s %s\n", text, a / b, c / d, limit, (limit != "-" && a / b > limit + 0 ? "over" : "")}'
}
fastest=vips_thumbnails
[ -z "${times[vips_processes]:-}" ] || [ "$(printf '%s\n' "$(median "${times[vips_thumbnails]}")" "$(median "${times[vips_processes]}")" | sort -g | head -n 1)" != "$(median "${times[vips_processes]}")" ] || fastest=vips_processes
printf '%-60s %5s %5s %5s\n' ratios clock CPU limit
line '24 JPEGs, chain / copy, AVX-512' chain_avx512 copy 1.15
line '24 JPEGs, chain / copy, AVX2' chain_avx2 copy 1.40
line '24 JPEGs, chain / copy, AVX2 with AVX-VNNI' chain_avx_vnni copy
line '2,000 small JPEGs, gaussian 2 / copy' small small_copy 1.15
line "24 JPEGs, copy / OpenCV's read and write" copy opencv_copy 1.00
line 'one of 24 megapixels to 800 pixels / vipsthumbnail' thumbnail vips_thumbnail 1.00
line "24 JPEGs to 800 pixels / libvips' faster program" thumbnails "$fastest" 1.00
line "24 JPEGs, chain / OpenCV's chain" "chain_${levels##* }" opencv_chain
line "24 JPEGs, OpenCV's chain / its read and write" opencv_chain opencv_copy
line "24 JPEGs, copy / libvips' copy, a process per file" copy vips_copy
line "2,000 small JPEGs, gaussian 2 / OpenCV's" small opencv_small
