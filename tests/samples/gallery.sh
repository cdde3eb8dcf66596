#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# samples/gallery.sh COMMAND: the page shows every operator, every picture on it exists and can be read, and its commands are those of `tessera ops`.
set -euo pipefail
export LC_ALL=C
export TESSERA=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

# page_is_whole FOLDER
page_is_whole() {
  local page=$1/index.html name source
  while read -r name _; do
    grep -q "^<section id=\"$name\">" "$page" || fail "$name is not on the page"
    grep -q "src=\"$name.png\"" "$page" || fail "the page does not show $name"
  done < <("$TESSERA" ops)
  [ "$(grep -c '^<section ' "$page")" = "$("$TESSERA" ops | wc -l)" ] || fail "the page has sections that are no operators"
  [ "$(grep -c '^<code>tessera apply ' "$page")" = "$("$TESSERA" ops | wc -l)" ] || fail "a command is missing"
  while IFS= read -r source; do
    [ -n "$("$TESSERA" info "$1/$source" --get width)" ] || fail "$source cannot be read"
  done < <(sed -n 's/.*<img src="\([^"]*\)".*/\1/p' "$page" | sort -u)
  ! grep -qE '(src|href)="(https?:|/)' "$page" || fail "the page needs something from outside"
}

bash "$root/samples/gallery.sh" "$work/a gallery"
page_is_whole "$work/a gallery"
grep -q "<code>tessera apply 'rotate 17' before.png -o rotate.png</code>" "$work/a gallery/index.html" || fail "rotate's command is another"
if "$TESSERA" compare "$work/a gallery/before.png" "$work/a gallery/invert.png" >/dev/null; then fail "invert shows the picture as it was"; fi
"$TESSERA" compare "$work/a gallery/before.png" "$work/a gallery/copy.png" >/dev/null || fail "copy does not show the picture"

# A photo of one's own, with a name that a shell would take apart; the second page replaces the first.
"$TESSERA" generate clouds 900x400 "$work/a 'b' & c.jpg" --seed 4
bash "$root/samples/gallery.sh" "$work/a gallery" "$work/a 'b' & c.jpg"
page_is_whole "$work/a gallery"
[ "$("$TESSERA" info "$work/a gallery/before.png" --get width)" = 480 ] || fail "the photo is not shown smaller"

status=0
bash "$root/samples/gallery.sh" >/dev/null || status=$?
[ "$status" = 2 ] || fail "no folder is no usage error"
echo "the gallery shows every operator"
