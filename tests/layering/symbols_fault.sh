#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# symbols_fault.sh COMPILER: shows that symbols.sh finds a planted fault of each kind, and passes what is right.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

verdict() {
  printf '%s\n' "$2" >"$folder/unit.cpp"
  "$1" -std=c++20 -O2 -c "$folder/unit.cpp" -o "$folder/unit.o"
  if bash "$here/symbols.sh" avx2 "$folder/unit.o" >/dev/null; then echo passes; else echo fails; fi
}

expect() {
  local found
  found=$(verdict "$compiler" "$2")
  [ "$found" = "$1" ] || { echo "symbols.sh $found, expected: $1, on: $2"; exit 1; }
}

compiler=$1
expect passes 'namespace tessera { inline namespace v0 { namespace cpu::avx2 { int f(int x) { return x + 1; } } } }'
expect passes 'static int g(int x) { return x; } namespace tessera { inline namespace v0 { namespace cpu::avx2 { int f(int x) { return g(x); } } } }'
expect fails 'namespace tessera { inline namespace v0 { namespace cpu::sse4 { int f(int x) { return x + 1; } } } }'
expect fails '[[gnu::noinline]] inline int g(int x) { return x * 3; } namespace tessera { inline namespace v0 { namespace cpu::avx2 { int f(int x) { return g(x); } } } }'
expect fails '#include <map>
namespace tessera { inline namespace v0 { namespace cpu::avx2 { void f(std::map<int, int>& m) { m[1] = m[2]; m.clear(); } } } }'
expect fails 'int f(); namespace { int x = f(); } namespace tessera { inline namespace v0 { namespace cpu::avx2 { int g() { return x; } } } }'
echo "symbols.sh finds every planted fault"
