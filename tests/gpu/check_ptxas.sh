#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# No kernel spills registers or has a stack frame: bash tests/gpu/check_ptxas.sh BUILD
# BUILD was configured with -DCMAKE_CUDA_COMPILER_LAUNCHER=.../tests/gpu/keep_ptxas.sh. Names the kernels that do, and their units.
set -euo pipefail
export LC_ALL=C
build=${1:?which build folder?}
units=0
offences=$(mktemp)
kernels=$(mktemp)
trap 'rm -f "$offences" "$kernels"' EXIT

while IFS= read -r object; do
  units=$((units + 1))
  if [ ! -f "$object.ptxas" ]; then
    echo "$object has no report of ptxas: configure with keep_ptxas.sh as the launcher and build again"
    exit 2
  fi
  awk -v unit="$(basename "$object" .o)" -v kernels="$kernels" '
    /Compiling entry function/ {split($0, part, "\047"); target = part[4]; print target, part[2] >>kernels}
    /Function properties for/ {name = $NF}
    /bytes stack frame/ && ($1 != 0 || $5 != 0 || $9 != 0) {print unit, target, name, $0}' "$object.ptxas" >>"$offences"
done < <(find "$build/" -name '*.cu.o' -o -name '*.cu.o.ptxas' | sed 's/\.ptxas$//' | sort -u)

if [ ! -s "$kernels" ]; then
  echo "no kernels in $build: it was not built with nvcc"
  exit 2
fi
cut -d' ' -f1 "$kernels" | sort | uniq -c | while read -r count target; do echo "$target: $count kernels in $units units"; done
if [ -s "$offences" ]; then
  echo "$(wc -l <"$offences") of them spill or have a stack frame:"
  c++filt <"$offences"
  exit 1
fi
echo "no spills, no stack frame"
