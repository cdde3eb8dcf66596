#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# consumer/cuda.sh BUILD: installs BUILD, which has its CUDA part, moves the prefix, and builds a program with operators of its own against it:
# with nvcc, and on a machine that has CUDA's runtime but no nvcc. Where there is a GPU both devices must give the same bits.
set -euo pipefail
export LC_ALL=C
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sample=$here/../../samples/custom_operator
source "$here/../../samples/setup.sh"
source "$here/installed.sh"
install_and_move "$build"
mkdir "$work/pictures"

# try NAME PROJECT [cmake option...]
try() {
  local name=$1 project=$2 begin=$SECONDS
  shift 2
  configure "$project" "$work/$name" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release "$@" >"$work/$name.log" 2>&1 &&
    cmake --build "$work/$name" -j "$(jobs)" >>"$work/$name.log" 2>&1 || { cat "$work/$name.log"; fail "$name does not build"; }
  echo "$name: built in $((SECONDS - begin)) s"
}
has_cuda_code() { [ "$(nm "$1" | grep -c 'run_points.*looks_custom_operator_module_code')" != 0 ]; }

nvcc=$(PATH=$PATH:/usr/local/cuda/bin command -v nvcc) || fail "there is no nvcc"
toolkit=$(cd "$(dirname "$(readlink -f "$nvcc")")/.." && pwd)
try with_nvcc "$sample" -DCMAKE_CUDA_ARCHITECTURES=90-real
has_cuda_code "$work/with_nvcc/custom_operator" || fail "the operators were not built for CUDA"

# The same toolkit as a machine without compiler has it.
mkdir -p "$work/runtime"
cp -rs "$toolkit/targets" "$work/runtime/" 2>/dev/null || cp -rs "$toolkit/lib64" "$work/runtime/"
try without_nvcc "$sample" -DCMAKE_CUDA_COMPILER=NOTFOUND -DCUDAToolkit_ROOT="$work/runtime"
grep -q "^tessera_cudart:.*=$work/runtime/" "$work/without_nvcc/CMakeCache.txt" || fail "another CUDA than the one named by CUDAToolkit_ROOT"
grep -q 'for the CPU alone' "$work/without_nvcc.log" || fail "nothing says that the operators are for the CPU alone"
has_cuda_code "$work/without_nvcc/custom_operator" && fail "CUDA code without nvcc"

try plain "$here/project" -DCMAKE_CUDA_COMPILER=NOTFOUND
[ "$("$work/plain/consumer" "$work/pictures/a.png")" = ok ] || fail "the program without operators"
# shellcheck disable=SC2046
c++ -std=c++20 -O1 -fvisibility=hidden "$here/project/main.cpp" $(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --cflags --libs tessera) -o "$work/by_pkg_config"
[ "$("$work/by_pkg_config")" = ok ] || fail "the program built by pkg-config"

for name in with_nvcc without_nvcc; do
  "$work/$name/custom_operator" "$work/pictures/a.png" "$work/$name.png" || fail "$name: custom_operator"
done
cmp "$work/with_nvcc.png" "$work/without_nvcc.png" || fail "the two builds differ"
if nvidia-smi -L 2>/dev/null | grep -q '^GPU'; then
  "$work/with_nvcc/custom_operator" "$work/pictures/a.png" "$work/on_gpu.png" cuda || fail "custom_operator on the GPU"
  cmp "$work/on_gpu.png" "$work/without_nvcc.png" || fail "the GPU's bits differ"
  "$work/without_nvcc/custom_operator" "$work/pictures/a.png" "$work/no.png" cuda 2>"$work/refused" && fail "a GPU ran an operator built for the CPU"
  grep -q 'built for the CPU alone' "$work/refused" || fail "no reason: $(cat "$work/refused")"
  echo "the package works with CUDA from a moved prefix; the GPU gives the bits of the CPU"
else
  "$work/with_nvcc/custom_operator" "$work/pictures/a.png" "$work/no.png" cuda 2>"$work/refused" && fail "CUDA without a GPU"
  grep -q 'device cuda' "$work/refused" || fail "no reason: $(cat "$work/refused")"
  echo "the package works with CUDA from a moved prefix; not run on a GPU: there is none"
fi
