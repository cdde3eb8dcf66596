#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fills tests/gpu/packed with what tests/gpu/run.sh needs on a machine that has a GPU but no packages: bash tests/gpu/pack.sh
# Needs nvcc; builds in build/gpu (or $TESSERA_BUILD_DIR/gpu). Fails where the folder comes out larger than 64 MiB.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/samples/setup.sh"
packed=$root/tests/gpu/packed
limit=$((64 << 20))
programs=(tessera tessera-gpu-bench test_cuda_kernels_device test_streams_device)

PATH=$PATH:/usr/local/cuda/bin
command -v nvcc >/dev/null || { say "pack.sh needs nvcc of the CUDA Toolkit 13, on the PATH or in /usr/local/cuda"; exit 3; }
install_missing "${tessera_command_packages[@]}" "${tessera_test_packages[@]}"

# Machine code for sm_90 and PTX for newer devices. The old kind of RPATH also holds for what the libraries need in turn.
build_programs() {
  configure "$root" "$build" -DTESSERA_CUDA=ON -DTESSERA_GPU_PROGRAMS=ON -DTESSERA_WERROR=ON -DCMAKE_CUDA_ARCHITECTURES=90 \
    -DCMAKE_CUDA_COMPILER_LAUNCHER="$root/tests/gpu/keep_ptxas.sh" -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON '-DCMAKE_INSTALL_RPATH=$ORIGIN' \
    -DCMAKE_EXE_LINKER_FLAGS=-Wl,--disable-new-dtags
  nice -n 10 cmake --build "$build" -j "${TESSERA_JOBS:-$(jobs)}" --target gpu_programs
}

# The shared objects of a program but for glibc's: those belong to the system's loader.
needed_by() {
  ldd "$1" | sed -n 's/^[[:space:]]*\([^ ]*\) => \(\/[^ ]*\).*/\1 \2/p' | grep -vE '^(libc|libm|libdl|librt|libpthread|libresolv)\.so'
}

pack_programs() {
  local program name path
  mkdir -p "$packed/bin"
  for program in "${programs[@]}"; do
    install -m 755 "$build/bin/$program" "$packed/bin/$program"
    strip --strip-all "$packed/bin/$program"
    needed_by "$build/bin/$program"
  done | sort -u | while read -r name path; do install -m 644 "$path" "$packed/bin/$name"; done
  # A library that brings a search path of its own (Debian's exiv2) looks there and not where the program says.
  for path in "$packed"/bin/*.so*; do
    name=$(objdump -p "$path" | sed -n 's,^ *RUNPATH *$ORIGIN/,,p')
    [ -n "$name" ] || continue
    mkdir -p "$(dirname "$packed/bin/$name")"
    ln -sfn "$(realpath -m --relative-to="$(dirname "$packed/bin/$name")" "$packed/bin")" "$packed/bin/$name"
  done
}

# What to build with, as it lies below /usr here: headers, CMake's packages, libraries to link with and what those need.
list_of_prefix() {
  local item names name file
  for item in "${tessera_command_packages[@]}" zlib1g-dev libgtest-dev libgmock-dev; do
    case $item in *:* | libopencv*) continue ;; esac
    IFS='|' read -ra names <<<"$item"
    for name in "${names[@]}"; do installed "$name" && break; done
    dpkg -L "$name"
  done | grep -E '^/usr/(include/|lib/.*\.so$|lib/.*/lib(gtest|gmock).*\.a$|lib/.*/cmake/|share/cmake/)' | while read -r file; do
    [ -d "$file" ] && [ ! -L "$file" ] && continue
    echo "$file"
    # A link to link with, the name that programs ask for, and the file itself.
    case $file in
      *.so)
        readlink -f "$file"
        echo "$(dirname "$file")/$(objdump -p "$file" | awk '$1 == "SONAME" {print $2}')"
        ;;
    esac
  done
  # The compiler there brings the C++ library that goes with it.
  needed_by "$build/bin/tessera" | grep -vE '^lib(stdc\+\+|gcc_s)\.so' | while read -r name file; do
    file=$(realpath "$(dirname "$file")")/$(basename "$file")
    echo "$file"
    readlink -f "$file"
  done
}

pack_prefix() {
  # Debian's folders of headers by architecture are no include folders of other compilers.
  list_of_prefix | sort -u | sed "s,^/,," | tar -czf "$packed/prefix.tar.gz" --transform="s,^usr/include/$(gcc -print-multiarch)/,usr/include/," -C / -T -
}

build=$(build_folder "$root")/gpu
build_programs
bash "$root/tests/gpu/check_ptxas.sh" "$build"
rm -rf "$packed"
pack_programs
pack_prefix
git -C "$root" describe --always --dirty >"$packed/version" 2>/dev/null || echo unknown >"$packed/version"
size=$(du -sb "$packed" | cut -f1)
say "tests/gpu/packed: $((size >> 20)) MiB of at most $((limit >> 20)): programs $(du -cb "${programs[@]/#/$packed/bin/}" | awk 'END {print int($1 / 1048576)}') MiB," \
  "libraries $(du -cb "$packed"/bin/*.so* | awk 'END {print int($1 / 1048576)}') MiB, to build again $(($(stat -c %s "$packed/prefix.tar.gz") >> 20)) MiB"
[ "$size" -le "$limit" ] || { say "that is too large"; exit 1; }
