#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every operator before and after, with the command that made it, on one page: bash samples/gallery.sh FOLDER [PHOTO]
# Without a photo it takes one that `tessera generate` makes. TESSERA is the command, by default the one that quickstart.sh built.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/samples/setup.sh"

case ${1:-} in
  '' | -*)
    echo "usage: bash samples/gallery.sh FOLDER [PHOTO]"
    echo "Writes FOLDER/index.html, which shows every operator on the photo, and the pictures beside it."
    [ "${1:-}" = -h ] || [ "${1:-}" = --help ] && exit 0
    exit 2
    ;;
esac
folder=$1
photo=${2:-}

tessera=${TESSERA:-}
if [ -z "$tessera" ]; then
  tessera=$(build_folder "$root")/release/bin/tessera
  [ -x "$tessera" ] || tessera=$(command -v tessera) || { say "no tessera command; build it by bash samples/quickstart.sh, or set TESSERA"; exit 2; }
fi
case $tessera in */*) tessera=$(realpath "$tessera") ;; esac  # the commands run in the page's folder
mkdir -p "$folder"
page=$folder/index.html

as_html() {
  local text=${1//&/&amp;}
  text=${text//</&lt;} text=${text//>/&gt;}
  printf '%s' "${text//\"/&quot;}"
}

# A string of JSON as it was before it was written there.
from_json() {
  local text=${1//'\"'/'"'}
  printf '%s' "${text//'\\'/'\'}"
}

# Lines "theme<TAB>name<TAB>example<TAB>summary", themes together: the first level of `tessera ops --json`.
list_operators() {
  local line name='' theme='' summary=''
  "$tessera" ops --json | while IFS= read -r line; do
    [[ $line =~ ^\ {4}\"(name|theme|summary|example)\":\ \"(.*)\",?$ ]] || continue
    local value
    value=$(from_json "${BASH_REMATCH[2]}")
    case ${BASH_REMATCH[1]} in
      name) name=$value ;;
      theme) theme=$value ;;
      summary) summary=$value ;;
      example) printf '%s\t%s\t%s\t%s\n' "$theme" "$name" "$value" "$summary" ;;
    esac
  done | sort
}

# picture NAME ALT: an img of the folder.
picture() {
  local width height
  { read -r width && read -r height; } < <("$tessera" info "$folder/$1" --get width,height | tr -s '\t ,' '\n')
  printf '<img src="%s" alt="%s" width="%s" height="%s" loading="lazy">' "$1" "$(as_html "$2")" "$width" "$height"
}

# Files that an example speaks of are among the looks.
bring_files() {
  local word
  for word in $1; do
    if [ -f "$root/samples/looks/$word" ]; then cp "$root/samples/looks/$word" "$folder"; fi
  done
}

# show NAME EXAMPLE: makes the picture and sets `pipeline` to what made it. Samples of other colour spaces come back first, since no file holds them.
show() {
  local told
  for pipeline in "$2" "$2 | convert srgb"; do
    if told=$(cd "$folder" && "$tessera" apply "$pipeline" before.png -o "$1.png" --overwrite -q 2>&1 </dev/null); then return; fi
    [[ $told == *'convert srgb'* ]] || break
  done
  say "$told"
  return 1
}

page_head() {
  cat <<'HTML'
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tessera: every operator</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
  h2 { margin: 3rem 0 0; text-transform: capitalize; }
  section { margin: 1.5rem 0; }
  h3, p { margin: 0.2rem 0; }
  figure { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem; margin: 0.5rem 0; align-items: start; }
  img { max-width: 100%; height: auto; background: repeating-conic-gradient(#bbb 0 25%, #eee 0 50%) 0 0 / 16px 16px; }
  code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
</style>
<h1>Every operator of Tessera</h1>
<p>Before on the left, after on the right; the commands run in this page's folder.</p>
HTML
}

if [ -n "$photo" ]; then
  "$tessera" apply 'thumbnail 480x480' "$photo" -o "$folder/before.png" --overwrite -q </dev/null
else
  "$tessera" generate photo 480x320 "$folder/before.png" --overwrite </dev/null
fi

shown=''
count=0
before=$(picture before.png before)
{
  page_head
  while IFS=$'\t' read -r theme name example summary; do
    bring_files "$example"
    show "$name" "$example"
    [ "$theme" = "$shown" ] || printf '<h2>%s</h2>\n' "$(as_html "${theme//_/ }")"
    shown=$theme
    count=$((count + 1))
    printf '<section id="%s">\n<h3>%s</h3>\n<p>%s</p>\n' "$name" "$name" "$(as_html "$summary")"
    printf '<figure>%s\n%s</figure>\n' "$before" "$(picture "$name.png" "after $name")"
    printf '<code>%s</code>\n</section>\n' "$(as_html "tessera apply '$pipeline' before.png -o $name.png")"
  done < <(list_operators)
  echo '</html>'
} >"$page.tmp"
[ "$count" -gt 0 ] || { say "$tessera lists no operators"; exit 1; }
mv "$page.tmp" "$page"
echo "$count operators: $page"
