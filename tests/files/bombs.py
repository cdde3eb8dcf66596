#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads decompression bombs and damaged files, crafted one by one, and holds what is said of them against the rules of damaged files.

python3 tests/files/bombs.py TESSERA [--only WORD] [--format NAME] [--quick] [--list] [--slowest N]

Each file goes through `tessera apply copy FILE -o out.png --memory-limit 256M` and through `tessera info`. It has to end with status 1, within 10 s and
256 MiB, with an error of one or two lines that names the file, says what is wrong and, where a limit was met, which option changes it; nothing may be left
in the folder. Files marked as harmless are right in what a reader needs and have to be copied within the same bounds. --list prints the list, a line per
file; --quick leaves out what takes long and takes every other of the rest, every sixth where OpenCV has to be loaded. Status 0: all is well; 1: something is not.
Needs the standard library alone.
"""
import argparse
import collections
import concurrent.futures
import importlib
import multiprocessing
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

SECONDS, BYTES = 10, 256 << 20
PATIENCE = 60  # of the clock, on a busy machine
FAR_TOO_MUCH = 4 * BYTES  # ends it, before the machine has to
LIMITS = ("--limit-pixels", "--memory-limit", "--limit-seconds")
FORMATS = (("JPEG", "bombs_jpeg", "all_bombs"), ("PNG", "bombs_png", "all_bombs"), ("TIFF", "bombs_tiff", "all_classic"), ("BigTIFF", "bombs_tiff", "all_big"),
           ("GIF", "bombs_gif", "all_bombs"), ("WebP", "bombs_webp", "all_bombs"), ("BMP", "bombs_maps", "all_bmp"), ("PNM", "bombs_maps", "all_pnm"))
Run = collections.namedtuple("Run", "status said seconds peak")


def generator(tessera):
    """What makes the bases that need an encoder: generate(extension, size, settings...) gives the bytes of a file."""
    kept = {}

    def generate(extension, size="64x48", *settings):
        key = (extension, size, settings)
        if key not in kept:
            with tempfile.TemporaryDirectory() as folder:
                path = f"{folder}/base.{extension}"
                subprocess.run([tessera, "generate", "clouds", size, path, *settings], check=True)
                kept[key] = pathlib.Path(path).read_bytes()
        return kept[key]
    return generate


def resident(pid):
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, IndexError):
        return 0  # it has ended


def run(command):
    """Runs it and measures it, in a process that holds no files: the peak of a new process begins with that of the one that started it."""
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said)
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - start > PATIENCE or resident(process.pid) > FAR_TOO_MUCH:
                os.kill(process.pid, signal.SIGKILL)
                pid, status, usage = os.wait4(process.pid, 0)
                break
            time.sleep(0.002)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode(errors="replace")
    return Run(process.returncode, text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10)


def problems_of_text(text, path):
    lines = [line for line in text.splitlines() if not re.match(r"\d+ (of \d+ )?(pictures?|files?|failed)|\d+ of \d+, |\d+ done", line)]
    message = "\n".join(lines)
    if path.name not in message:
        yield "the error does not name the file"
    if not 1 <= len(lines) <= 2:
        yield f"the error has {len(lines)} lines"
    words = re.findall(r"[A-Za-z]{2,}", message.replace(str(path), "").replace("error", ""))
    if len(words) < 6:
        yield "the error says too little"
    if any(c not in "\n\t" and not c.isprintable() for c in message):
        yield "the error holds what cannot be printed"
    if re.search(r"std::|_M_|\bCV_|OpenCV\(|bad_alloc|Assertion|!_src|\bvector\b", message):
        yield "the error is in a programmer's words"


def problems(bomb, done, path, is_info):
    if done.status not in (0, 1):
        yield f"ended with {done.status}"
        return
    if done.seconds > SECONDS:
        yield f"took {done.seconds:.1f} s"
    if done.peak > BYTES:
        yield f"took {done.peak / 2**20:.0f} MiB"
    expected = 0 if bomb.harmless else 1
    if done.status != expected and not (is_info and done.status == 0):
        yield f"ended with {done.status}, not {expected}"
    if done.status == 1:
        yield from problems_of_text(done.said, path)
    if not is_info and done.status == expected:
        lacking = [word for word in bomb.words if word not in done.said]
        if lacking:
            yield f"the message lacks {lacking}"


def try_bomb(tessera, runners, bomb):
    with tempfile.TemporaryDirectory(prefix="tessera-bomb-") as name:
        folder = pathlib.Path(name)
        path, out = folder / bomb.name, folder / "out.png"
        path.write_bytes(bomb.data)
        bounds = ["--memory-limit", "256M", *bomb.options]
        failures, slowest = [], None
        for is_info, command in ((False, [tessera, "apply", "copy", str(path), "-o", str(out), *bounds]), (True, [tessera, "info", str(path), *bounds])):
            done = runners.submit(run, command).result()
            slowest = max(slowest or done, done, key=lambda r: r.seconds)
            said = done.said.strip().replace(name + "/", "")
            failures += [f"{bomb.name}: {command[1]}: {problem}: {said[:400] or 'nothing was said'}" for problem in problems(bomb, done, path, is_info)]
            if not is_info and bomb.harmless and out.exists():
                out.unlink()
            left = sorted(set(os.listdir(folder)) - {bomb.name})
            if left:
                failures.append(f"{bomb.name}: {command[1]}: left {left}")
            if os.environ.get("TESSERA_BOMBS_SAY"):
                print(f"    {command[1]} {done.status} {done.seconds:.2f} s {done.peak >> 20} MiB  {said}")
        return failures, slowest


def table(bomb):
    return f"{bomb.name:44} {len(bomb.data):>9}  {'harmless' if bomb.harmless else 'refused ':8}  {bomb.what}"


def chosen(generate, only, wanted, quick):
    for label, module, function in FORMATS:
        if wanted and label.lower() != wanted.lower():
            continue
        bombs = [bomb for bomb in getattr(importlib.import_module(module), function)(generate) if only in bomb.name]
        if quick:
            bombs = [bomb for bomb in bombs if not bomb.slow][:: 6 if label in ("WebP", "BMP", "PNM") else 2]
        names = [bomb.name for bomb in bombs]
        assert len(names) == len(set(names)), f"{label}: a name stands twice: {[n for n in names if names.count(n) > 1]}"
        assert only or quick or len(names) >= 30, f"{label} has {len(names)} files"
        yield label, bombs


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("tessera")
    parser.add_argument("--only", default="", help="files with this in their name")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--format", default="", help="of this format alone, such as PNG")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--slowest", type=int, default=0)
    options = parser.parse_args()
    tessera = str(pathlib.Path(options.tessera).resolve())
    generate = generator(tessera)
    failures, measured, count = [], [], 0
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=spawn) as runners, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for label, bombs in chosen(generate, options.only, options.format, options.quick):
            if options.list:
                print(*map(table, bombs), sep="\n")
                continue
            results = list(pool.map(lambda bomb: try_bomb(tessera, runners, bomb), bombs))
            worse = [problem for found, _ in results for problem in found]
            measured += [(r.seconds, r.peak, bomb.name) for bomb, (_, r) in zip(bombs, results)]
            if bombs:
                print(f"{label:8} {len(bombs):3} files, {len(worse)} problems, at most {max(r.seconds for _, r in results):.2f} s and "
                      f"{max(r.peak for _, r in results) / 2**20:.0f} MiB", flush=True)
            failures += worse
            count += len(bombs)
    for seconds, peak, name in sorted(measured, reverse=True)[: options.slowest]:
        print(f"{seconds:6.2f} s {peak / 2**20:6.0f} MiB  {name}")
    for failure in failures:
        print(f"FAILED {failure}")
    if not options.list:
        print(f"{count} files, {len(failures)} problems")
    return 1 if failures or (not count and not options.list) else 0


if __name__ == "__main__":
    sys.exit(main())
