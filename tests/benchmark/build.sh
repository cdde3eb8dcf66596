# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts beside it. build_benchmarks FOLDER TARGET...: builds programs in release and leaves in `bin` where they lie, in `folder`
# where results go (build/benchmark where FOLDER is empty).
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/samples/setup.sh"

build_benchmarks() {
  local build
  build=$(build_folder "$root")/release
  folder=${1:-$root/build/benchmark} bin=$build/bin
  shift
  mkdir -p "$folder"
  install_missing libbenchmark-dev "${tessera_command_packages[@]}" "${tessera_test_packages[@]}"
  configure "$root" "$build" -DTESSERA_BUILD_TESTS=ON >"$folder/build.log"
  cmake --build "$build" -j "$(jobs)" --target "$@" >>"$folder/build.log" || { tail -n 20 "$folder/build.log"; exit 1; }
}
