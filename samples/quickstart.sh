#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a fresh clone to filtered pictures: bash samples/quickstart.sh [FOLDER...]
# Builds the `tessera` command, makes a few pictures (or takes those of the folders given), filters them and lays before and after side by side.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/samples/setup.sh"

case ${1:-} in
  -h | --help)
    echo "usage: bash samples/quickstart.sh [FOLDER...]"
    echo "Builds the tessera command and filters the pictures of the folders, or a few that it makes itself."
    echo "TESSERA_LOOK is the pipeline, by default @samples/looks/film.txt; TESSERA_BUILD_DIR is where to build."
    exit 0
    ;;
  -*)
    say "unknown option $1; usage: bash samples/quickstart.sh [FOLDER...]"
    exit 2
    ;;
esac
for folder in "$@"; do
  [ -d "$folder" ] || { say "$folder is no folder; usage: bash samples/quickstart.sh [FOLDER...]"; exit 2; }
done

install_missing "${tessera_command_packages[@]}"
leave_sudo "$root/samples/quickstart.sh" "$@"

build=$(build_folder "$root")
log=$build/quickstart.log
run_logged() { "$@" >>"$log" 2>&1 </dev/null || { tail -n 40 "$log" >&2; say "Building failed; all of it is in $log"; exit 1; }; }

: >"$log"
begin=$SECONDS
[ -f "$build/release/bin/tessera" ] || say "Building the tessera command with $(jobs) jobs; this takes a few minutes, once ..."
[ -f "$build/release/build.ninja" ] || [ -f "$build/release/Makefile" ] || run_logged configure "$root" "$build/release" -DCMAKE_BUILD_TYPE=Release
run_logged cmake --build "$build/release" -j "$(jobs)" --target tessera_command tessera_opencv_codec
[ $((SECONDS - begin)) -lt 5 ] || say "Built in $((SECONDS - begin)) s."
tessera=$build/release/bin/tessera

# outside FOLDER: prints a folder for results that is not inside FOLDER.
outside() {
  local input place
  input=$(cd "$1" && pwd -P)
  for place in "$build/quickstart" "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/tessera" "${TMPDIR:-/tmp}/tessera-$(id -u)"; do
    case "$(realpath -m "$place")/" in "${input%/}"/*) continue ;; esac
    mkdir -p "$place" 2>/dev/null && echo "$place" && return
  done
  say "$1 holds every place where results could go; set TESSERA_BUILD_DIR to a folder outside of it"
  return 2
}

# filter FOLDER OUT SHEET: the pictures of one folder, and the sheet that shows them.
filter() {
  local status=0
  "$tessera" apply "${TESSERA_LOOK:-@$root/samples/looks/film.txt}" "$1" -o "$2/" --overwrite </dev/null || status=$?
  "$tessera" sheet "$1" "$2" -o "$3" --overwrite </dev/null || status=$?
  echo "Results: $2"
  echo "Before and after: $3"
  return "$status"
}

if [ $# = 0 ]; then
  here=$build/quickstart
  mkdir -p "$here/pictures"
  picture() { [ -f "$here/pictures/$3" ] || "$tessera" generate "$1" "$2" "$here/pictures/$3" --seed 7 </dev/null; }
  picture photo 1200x800 photo.jpg
  picture clouds 1200x800 clouds.jpg
  picture gradient 800x800 gradient.png
  picture zone_plate 800x800 zone_plate.png
  picture checker 800x600 checker.png
  filter "$here/pictures" "$here/filtered" "$here/sheet.png"
  echo "Now yours: bash samples/quickstart.sh FOLDER, or $tessera apply 'gaussian 2' FOLDER -o OUT/"
else
  status=0
  for folder in "$@"; do
    place=$(outside "$folder")
    name=$(basename "$(cd "$folder" && pwd -P)")
    filter "$folder" "$place/filtered_$name" "$place/sheet_$name.png" || status=$?
  done
  exit "$status"
fi
