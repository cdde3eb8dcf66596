#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Operators against OpenCV's, as published: bash tests/benchmark/operators.sh [FOLDER [option of benchmark_operators...]]
# Two threads each, 4096 x 4096, medians of 7 repetitions in random order. Leaves operators.json and operators.svg in FOLDER (build/benchmark).
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
build_benchmarks "${1:-}" benchmark_operators
[ $# = 0 ] || shift
"$bin/benchmark_operators" --benchmark_repetitions=7 --benchmark_min_time=0.05 --benchmark_enable_random_interleaving=true \
  --benchmark_report_aggregates_only=true --benchmark_out="$folder/operators.json" --benchmark_out_format=json "$@" >"$folder/operators.log"
python3 "$root/tests/benchmark/report.py" "$folder/operators.json" "$folder/operators.svg"
