#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads and writes back files of every lossless kind, and holds what comes out against what other tools put in.

python3 tests/files/matrix.py TESSERA [--keep FOLDER] [--only WORD]

Files are written by tifffile, Pillow, pypng, imagecodecs, vips and tiffcp, copied by `tessera apply copy`, and read by the same tools: every sample
must be the same to the bit. Then exiftool and vipsheader look at what else is in the file, and the eight orientations must come out upright.
Status 0: all is well; 1: something is not; 77: a tool is missing, which is named.
Needs exiftool (libimage-exiftool-perl), vips (libvips-tools), tiffcp (libtiff-tools), and from pip: numpy tifffile imagecodecs pillow pypng.
"""
import argparse
import collections
import contextlib
import importlib.util
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAMS = {"exiftool": "libimage-exiftool-perl", "vips": "libvips-tools", "vipsheader": "libvips-tools", "tiffcp": "libtiff-tools", "tiffset": "libtiff-tools"}
MODULES = {"numpy": "numpy", "tifffile": "tifffile", "imagecodecs": "imagecodecs", "PIL": "pillow", "png": "pypng"}


def missing_tools():
    apt = {package for program, package in PROGRAMS.items() if shutil.which(program) is None}
    pip = {package for module, package in MODULES.items() if importlib.util.find_spec(module) is None}
    return [f"{name} (apt)" for name in sorted(apt)] + [f"{name} (pip)" for name in sorted(pip)]


def copy(tessera, files, out, options):
    """What `tessera apply copy` says of each input: "" or its error."""
    done = subprocess.run([tessera, "apply", "copy", *map(str, files), "-o", f"{out}/", "--json", *options], capture_output=True, text=True)
    said = {}
    for line in done.stdout.splitlines():
        fact = json.loads(line)
        if "input" in fact:
            said[fact["input"]] = fact["error"]["message"] if fact["status"] != "done" else ""
    return [said.get(str(file), done.stderr.strip() or "nothing was said of it") for file in files]


def verdict(case, source, written, readers, second):
    try:
        from cases import same_bits
        pixels = case.pixels(source) if callable(case.pixels) else case.pixels
        problem = same_bits(pixels, readers[written.suffix](written))
        if not problem and case.second:
            problem = same_bits(pixels, second(written))
        return problem or (case.check(written) if case.check else "")
    except Exception as failure:  # a tool that cannot read the file says so in its own way
        return f"{type(failure).__name__}: {failure}"


def pixel_part(tessera, folder, cases):
    from readers import READERS, read_by_vips
    failures = []
    groups = collections.defaultdict(list)
    for case in cases:
        groups[case.options].append(case)
    for number, (options, group) in enumerate(groups.items()):
        source, out = folder / f"in{number}", folder / f"out{number}"
        source.mkdir(parents=True)
        for case in group:
            case.write(str(source / case.name))
        problems = copy(tessera, [source / case.name for case in group], out, options)
        for case, problem in zip(group, problems):
            written = (out / case.name).with_suffix(case.out or pathlib.Path(case.name).suffix)
            problem = problem or verdict(case, source / case.name, written, READERS, read_by_vips)
            if problem:
                failures.append(f"{case.name} {' '.join(options)}: {problem}")
    return failures


def refusal_part(tessera, folder, refusals):
    folder.mkdir(parents=True)
    failures = []
    for refusal in refusals:
        path = folder / refusal.name
        refusal.write(str(path))
        said = copy(tessera, [path], folder / "out", ())[0]
        lacking = [word for word in (str(path), ";", *refusal.words) if word not in said]
        if lacking:
            failures.append(f"{refusal.name}: the error lacks {lacking}: {said or 'there was none'}")
    return failures


def parts():
    import animation_cases
    import colour_cases
    import metadata_cases
    import orientation_cases
    import other_cases
    import page_cases
    import png_cases
    import pyramid_cases
    import tiff_cases
    for name, module in (("TIFF", tiff_cases), ("PNG", png_cases), ("others", other_cases)):
        cases = list(module.all_cases())
        yield f"pixels: {name}", len(cases), lambda tessera, folder, cases=cases: pixel_part(tessera, folder, cases)
    refusals = list(tiff_cases.refusals())
    yield "refusals", len(refusals), lambda tessera, folder: refusal_part(tessera, folder, refusals)
    for name, module in (("metadata", metadata_cases), ("orientations", orientation_cases), ("pages and colours", page_cases), ("animations", animation_cases), ("pyramids", pyramid_cases), ("profiles", colour_cases)):
        yield name, module.count(), module.check


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tessera")
    parser.add_argument("--keep", metavar="FOLDER", help="leave the files in this new folder")
    parser.add_argument("--only", metavar="WORD", default="", help="only the parts whose name holds it")
    arguments = parser.parse_args()
    if lacking := missing_tools():
        print("skipped, for want of " + ", ".join(lacking))
        return 77
    tessera, bad, total = str(pathlib.Path(arguments.tessera).resolve()), 0, 0
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(arguments.keep or stack.enter_context(tempfile.TemporaryDirectory(prefix="tessera-files-")))
        for number, (name, count, check) in enumerate(parts()):
            if arguments.only not in name:
                continue
            started = time.monotonic()
            failures = check(tessera, folder / f"{number}")
            total, bad = total + count, bad + len(failures)
            print(f"{name}: {count} files, {len(failures)} failed, {time.monotonic() - started:.1f} s", flush=True)
            for failure in failures:
                print(f"  {failure}")
    print(f"{total} files, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
