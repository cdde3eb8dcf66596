#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# samples/coming_from.sh COMMAND: every command of samples/coming_from.md runs as it stands there and makes what it says; each table has 20 rows.
set -euo pipefail
export LC_ALL=C
command=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
page=$root/samples/coming_from.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

mkdir "$work/bin" "$work/start"
ln -s "$command" "$work/bin/tessera"
export PATH=$work/bin:$PATH
# The pictures that the page speaks of.
(
  cd "$work/start"
  mkdir photos
  tessera generate photo 640x480 photo.jpg
  tessera generate photo 640x480 photos/a.jpg --seed 2
  tessera generate clouds 500x300 photos/b.jpg --seed 3
  tessera generate clouds 640x480 mask.png --channels 1
  tessera generate clouds 120x80 logo.png --channels 4
)

# run_row COMMAND: in a folder of its own, so that no row lives on what another one made.
run_row() {
  local folder out
  folder=$(mktemp -d -p "$work")
  cp -r "$work/start/." "$folder"
  (cd "$folder" && bash -euo pipefail -c "$1" </dev/null >"$work/log" 2>&1) || fail "status $? of: $1"$'\n'"$(cat "$work/log")"
  if [[ $1 =~ \ -o\ ([^ ]+) ]]; then
    out=$folder/${BASH_REMATCH[1]}
    [ -e "$out" ] || fail "no ${BASH_REMATCH[1]} after: $1"
    [[ $out != *.dzi ]] || out=${out%.dzi}_files  # a descriptor is no picture, its tiles are
    find "$out" -type f | while IFS= read -r made; do
      [ -n "$(tessera info "$made" --get width)" ] || fail "$made cannot be read after: $1"
    done
  fi
  rm -rf "$folder"
}

rows=0 tables=0 commands=0
end_table() { [ "$tables" = 0 ] || [ "$rows" = 20 ] || fail "table $tables has $rows rows, not 20"; }
while IFS= read -r line; do
  case $line in
    '## '*) end_table; tables=$((tables + 1)) rows=0 ;;
    '| `'*)
      rows=$((rows + 1))
      # A | inside a cell is written \| there.
      cell=$(printf '%s\n' "${line//'\|'/$'\001'}" | cut -d'|' -f3 | tr '\001' '|' | sed 's/^ *//; s/ *$//')
      case $cell in
        'not offered') ;;
        '`tessera '*'`')
          cell=${cell#\`}
          run_row "${cell%\`}"
          commands=$((commands + 1))
          ;;
        *) fail "neither a command nor \"not offered\": $cell" ;;
      esac
      ;;
  esac
done <"$page"
end_table
[ "$tables" = 5 ] || fail "$tables tables, not 5"
[ "$commands" -ge 80 ] || fail "only $commands commands"

# The test itself must see what goes wrong.
if (run_row "tessera apply 'no_such_operator' photo.jpg -o out.jpg") >/dev/null; then fail "a wrong command passes"; fi
if (run_row "tessera info photo.jpg # -o out.jpg") >/dev/null; then fail "a missing result passes"; fi
echo "$commands commands work"
