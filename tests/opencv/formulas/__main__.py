#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Operators on photographs against their published formulas in float64 (numpy).

python3 tests/opencv/formulas TESSERA FOLDER [README.md]   prints the table, or writes it between its marks in the file.
Needs numpy and OpenCV for Python, which reads and writes the PNGs. Formulas are written from their sources, not from kernels/.
"""
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # of the modules beside this one, in a checkout

import cv2
import numpy as np

import spaces
from edges import Between
from rows import ROWS

MARKS = "<!-- formulas table -->\n", "<!-- end of formulas table -->"


def read(path):
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if picture.ndim == 2:
        picture = picture[..., None]
    order = {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[picture.shape[-1]]
    return picture[..., order].astype(np.float64) / np.iinfo(picture.dtype).max


class Command:
    def __init__(self, tessera, work):
        self.tessera, self.work = str(pathlib.Path(tessera).resolve()), work

    def made(self, pipeline, path, name="out.png"):
        subprocess.run([self.tessera, "apply", pipeline, str(path), "-o", name, "-q", "--overwrite", "-O", "level=1"], check=True, cwd=self.work)
        return self.work / name

    def result(self, pipeline, path):
        """Files hold sRGB only: other colour spaces channel by channel."""
        if not pipeline.startswith("convert"):
            return read(self.made(pipeline, path))
        return np.dstack([read(self.made(f"{pipeline} | channel {channel}", path)) for channel in ("red", "green", "blue")])

    def without_row(self, text):
        """Operators that no table's pipeline names."""
        listed = subprocess.run([self.tessera, "ops", "--json"], check=True, capture_output=True, text=True).stdout
        rows = re.findall(r"^\| `(.*?)` \|", text, re.MULTILINE)
        tested = {word for row in rows for word in re.findall(r"\w+", row)}
        return [operator["name"] for operator in json.loads(listed) if operator["name"] not in tested]


def row(command, photos, pipeline, formula, reference):
    largest, squares, samples, undecided, close = 0.0, 0.0, 0, 0, 0
    for path, photo in photos:
        expected = reference(photo)
        low, high, close = expected if isinstance(expected, Between) else (expected, expected, 0)
        got = command.result(pipeline, path)
        if got.shape != low.shape:
            raise SystemExit(f"{pipeline} made {got.shape}, the formula {low.shape}")
        apart = (got - np.clip(got, np.clip(low, 0, 1), np.clip(high, 0, 1))) * 255
        largest, squares, samples = max(largest, np.abs(apart).max()), squares + (apart**2).sum(), samples + apart.size
        undecided += np.count_nonzero(low < high)
    psnr = "same" if largest < 1e-6 else f"{10 * math.log10(255**2 * samples / squares):.1f} dB"
    if close:
        formula += f"; either result where it hangs on less than {close * 255:.1g} levels, {100 * undecided / samples:.2g}% of the samples"
    cell = pipeline.replace("|", "\\|")
    return f"| `{cell}` | {formula} | {largest:.2f} | {psnr} |\n"


def main():
    folder = pathlib.Path(sys.argv[2]).resolve()
    table = "| pipeline | formula | largest difference | PSNR |\n|---|---|---|---|\n"
    with tempfile.TemporaryDirectory() as work:
        command = Command(sys.argv[1], pathlib.Path(work))
        for name, text in spaces.FILES.items():
            (command.work / name).write_text(text)
        small = "depth u8 | flatten white | resize 640x640 only=shrink | colour_matrix 1,0,0,0,1,0,0,0,1"
        files = sorted(path for path in folder.iterdir() if path.suffix in (".png", ".jpg"))
        paths = [command.made(small, path, f"{i}.png") for i, path in enumerate(files)]
        photos = [(path, read(path)) for path in paths]
        for pipeline, formula, reference in ROWS:
            table += row(command, photos, pipeline, formula, reference)
    if len(sys.argv) < 4:
        print(table, end="")
        return
    readme = pathlib.Path(sys.argv[3])
    before, rest = readme.read_text().split(MARKS[0])
    text = before + MARKS[0] + table + MARKS[1] + rest.split(MARKS[1], 1)[1]
    readme.write_text(text)
    if missing := command.without_row(text):
        raise SystemExit(f"in none of the tables of {readme}: {', '.join(missing)}")


if __name__ == "__main__":
    main()
