#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Operators against OpenCV's, as published: bash tests/benchmark/operators.sh [FOLDER [option of benchmark_operators...]]
# Two threads each, 4096 x 4096, medians of 7 repetitions in random order. Leaves operators.json and operators.svg in FOLDER (build/benchmark).
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/samples/setup.sh"
build=$(build_folder "$root")/release
folder=${1:-$root/build/benchmark}
[ $# = 0 ] || shift
mkdir -p "$folder"
install_missing libbenchmark-dev "${tessera_command_packages[@]}" "${tessera_test_packages[@]}"
configure "$root" "$build" -DTESSERA_BUILD_TESTS=ON >"$folder/build.log"
cmake --build "$build" -j "$(jobs)" --target benchmark_operators >>"$folder/build.log" || { tail -n 20 "$folder/build.log"; exit 1; }
"$build/bin/benchmark_operators" --benchmark_repetitions=7 --benchmark_min_time=0.05 --benchmark_enable_random_interleaving=true \
  --benchmark_report_aggregates_only=true --benchmark_out="$folder/operators.json" --benchmark_out_format=json "$@" >"$folder/operators.log"
python3 "$root/tests/benchmark/report.py" "$folder/operators.json" "$folder/operators.svg"
