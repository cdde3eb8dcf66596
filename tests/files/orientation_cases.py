# SPDX-License-Identifier: Apache-2.0
"""All eight EXIF orientations, as JPEG, TIFF and PNG: upright afterwards, and marked as such."""
import json

import numpy as np
import PIL.Image

from cases import U8, random_pixels, run, same_bits

EXTENSIONS = (".jpg", ".tif", ".png")


def count():
    return 8 * len(EXTENSIONS)


def turned(values, orientation):
    """EXIF 2.32, 4.6.4 A, by rows and columns."""
    return {1: values, 2: values[:, ::-1], 3: values[::-1, ::-1], 4: values[::-1], 5: values.swapaxes(0, 1), 6: np.rot90(values, -1),
            7: values[::-1, ::-1].swapaxes(0, 1), 8: np.rot90(values, 1)}[orientation]


def check(tessera, folder):
    folder.mkdir(parents=True)
    failures = []
    for extension in EXTENSIONS:
        for orientation in range(1, 9):
            path = folder / f"orientation{orientation}{extension}"
            stored = random_pixels("orientation", U8, 24, 40, 3)
            PIL.Image.fromarray(stored).save(path)
            if extension == ".jpg":
                stored = np.array(PIL.Image.open(path))
            run("exiftool", "-q", "-overwrite_original", "-n", f"-Orientation={orientation}", path)
            upright = np.ascontiguousarray(turned(stored, orientation))
            same, exact = folder / "out" / path.name, folder / "out" / f"{path.stem}{extension}.png"
            run(tessera, "apply", "copy", path, "-o", same)
            run(tessera, "apply", "copy", path, "-o", exact)
            problem = same_bits(upright, np.array(PIL.Image.open(exact)))
            if not problem and np.array(PIL.Image.open(same)).shape != upright.shape:
                problem = "the result of the same format has another size"
            for result in (same, exact):
                said = json.loads(run("exiftool", "-n", "-j", "-Orientation", result))[0].get("Orientation", 1)
                problem = problem or (f"{result.suffix} says orientation {said}" if said != 1 else "")
            if problem:
                failures.append(f"{path.name}: {problem}")
    return failures
