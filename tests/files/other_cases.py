# SPDX-License-Identifier: Apache-2.0
"""The other formats that are written without loss."""
import functools
import pathlib
import struct

import imagecodecs
import numpy as np
import PIL.Image

from cases import F32, U16, U8, Case, random_pixels
from tiff_cases import copied, tifffile_writer


def by_pillow(name, mode, channels, **how):
    values = random_pixels(name, U8, 29, 37, channels)
    picture = PIL.Image.fromarray(values if channels > 1 else values[..., 0])
    return Case(name, functools.partial(picture.convert(mode).save, **how), values)


def by_vips(name, dtype, channels, suffix=""):
    values = random_pixels(name, dtype, 29, 37, channels)
    return Case(name, functools.partial(copied, tifffile_writer(values), "vips", ("copy", "IN"), suffix), values)


def by_imagecodecs(name, dtype, channels, encode, size=(29, 37), **how):
    values = random_pixels(name, dtype, *size, channels)
    stored = values if channels > 1 else values[..., 0]
    return Case(name, lambda path: pathlib.Path(path).write_bytes(encode(stored, **how)), values)


def bitmaps():
    for mode, channels in (("L", 1), ("RGB", 3)):
        yield by_pillow(f"bmp-{mode}.bmp", mode, channels)
    thirty_two = by_pillow("bmp-32.bmp", "RGBA", 4)  # without a mask for alpha the fourth byte means nothing
    thirty_two.pixels = thirty_two.pixels[..., :3]
    yield thirty_two
    name = "bmp-palette.bmp"
    values = random_pixels(name, U8, 29, 37, 1)
    colours = random_pixels(name + "colours", U8, 1, 256, 3)[0]
    picture = PIL.Image.fromarray(values[..., 0]).convert("P")
    picture.putpalette(colours.tobytes())
    yield Case(name, picture.save, colours[values[..., 0]])
    bits = (random_pixels("bmp-1", U8, 29, 37, 1) > 127).astype(U8) * 255
    one = PIL.Image.fromarray(bits[..., 0]).convert("1")
    yield Case("bmp-1.bmp", one.save, bits)
    yield Case("pbm-1.pbm", one.save, bits, options=("--format", "pgm"), out=".pgm")


def portable():
    for dtype, depth in ((U8, 8), (U16, 16)):
        for suffix in ("", "[ascii]"):
            yield by_vips(f"ppm-{depth}{'-ascii' if suffix else ''}.ppm", dtype, 3, suffix)
            yield by_vips(f"pgm-{depth}{'-ascii' if suffix else ''}.pgm", dtype, 1, suffix)
    yield by_pillow("pnm-rgb.pnm", "RGB", 3)
    for channels in (1, 3):
        yield by_vips(f"pfm-{channels}.pfm", F32, channels)


def webp():
    for channels in (3, 4):
        case = by_imagecodecs(f"webp-{channels}.webp", U8, channels, imagecodecs.webp_encode, lossless=True, level=6)
        if channels == 4:  # what lies under full transparency is not kept by libwebp's lossless mode
            values = random_pixels(case.name, U8, 29, 37, 4)
            values[..., 3] |= 1
            case = Case(case.name, lambda path: pathlib.Path(path).write_bytes(imagecodecs.webp_encode(values, lossless=True)), values)
        yield case
        lossy = by_imagecodecs(f"webp-asked-{channels}.png", U8, channels, imagecodecs.png_encode)
        lossy.pixels[..., 3:] |= 1
        lossy.options, lossy.out = ("--format", "webp", "-O", "lossless"), ".webp"
        yield lossy


def jpeg2000():
    for dtype, depth in ((U8, 8), (U16, 16)):
        for channels in (1, 3):
            yield by_imagecodecs(f"jp2-{depth}-{channels}.jp2", dtype, channels, imagecodecs.jpeg2k_encode, (45, 70), level=0,
                                 codecformat="jp2")


def sun_raster():
    """Its header is eight numbers (rasterfile.h); no tool at hand writes it, Pillow reads it."""
    for channels in (1, 3):
        name = f"sun-{channels}.ras"
        values = random_pixels(name, U8, 30, 38, channels)
        data = values[..., ::-1].tobytes()  # blue first
        head = struct.pack(">8I", 0x59A66A95, 38, 30, 8 * channels, len(data), 1, 0, 0)
        yield Case(name, functools.partial(lambda content, path: pathlib.Path(path).write_bytes(content), head + data), values)


def radiance():
    name = "rgbe.hdr"
    values = imagecodecs.rgbe_decode(imagecodecs.rgbe_encode(np.abs(random_pixels(name, F32, 29, 37, 3))[2:].clip(1e-9, 1e9)))
    yield Case(name, lambda path: pathlib.Path(path).write_bytes(imagecodecs.rgbe_encode(values)), np.asarray(values))


def all_cases():
    for part in (bitmaps, portable, webp, jpeg2000, sun_raster, radiance):
        yield from part()
