#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What windows cost by their radius: bash tests/benchmark/radius.sh [RUNS] prints a table of milliseconds of processor time for an 8000 x 6000 RGB picture of noise in one
# thread, reading and writing (`copy`) taken off; medians of RUNS, 5 unless said. The files lie in memory where there is /dev/shm.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/samples/setup.sh"
tessera=${TESSERA:-$(build_folder "$root")/release/bin/tessera}
[ -x "$tessera" ] || { say "no tessera command; build it by bash samples/quickstart.sh, or set TESSERA"; exit 2; }
runs=${1:-5}
work=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$work"' EXIT
"$tessera" generate noise 8000x6000 "$work/in.png" --seed 3
"$tessera" apply copy "$work/in.png" -o "$work/in.tif" -O compression=none -q

# Milliseconds of processor time of a pipeline, start to end.
time_of() {
  local i TIMEFORMAT='%U %S'
  for ((i = 0; i < runs; ++i)); do
    { time "$tessera" apply "$1" "$work/in.tif" -o "$work/out.tif" -O compression=none --threads 1 --device cpu --overwrite -q; } 2>&1
  done | awk '{print 1000 * ($1 + $2)}' | sort -n | awk '{all[NR] = $1} END {print all[int((NR + 1) / 2)]}'
}

time_of copy >/dev/null # the first run makes the pages of its output
copy=$(time_of copy)
row() {
  local name=$1 line="| $1 |" value
  shift
  for value; do line+=" $(time_of "$name $value" | awk -v copy="$copy" '{printf "%.0f", $1 - copy}') |"; done
  echo "$line"
}
echo "| operator | 1 | 2 | 5 | 10 | 20 | 50 |"
echo "|---|---|---|---|---|---|---|"
for operator in gaussian box median erode; do row "$operator" 1 2 5 10 20 50; done
echo
echo "The parameter is sigma of gaussian, the radius of the others; copy took $copy ms."
