#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Operators against OpenCV's, and where libvips-dev is here antialiased resize against libvips', as published:
# bash tests/benchmark/operators.sh [FOLDER [option of benchmark_operators...]]
# Two threads each, 4096 x 4096, medians of 7 repetitions in random order. Leaves operators.json, operators.svg and resize.json in FOLDER (build/benchmark).
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
programs=(operators)
! { installed libvips-dev || pkg-config --exists vips-cpp 2>/dev/null; } || programs+=(resize)
build_benchmarks "${1:-}" "${programs[@]/#/benchmark_}"
[ $# = 0 ] || shift
rm -f "$folder/resize.json"
for program in "${programs[@]}"; do
  "$bin/benchmark_$program" --benchmark_repetitions=7 --benchmark_min_time=0.05 --benchmark_enable_random_interleaving=true \
    --benchmark_report_aggregates_only=true --benchmark_out="$folder/$program.json" --benchmark_out_format=json "$@" >"$folder/$program.log"
done
results=("$folder/operators.json" "$folder/operators.svg")
[ ! -s "$folder/resize.json" ] || results+=("$folder/resize.json") # empty where --only names none of its rows
python3 "$root/tests/benchmark/report.py" "${results[@]}"
