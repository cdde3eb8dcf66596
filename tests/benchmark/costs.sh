#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a sample costs in every format, and a pixel at every size: bash tests/benchmark/costs.sh [FOLDER]
# About 8 minutes and 3 GB of memory. Leaves formats.txt, formats.json, sizes.txt, sizes.json and sizes.svg in FOLDER (build/benchmark).
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
build_benchmarks "${1:-}" benchmark_formats benchmark_sizes
"$bin/benchmark_sizes" --json="$folder/sizes.json" | tee "$folder/sizes.txt"
python3 "$root/tests/benchmark/curves.py" "$folder/sizes.json" "$folder/sizes.svg"
"$bin/benchmark_formats" --json="$folder/formats.json" | tee "$folder/formats.txt"
