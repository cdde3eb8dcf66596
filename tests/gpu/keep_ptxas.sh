#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What starts nvcc in a build whose kernels tests/gpu/check_ptxas.sh checks (-DCMAKE_CUDA_COMPILER_LAUNCHER): keeps what ptxas says of a
# unit beside its object, OBJECT.ptxas, and passes on everything else.
set -uo pipefail
object=$(while [ $# != 0 ]; do [ "$1" != -o ] || echo "${2:-}"; shift; done)
launcher=()
[ -z "$(command -v ccache)" ] || launcher=(ccache)
"${launcher[@]}" "$@" -Xptxas=-v 2>"$object.ptxas.new"
status=$?
said='^ptxas info|^ +[0-9]+ bytes stack frame'
grep -vE "$said" "$object.ptxas.new" >&2
grep -E "$said" "$object.ptxas.new" >"$object.ptxas"
rm -f "$object.ptxas.new"
exit "$status"
