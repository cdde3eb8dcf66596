#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What takes too long for tests/run.sh: every SIMD level in the sanitized builds, the large matrices (TESSERA_TEST_FULL=1), files of other tools
# (tests/files/matrix.py), all decompression bombs and damaged files (tests/files/bombs.py), clang-tidy.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export TESSERA_TEST_FULL=1
exec bash "$root/tests/run.sh" --full
