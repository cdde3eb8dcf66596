#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# older_processor.sh PROCESSOR test_laws: every operator on an emulated processor, by its own best level and those below.
set -euo pipefail
command -v qemu-x86_64 >/dev/null || { echo "no qemu-x86_64 (package qemu-user)"; exit 77; }
TESSERA_FEW_FORMATS=yes exec qemu-x86_64 -cpu "$1" "$2" --gtest_brief=1 '--gtest_filter=*gives_the_same_bits_at_every_simd_level*'
