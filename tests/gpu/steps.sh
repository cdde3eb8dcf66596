# SPDX-License-Identifier: Apache-2.0
# The steps of tests/gpu/run.sh; sourced, never run. Each prints Markdown with `say` and fails where something is wrong.

# Runs a command for what is left of the step's time.
limited() { timeout -k 5 $((deadline > SECONDS ? deadline - SECONDS : 1)) "$@"; }

# figure NUMBER: as it is, but the simulator's are none.
figure() { [ -n "$rehearsal" ] && echo simulated || echo "$1"; }

# run_tests PROGRAM FILTER: several at once, each with its share of the tests; their count and the end of what failed.
run_tests() {
  local program=$1 begin=$SECONDS shards=$(($(nproc) / 2)) shard status=0 bad=0 passed failed
  shards=$((shards < 1 ? 1 : shards > 6 ? 6 : shards))
  local pids=()
  for ((shard = 0; shard < shards; ++shard)); do
    GTEST_TOTAL_SHARDS=$shards GTEST_SHARD_INDEX=$shard limited "$programs/$program" --gtest_filter="$2" >"$work/$program.$shard" 2>&1 </dev/null &
    pids+=($!)
  done
  for ((shard = 0; shard < shards; ++shard)); do
    wait "${pids[$shard]}" || { status=$? bad=$((bad + 1)); }
  done
  passed=$(cat "$work/$program".* | grep -c '^\[       OK \]' || true)
  failed=$(cat "$work/$program".* | grep -c '^\[  FAILED  \].*ms)' || true)
  say "| $program | $passed passed | $failed failed | $((SECONDS - begin)) s |"
  [ "$bad" = 0 ] && [ "$passed" -gt 0 ] && [ "$failed" = 0 ] && rm "$work/$program".* && return
  say "" "$bad of $shards processes ended badly (status $status; 124: out of time). What they said:" '```' \
    "$(grep -hv '^\[ RUN\|^\[       OK\|^\[---\|^\[====' "$work/$program".* | head -n 40)" '```'
  rm "$work/$program".*
  return 1
}

table_of_tests() { say "| program | | | time |" "|---|---|---|---|"; }

step_tests() {
  local status=0 kernels='*' streams='-*large_pictures*'
  [ -z "$rehearsal" ] || kernels='*histograms*:*loading*' streams='same_bits.of_the_smallest*'
  table_of_tests
  run_tests test_cuda_kernels_device "$kernels" || status=1
  run_tests test_streams_device "$streams" || status=1
  return "$status"
}

# Every operator on pictures of 2049 x 1025.
step_pictures() {
  [ -z "$rehearsal" ] || { say "not run: too large for the simulator" && return; }
  table_of_tests
  run_tests test_streams_device '*large_pictures*'
}

# A kernel or two of each pattern: these tools are slow.
step_sanitizers() {
  local tool status=0 outcome end selection='*histograms*:*loading*' found
  for found in gaussian median resize rotate convolve erode equalize gain crop; do selection+=":*on_a_larger_picture/$found"; done
  if ! command -v compute-sanitizer >/dev/null; then
    say "not run: there is no compute-sanitizer" && return
  fi
  end=$deadline
  say "| tool | |" "|---|---|"
  for tool in memcheck racecheck initcheck synccheck; do
    deadline=$((SECONDS + seconds_per_step / 4 < end ? SECONDS + seconds_per_step / 4 : end))
    outcome=0
    limited compute-sanitizer --tool "$tool" --error-exitcode 77 "$programs/test_cuda_kernels_device" --gtest_filter="$selection" >"$work/sanitizer" 2>&1 </dev/null || outcome=$?
    found=$(grep ' SUMMARY:' "$work/sanitizer" | tail -n 1 | sed 's/^=* *//' || true)
    found="${found:-no summary}, $(grep -c '^\[       OK \]' "$work/sanitizer" || true) tests passed"
    case $outcome in
      0) say "| $tool | $found |" ;;
      124 | 137) say "| $tool | not finished in $((seconds_per_step / 4)) s: $found |" ;;
      *)
        if grep -q 'not supported\|Internal Sanitizer Error\|Unable to' "$work/sanitizer"; then
          say "| $tool | not run: $(grep -m 1 'not supported\|Internal Sanitizer Error\|Unable to' "$work/sanitizer" | sed 's/^=* *//') |"
        else
          status=1
          say "| $tool | FAILED (status $outcome): $found |" "" '```' "$(grep '^=====\|FAILED' "$work/sanitizer" | head -n 30)" '```'
        fi
        ;;
    esac
  done
  return "$status"
}

