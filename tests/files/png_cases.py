# SPDX-License-Identifier: Apache-2.0
"""PNG: every colour type, depth, palette and transparent colour, by pypng, plain and interlaced."""
import functools
import pathlib

import imagecodecs
import numpy as np
import png

from cases import U16, U8, Case, expanded, random_pixels
from tiff_cases import copied, tifffile_writer


def write_png(values, writer, path):
    height, width = values.shape[:2]
    with open(path, "wb") as file:
        png.Writer(width, height, **writer).write(file, values.reshape(height, -1).tolist())


def type_of(bits):
    return U16 if bits == 16 else U8


def widened(values, bits):
    return expanded(values, bits) if bits < 8 else values


def plain(name, bits, channels, size, **writer):
    values = random_pixels(name, type_of(bits), *size, channels)
    if bits < 8:
        values >>= 8 - bits
    how = {"greyscale": channels < 3, "alpha": channels in (2, 4), "bitdepth": bits} | writer
    return Case(name, functools.partial(write_png, values, how), widened(values, bits), second=True)


def palette(name, bits, transparent, size, **writer):
    values = random_pixels(name, U8, *size, 1) >> (8 - bits)
    colours = random_pixels(name + "colours", U8, 1, 2**bits, 4 if transparent else 3)[0]
    how = {"palette": [tuple(int(v) for v in c) for c in colours], "bitdepth": bits} | writer
    return Case(name, functools.partial(write_png, values, how), colours[values[..., 0]], second=True)


def transparent_colour(name, bits, channels, size, **writer):
    values = random_pixels(name, type_of(bits), *size, channels)
    if bits < 8:
        values >>= 8 - bits
    key = values[0, 0].copy()
    values[::2, ::3] = key
    how = {"greyscale": channels == 1, "bitdepth": bits, "transparent": int(key[0]) if channels == 1 else [int(v) for v in key]}
    alpha = np.where((values == key).all(axis=2), 0, np.iinfo(values.dtype).max).astype(values.dtype)
    pixels = np.dstack([widened(values, bits), alpha])
    return Case(name, functools.partial(write_png, values, how | writer), pixels, second=True)


def kinds():
    for bits in (1, 2, 4, 8, 16):
        yield f"gray{bits}", functools.partial(plain, bits=bits, channels=1)
        yield f"gray{bits}-transparent", functools.partial(transparent_colour, bits=bits, channels=1)
    for bits in (8, 16):
        yield f"gray-alpha{bits}", functools.partial(plain, bits=bits, channels=2)
        yield f"rgb{bits}", functools.partial(plain, bits=bits, channels=3)
        yield f"rgba{bits}", functools.partial(plain, bits=bits, channels=4)
        yield f"rgb{bits}-transparent", functools.partial(transparent_colour, bits=bits, channels=3)
    for bits in (1, 2, 4, 8):
        yield f"palette{bits}", functools.partial(palette, bits=bits, transparent=False)
        yield f"palette{bits}-transparent", functools.partial(palette, bits=bits, transparent=True)


def inputs():
    for kind, make in kinds():
        for size in ((29, 37), (1, 1), (3, 130)):
            for interlace in (False, True):
                name = f"{kind}-{size[1]}x{size[0]}{'-interlaced' if interlace else ''}.png"
                yield make(name, size=size, interlace=interlace)
    for gamma in (0.45455, 1.0):  # says how the samples are meant, and changes none
        yield plain(f"gamma-{gamma}.png", 16, 3, (29, 37), gamma=gamma)
    yield plain("background.png", 8, 3, (29, 37), background=(10, 20, 30))


def outputs():
    for bits in (8, 16):
        for channels in (1, 2, 3, 4):
            for settings in ("interlace", "level=0", "level=9"):
                case = plain(f"out-{bits}-{channels}-{settings}.png", bits, channels, (29, 37))
                case.options = ("-O", settings)
                yield case


def other_writers():
    for bits in (8, 16):
        for channels in (1, 2, 3, 4):
            name = f"imagecodecs-{bits}-{channels}.png"
            values = random_pixels(name, type_of(bits), 29, 37, channels)
            stored = values if channels > 1 else values[..., 0]
            yield Case(name, lambda path, stored=stored: pathlib.Path(path).write_bytes(imagecodecs.png_encode(stored)), values)
            for how in ("[interlace]", "[compression=9,filter=all]", "[filter=paeth]"):
                name = f"vips-{bits}-{channels}-{how.strip('[]').replace(',', '-').replace('=', '')}.png"
                values = random_pixels(name, type_of(bits), 29, 37, channels)
                yield Case(name, functools.partial(copied, tifffile_writer(values), "vips", ("copy", "IN"), how), values, second=True)


def all_cases():
    yield from inputs()
    yield from other_writers()
    yield from outputs()
