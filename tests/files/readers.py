# SPDX-License-Identifier: Apache-2.0
"""Pictures as other tools read them: rows, columns, channels; RGB order."""
import pathlib
import re
import tempfile

import imagecodecs
import numpy as np
import PIL.Image
import tifffile

from cases import F32, U16, U8, run


def deep(values):
    return values[..., None] if values.ndim == 2 else values


def read_tiff(path):
    with tifffile.TiffFile(path) as file:
        page = file.pages[0]
        return deep(page.asarray().astype(page.dtype.newbyteorder("=")))


def read_by_pillow(path):
    with PIL.Image.open(path) as picture:
        values = np.array(picture)
    return deep(values.astype(U16) if values.dtype == np.int32 else values)


def read_by_imagecodecs(decode):
    def read(path):
        return deep(decode(pathlib.Path(path).read_bytes()))
    return read


def read_by_vips(path):
    kinds = {"uchar": U8, "ushort": U16, "float": F32}
    width, height, kind, bands = re.search(r": (\d+)x(\d+) (\w+), (\d+) band", run("vipsheader", path)).groups()
    with tempfile.NamedTemporaryFile(suffix=".raw") as raw:
        run("vips", "rawsave", path, raw.name)
        values = np.fromfile(raw.name, kinds[kind])
    return values.reshape(int(height), int(width), int(bands))


READERS = {
    ".tif": read_tiff,
    ".png": read_by_imagecodecs(imagecodecs.png_decode),
    ".bmp": read_by_pillow,
    ".ppm": read_by_vips,
    ".pgm": read_by_vips,
    ".pnm": read_by_pillow,
    ".pfm": read_by_vips,
    ".webp": read_by_imagecodecs(imagecodecs.webp_decode),
    ".jp2": read_by_imagecodecs(imagecodecs.jpeg2k_decode),
    ".ras": read_by_pillow,
    ".hdr": read_by_imagecodecs(imagecodecs.rgbe_decode),
}
