#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# readme/run.sh BUILD CODE: runs every ```sh block of README.md as it stands, in a folder with the pictures that it speaks of, then the
# program CODE made of its C++ block. The one line left out is the one that runs these tests.
set -euo pipefail
export LC_ALL=C
build=$(cd "$1" && pwd)
code=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PATH=$build/bin:$PATH
ln -s "$root/samples" samples
# The quickstart finds the command built where it looks for it.
mkdir place
ln -s "$build" place/release
export TESSERA_BUILD_DIR=$work/place
mkdir -p photos/older
tessera generate photo 900x600 photos/photo.jpg
tessera generate clouds 640x480 photos/clouds.png
tessera generate photo 300x400 photos/older/photo.jpg --seed 3
tessera generate photo 500x700 scan.jpg --seed 5

# Blocks are separated by lines with a single 0x01.
awk '/^```sh$/ {inside = 1; next} /^```$/ {if (inside) print "\001"; inside = 0} inside' "$root/README.md" | grep -v '^bash tests/run.sh ' >blocks
[ "$(grep -c $'\001' blocks)" -ge 6 ] || { echo "README.md has fewer blocks than it should"; exit 1; }
while IFS= read -r -d $'\001' block; do
  [ -n "${block//[[:space:]]/}" ] || continue
  printf '== %s\n' "$block"
  bash -euo pipefail -c "$block" </dev/null || { echo "FAILED with status $?: $block"; exit 1; }
done <blocks

"$code"
for file in web/photo.jpg thumbnails/clouds.png scan.png edit/older/photo.tif* soft.png difference.png in_code.png in_text.png later.jpg place/quickstart/sheet.png; do
  [ -s "$file" ] || { echo "README.md did not make $file"; exit 1; }
done
[ ! -e soft ] || { echo "--explain wrote something"; exit 1; }
[ "$(tessera info thumbnails/photo.jpg --get width,height | tr -s '\n\t ,' ' ' | sed 's/ $//')" = "256 256" ] || { echo "the thumbnail has another size"; exit 1; }
tessera compare in_code.png in_text.png || { echo "code and text differ"; exit 1; }
echo "every block of README.md works"