step_bench() {
  local part status=0 size=()
  [ -z "$rehearsal" ] || size=(--size 61x47)
  for part in streaming chain gaussian operators; do
    limited "$programs/tessera-gpu-bench" "$part" "${size[@]}" >"$work/bench" 2>"$work/bench.errors" </dev/null || status=1
    say "$(cat "$work/bench" "$work/bench.errors")" ""
  done
  return "$status"
}

step_peers() {
  if [ -n "$rehearsal" ]; then
    say "not run: they know no simulator"
  elif ! command -v python3 >/dev/null; then
    say "not there: no python3"
  else
    say "$(limited python3 "$root/tests/gpu/peers.py" 2>&1 </dev/null || echo "python3 ended with status $?")"
  fi
}

# median_of FILE: "1.234 s (1.200 to 1.300)" of the seconds in its lines.
median_of() {
  figure "$(sort -n "$1" | awk '{v[NR] = $1} END {printf "%.3f s (%.3f to %.3f)", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2, v[1], v[NR]}')"
}

# race NAME INPUT OUTPUT [option...]: the command on the GPU and on the CPU in turn; the outputs must be the same files.
race() {
  local name=$1 input=$2 output=$3 device run begin runs=5
  local look='gaussian 2 | unsharp | gamma 1.2'
  shift 3
  [ -z "$rehearsal" ] || runs=1
  for ((run = 0; run < runs; ++run)); do
    for device in cuda cpu; do
      rm -rf "$work/$device" && mkdir "$work/$device"
      begin=$EPOCHREALTIME
      limited "$programs/tessera" apply "$look" "$input" -o "$work/$device/$output" --device "$device" -v "$@" >"$work/$device.log" 2>&1 </dev/null ||
        { say "$name on $device: status $?" '```' "$(tail -n 20 "$work/$device.log")" '```' && return 1; }
      awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN {print b - a}' >>"$work/$name.$device"
    done
  done
  say "| device | median of $runs (least to most), start to end |" "|---|---|" "| cuda | $(median_of "$work/$name.cuda") |" "| cpu | $(median_of "$work/$name.cpu") |"
  [ -n "$rehearsal" ] || say "" '```' "$(tail -n 30 "$work/cuda.log" | cut -c 1-200)" '```'
  diff -rq "$work/cuda" "$work/cpu" >"$work/differences" && say "" "Both wrote the same files." && return
  say "" "The files DIFFER: $(head -n 3 "$work/differences")"
  return 1
}

step_photos() {
  local size=3000x2000 count=24 i
  [ -z "$rehearsal" ] || size=60x40 count=3
  mkdir -p "$work/photos"
  for ((i = 1; i <= count; ++i)); do
    limited "$programs/tessera" generate photo "$size" "$work/photos/$i.jpg" --seed "$i" --quality 90 &
    [ $((i % $(nproc))) != 0 ] || wait
  done
  wait
  say "$count JPEGs of $size, \`tessera apply\`." ""
  race photos "$work/photos" ""
}

step_scan() {
  local size=20000x20000
  [ -z "$rehearsal" ] || size=200x200
  limited "$programs/tessera" generate clouds "$size" "$work/scan.tif"
  say "A TIFF of $size, \`tessera apply\`." ""
  race scan "$work/scan.tif" out.tif --limit-pixels 500M || return 1
  local picture=${results%.md}_overlap.svg
  limited "$programs/tessera" apply 'gaussian 2 | unsharp | gamma 1.2' "$work/scan.tif" -o "$work/timed.tif" --device cuda --limit-pixels 500M \
    --timeline "$picture" >"$work/timeline.log" 2>&1 </dev/null || { say "no timeline: $(tail -n 1 "$work/timeline.log")" && return 1; }
  [ -n "$rehearsal" ] || say "" "What ran when: [$(basename "$picture")]($(basename "$picture")). $(tail -n 1 "$work/timeline.log")"
  [ -z "${OUT:-}" ] || cp "$picture" "$OUT/"
}
